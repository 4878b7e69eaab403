import { unixNow } from '../../../client/program.ts'
import { Random } from '../../../clock/random.ts'
import { UsageError } from '../verb.ts'
import { commandArguments, generator } from './generator.ts'

export const deployment = generator({
  what: 'deployment',
  required: ['image'],
  flags: {
    image: { kind: 'list' },
    port: { kind: 'number', bits: 32, usual: '-1' },
    replicas: { kind: 'number', bits: 32, short: 'r', usual: '1' },
  },
  make: function* (call, name) {
    const { flags } = call
    const images = flags.texts('image')
    const command = commandArguments(call)
    if (images.length > 1 && command.length > 0) throw new UsageError('cannot specify multiple --image options and command')
    const random = new Random(yield* unixNow()).fork(name)
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
              name: containerName(image, random),
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

/** `ghcr.io/a/nginx:1.29@sha256:…` → `nginx`; where letters had to be replaced, something random keeps it apart from others. */
function containerName(image: string, random: Random): string {
  const name = (image.split('/').at(-1) ?? image).split(/[:@]/)[0] ?? image
  return /[_.]/.test(name) ? `${name.replaceAll(/[_.]/g, '-')}-${random.nameSuffix()}` : name
}
