import { UsageError } from '../verb.ts'
import { commandArguments, generator } from './generator.ts'

export const deployment = generator({
  what: 'deployment',
  required: ['image'],
  flags: {
    image: { kind: 'list' },
    port: { kind: 'number', usual: '-1' },
    replicas: { kind: 'number', short: 'r', usual: '1' },
  },
  make: (call, name) => {
    const { flags } = call
    const images = flags.texts('image')
    const command = commandArguments(call)
    if (images.length > 1 && command.length > 0) throw new UsageError('cannot specify multiple --image options and command')
    const port = flags.number('port') ?? -1
    const labels = { app: name }
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name, labels },
      spec: {
        replicas: flags.number('replicas') ?? 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: images.map(image => ({
              name: containerName(image),
              image,
              ...command.length > 0 && { command },
              ...port >= 0 && { ports: [{ containerPort: port }] },
              resources: {},
            })),
          },
        },
        strategy: {},
      },
      status: {},
    }
  },
})

/** `ghcr.io/a/nginx:1.29@sha256:…` → `nginx`. */
const containerName = (image: string): string =>
  (image.split('/').at(-1) ?? image).split(/[:@]/)[0]?.replaceAll(/[^a-zA-Z0-9-]/g, '-') ?? image
