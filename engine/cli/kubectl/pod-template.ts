// Where an object keeps the pod that it makes, or is.
import type { JsonObject } from '../../apiserver/object.ts'
import { isObject, listAt, textAt, withAt } from './fields.ts'

const templated = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']

const paths: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['Pod', ['spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ...templated.map((kind): [string, readonly string[]] => [kind, ['spec', 'template', 'spec']]),
])

/** The path of the pod's spec; undefined for what has none. */
export const podSpecPath = (object: JsonObject): readonly string[] | undefined => paths.get(textAt(object, 'kind'))

type ContainerList = 'containers' | 'initContainers'

export const containersOf = (object: JsonObject, list: ContainerList = 'containers'): readonly JsonObject[] =>
  listAt(object, ...podSpecPath(object) ?? [], list).filter(isObject)

/** The object with each container that fits changed. */
export function withContainers(object: JsonObject, change: (container: JsonObject) => JsonObject, lists: readonly ContainerList[] = ['containers']): JsonObject {
  const path = podSpecPath(object) ?? []
  return lists.reduce((changed, list) => {
    const containers = containersOf(changed, list)
    return containers.length === 0 ? changed : withAt(changed, [...path, list], containers.map(change))
  }, object)
}

/** Shell patterns, as `-c` takes them: `*`, `web-*`. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return pattern === name
  let at = (parts[0] ?? '').length
  if (!name.startsWith(parts[0] ?? '')) return false
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  const last = parts.at(-1) ?? ''
  return name.length - last.length >= at && name.endsWith(last)
}
