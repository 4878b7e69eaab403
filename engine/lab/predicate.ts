// What a step waits for and what must then hold, in the grammar of `kubectl wait --for`:
//   deployment/web condition=Available          pod/web-1 delete
//   pod -l app=web count=3                      deployment/web jsonpath={.status.readyReplicas}=3
import { find, JsonPathError, parse as parsePath, textOf, type Template } from '../apiserver/tables/jsonpath/index.ts'
import type { KubeObject } from '../apiserver/object.ts'
import type { Client } from '../client/client.ts'
import { resourceNamed } from '../client/discovery.ts'

export class PredicateError extends Error {}

type Test =
  | { readonly kind: 'condition', readonly type: string, readonly status: string }
  | { readonly kind: 'jsonpath', readonly path: Template, readonly value: string }
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'count', readonly count: number }

export interface Predicate {
  readonly text: string
  readonly resource: string
  readonly name: string | undefined
  readonly namespace: string
  readonly labelSelector: string | undefined
  readonly test: Test
}

/** For editors; whether the rest of it means something is found out here. */
export const predicatePattern = '^\\s*(-n \\S+ )?[a-z.]+(/\\S+)?( -l \\S+)? (condition=.+|jsonpath=.+|create|delete|count=\\d+)\\s*$'

const grammar = /^(?:-n (\S+) )?([a-z.]+)(?:\/(\S+))?(?: -l (\S+))? (condition=.+|jsonpath=.+|create|delete|count=\d+)$/

export function parsePredicate(text: string): Predicate {
  const match = grammar.exec(text.trim())
  if (!match) throw new PredicateError(`"${text}" is no predicate; write for example: deployment/web condition=Available`)
  const [, namespace = 'default', resource = '', name, labelSelector, test = ''] = match
  return { text, namespace, resource, name, labelSelector, test: parseTest(test) }
}

function parseTest(text: string): Test {
  if (text === 'create' || text === 'delete') return { kind: text }
  if (text.startsWith('count=')) return { kind: 'count', count: Number(text.slice('count='.length)) }
  if (text.startsWith('condition=')) {
    const [type = '', status = 'True'] = text.slice('condition='.length).split('=')
    return { kind: 'condition', type, status }
  }
  const expression = text.slice('jsonpath='.length)
  const end = expression.lastIndexOf('}=')
  if (!expression.startsWith('{') || end < 0) throw new PredicateError(`"${text}" must read jsonpath={.path}=value`)
  try { return { kind: 'jsonpath', path: parsePath(expression.slice(0, end + 1)), value: expression.slice(end + 2) } }
  catch (error) {
    if (!(error instanceof JsonPathError)) throw error
    throw new PredicateError(error.message)
  }
}

/** Whether it holds now. With several objects selected it must hold for each, and for at least one. */
export function holds(predicate: Predicate, client: Client): boolean {
  const objects = select(predicate, client)
  const { test } = predicate
  switch (test.kind) {
    case 'delete': return objects.length === 0
    case 'create': return objects.length > 0
    case 'count': return objects.length === test.count
    case 'condition': return objects.length > 0 && objects.every(object => statusOf(object, test.type)?.toLowerCase() === test.status.toLowerCase())
    case 'jsonpath': return objects.length > 0 && objects.every(object => valuesAt(test.path, object) === test.value)
  }
}

/** What it was last seen to be, for whoever waited in vain. */
export function lastSeen(predicate: Predicate, client: Client): string {
  const objects = select(predicate, client)
  const { text, test } = predicate
  const seen = (object: KubeObject): string => {
    const { name } = object.metadata
    if (test.kind === 'condition') return `${name}: ${test.type}=${statusOf(object, test.type) ?? '(no such condition)'}`
    if (test.kind === 'jsonpath') return `${name}: ${JSON.stringify(valuesAt(test.path, object))}`
    return name
  }
  const shown = objects.slice(0, mostShown).map(seen).join(', ')
  return `"${text}" does not hold; seen: ${objects.length === 0 ? 'no such object' : `${objects.length} object${objects.length > 1 ? 's' : ''} (${shown}${objects.length > mostShown ? ', …' : ''})`}`
}

const mostShown = 3

function select({ resource, name, namespace, labelSelector }: Predicate, client: Client): readonly KubeObject[] {
  const definition = resourceNamed(client.definitions(), resource)
  if (!definition) throw new PredicateError(`the server doesn't have a resource type "${resource}"`)
  const { group, version, plural, namespaced } = definition
  const response = client.request({
    verb: 'list', group, version, resource: plural,
    ...namespaced && { namespace },
    ...labelSelector !== undefined && { labelSelector },
    ...name !== undefined && { fieldSelector: `metadata.name=${name}` },
  })
  return 'items' in response.body ? response.body.items : []
}

function statusOf(object: KubeObject, type: string): string | undefined {
  const conditions: unknown = typeof object.status === 'object' && object.status !== null && 'conditions' in object.status ? object.status.conditions : []
  if (!Array.isArray(conditions)) return undefined
  const found: unknown = conditions.find((condition: { type?: unknown }) => String(condition.type).toLowerCase() === type.toLowerCase())
  return typeof found === 'object' && found !== null && 'status' in found ? String(found.status) : undefined
}

const valuesAt = (path: Template, object: KubeObject): string =>
  find(path, object, { allowMissingKeys: true }).map(textOf).join('')
