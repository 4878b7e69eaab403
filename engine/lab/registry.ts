// What a lab's file says of registries: images of its own, and what only those with a login may pull.
//   registry:
//     images:
//       - { name: webapp:22.04, from: nginx:1.27, files: { /usr/share/nginx/html/index.html: 안녕 } }
//     accounts:
//       registry.lab: { username: student, password: secret }
import type { RegistryOptions } from '../runtime/registry.ts'
import { fields, list, map, needed, text, whole, type Read, type Shape } from './shape.ts'

const words = list(text, 'a list of words')

const image = fields({ name: needed(text), from: text, entrypoint: words, command: words, env: map(text), workingDir: text, files: map(text), sizeBytes: whole })
const account = fields({ username: needed(text), password: needed(text) })
const written = fields({ images: list(image), accounts: map(account) })

export const registryShape: Shape<RegistryOptions> = {
  schema: written.schema,
  read(value, where) {
    const { images = [], accounts = {} } = written.read(value, where)
    return { images: images.map(given), accounts }
  },
}

/** Without the fields that were not written. */
function given({ name, from, entrypoint, command, env, workingDir, files, sizeBytes }: NonNullable<Read<typeof image>>): NonNullable<RegistryOptions['images']>[number] {
  return {
    name,
    ...from !== undefined && { from },
    ...entrypoint && { entrypoint },
    ...command && { command },
    ...env && { env },
    ...workingDir !== undefined && { workingDir },
    ...files && { files },
    ...sizeBytes !== undefined && { sizeBytes },
  }
}
