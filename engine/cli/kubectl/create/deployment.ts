import { demand, write } from '../../../client/program.ts'
import { UsageError, type Verb } from '../verb.ts'

export const createDeployment: Verb = {
  flags: {
    'image': { kind: 'texts' },
    'replicas': { kind: 'number', short: 'r' },
    'port': { kind: 'number' },
  },
  run: function* ({ flags, namespace }) {
    const [name, ...more] = flags.args
    if (name === undefined || more.length > 0) throw new UsageError(`exactly one NAME is required, got ${flags.args.length}`)
    const images = flags.texts('image')
    if (images.length === 0) throw new UsageError('required flag(s) "image" not set')
    const port = flags.number('port')
    const labels = { app: name }
    yield* demand({
      verb: 'create', group: 'apps', version: 'v1', resource: 'deployments', namespace, encoding: 'json', fieldManager: 'kubectl-create',
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace, labels },
        spec: {
          replicas: flags.number('replicas') ?? 1,
          selector: { matchLabels: labels },
          strategy: {},
          template: {
            metadata: { labels },
            spec: { containers: images.map(image => ({ name: containerName(image), image, resources: {}, ...port !== undefined && { ports: [{ containerPort: port }] } })) },
          },
        },
      },
    })
    yield* write(`deployment.apps/${name} created\n`)
    return 0
  },
}

/** `ghcr.io/a/nginx:1.29@sha256:…` → `nginx`. */
const containerName = (image: string): string => (image.split('/').at(-1) ?? image).split(/[:@]/)[0] ?? image
