// What a manifest would change: the fields that it speaks of, as they are in the cluster and as they are written.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { resourceKey } from '../../apiserver/resource.ts'
import { readManifests, toYaml } from '../../client/yaml/index.ts'
import type { Cluster } from '../cluster.ts'

export interface Difference {
  /** In YAML, fields in the order of their names. */
  readonly live: string
  readonly written: string
}

/** Undefined: the text cannot be read. Objects that are not there yet are empty on the live side. */
export function differenceOf({ admin, store }: Cluster, text: string): Difference | undefined {
  const { documents, error } = readManifests(text, '')
  if (error !== undefined) return undefined
  const pairs = documents.filter(isObject).map(written => ({ written, live: liveOf(written) }))
  return {
    live: pairs.map(({ written, live }) => live === undefined ? '' : toYaml(spokenOf(live, written))).join('---\n'),
    written: pairs.map(({ written }) => toYaml(written)).join('---\n'),
  }

  function liveOf({ apiVersion, kind, metadata }: JsonObject): Json | undefined {
    const definition = admin.definitions().find(({ group, version, kind: own }) => own === kind && (group === '' ? version : `${group}/${version}`) === apiVersion)
    if (!definition || !isObject(metadata) || typeof metadata['name'] !== 'string') return undefined
    const namespace = definition.namespaced ? String(metadata['namespace'] ?? 'default') : undefined
    const found = store.get(resourceKey(definition.group, definition.plural), namespace === undefined ? metadata['name'] : `${namespace}/${metadata['name']}`)?.value
    return found && { ...JSON.parse(JSON.stringify(found)), apiVersion, kind } // what the store holds is JSON
  }
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Of the live object only what the manifest speaks of; items of lists belong together by name, or by place. */
function spokenOf(live: Json, written: Json): Json {
  if (isObject(live) && isObject(written)) {
    return Object.fromEntries(Object.entries(written).flatMap(([name, value]) => {
      const own = live[name]
      return own === undefined || value === undefined ? [] : [[name, spokenOf(own, value)]]
    }))
  }
  if (isList(live) && isList(written)) return live.map((own, i) => {
    const other = isObject(own) && own['name'] !== undefined ? written.find(each => isObject(each) && each['name'] === own['name']) : written[i]
    return other === undefined ? own : spokenOf(own, other)
  })
  return live
}
