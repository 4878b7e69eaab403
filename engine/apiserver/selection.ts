// Which objects a list or a watch is about: selectors, compiled once.
import type { KubeObject } from './object.ts'
import type { ListOptions } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { parseFieldSelector, parseLabelSelector } from './selectors/index.ts'

export interface Selection {
  readonly matches: (object: KubeObject) => boolean
  /** The node that the selection pins, if it does: then the watch cache need not ask every watcher. */
  readonly pinned: string | undefined
}

const nodePath = ['spec', 'nodeName']
const nodeField = nodePath.join('.')
const always = ['metadata.name', 'metadata.namespace']

const everything: Selection = { matches: () => true, pinned: undefined }

export function selection({ strategy: { selectable } }: ResourceDefinition, { labelSelector = '', fieldSelector = '' }: ListOptions): Selection {
  if (labelSelector === '' && fieldSelector === '') return everything
  const labels = labelSelector === '' ? undefined : parseLabelSelector(labelSelector)
  const fields = fieldSelector === '' ? undefined : parseFieldSelector(fieldSelector, selectable && [...always, ...selectable])
  const terms = fields?.terms.map(term => ({ ...term, path: term.field.split('.') })) ?? []
  const pinned = fields?.required(nodeField)
  if (pinned !== undefined && terms.length === 1 && !labels) return { matches: object => (nodeOf(object) ?? textAt(object, nodePath)) === pinned, pinned }
  return {
    matches: object => (!labels || labels.matches(object.metadata.labels ?? {}))
      && terms.every(({ path, equal, value }) => (textAt(object, path) === value) === equal),
    pinned,
  }
}

/** The one field that many watchers pin: a kubelet asks for the pods of its node. */
export function nodeOf({ spec }: KubeObject): string | undefined {
  return typeof spec === 'object' && spec !== null && 'nodeName' in spec && typeof spec.nodeName === 'string' ? spec.nodeName : undefined
}

function textAt(object: KubeObject, steps: readonly string[]): string {
  let value: unknown = object
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return ''
    value = Reflect.get(value, step)
  }
  return value === undefined || value === null ? '' : String(value)
}
