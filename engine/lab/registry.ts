// What a lab's file says of registries: images of its own, and what only those with a login may pull.
//   registry:
//     images:
//       - { name: webapp:22.04, from: nginx:1.27, files: { /usr/share/nginx/html/index.html: 안녕 } }
//     accounts:
//       registry.lab: { username: student, password: secret }
import type { Credentials, LabImage, RegistryOptions } from '../runtime/registry.ts'
import { fieldsOf, LabError, mapOf, textOf, wholeOf } from './fields.ts'

const known = {
  registry: ['images', 'accounts'],
  image: ['name', 'from', 'entrypoint', 'command', 'env', 'workingDir', 'files', 'sizeBytes'],
  account: ['username', 'password'],
} as const

export function registryOf(value: unknown, where: string): RegistryOptions {
  const { images = [], accounts = {} } = fieldsOf(value, where, known.registry)
  if (!Array.isArray(images)) throw new LabError(`${where}.images must be a list`)
  return {
    images: images.map((image: unknown, i) => imageOf(image, `${where}.images[${i}]`)),
    accounts: mapOf(accounts, `${where}.accounts`, accountOf),
  }
}

function imageOf(value: unknown, where: string): LabImage {
  const image = fieldsOf(value, where, known.image)
  const { from, entrypoint, command, env, workingDir, files, sizeBytes } = image
  return {
    name: textOf(image['name'], `${where}.name`),
    ...from !== undefined && { from: textOf(from, `${where}.from`) },
    ...entrypoint !== undefined && { entrypoint: wordsOf(entrypoint, `${where}.entrypoint`) },
    ...command !== undefined && { command: wordsOf(command, `${where}.command`) },
    ...env !== undefined && { env: mapOf(env, `${where}.env`, textOf) },
    ...workingDir !== undefined && { workingDir: textOf(workingDir, `${where}.workingDir`) },
    ...files !== undefined && { files: mapOf(files, `${where}.files`, textOf) },
    ...sizeBytes !== undefined && { sizeBytes: wholeOf(sizeBytes, `${where}.sizeBytes`) },
  }
}

function accountOf(value: unknown, where: string): Credentials {
  const account = fieldsOf(value, where, known.account)
  return { username: textOf(account['username'], `${where}.username`), password: textOf(account['password'], `${where}.password`) }
}

function wordsOf(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value)) throw new LabError(`${where} must be a list of words`)
  return value.map((word: unknown, i) => textOf(word, `${where}[${i}]`))
}
