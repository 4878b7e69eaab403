import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { schemaOf, type SchemaNode } from '../../../../engine/apiserver/schema/index.ts'
import { generate } from '../../../../tools/facts.ts'

const root = new URL('../../../../', import.meta.url)

describe('generated files are up to date', () => {
  test.each([...generate()])('%s', (path, text) => expect(readFileSync(new URL(path, root), 'utf8')).toBe(text))
})

interface OpenApi {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly enum?: readonly string[]
  readonly items?: OpenApi
  readonly additionalProperties?: OpenApi
  readonly properties?: Readonly<Record<string, OpenApi>>
  readonly required?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string, version: string, kind: string }[]
}

const recorded: Readonly<Record<string, OpenApi>> = JSON.parse(readFileSync(new URL('tools/facts/k8s-1.36/schema.json', root), 'utf8'))

describe('every recorded kind says what the recording says, field by field', () => {
  const kinds = Object.values(recorded).flatMap(definition => {
    const [gvk] = definition['x-kubernetes-group-version-kind'] ?? []
    return gvk && !gvk.kind.endsWith('List') ? [{ gvk, definition }] : []
  })
  test.each(kinds.map(({ gvk, definition }) => [`${gvk.group}/${gvk.version} ${gvk.kind}`, gvk, definition] as const))('%s', (_, gvk, definition) => {
    const seen = new Set<SchemaNode>()
    expect(described(schemaOf(gvk), 'root', seen)).toEqual(describedRecord(definition, 'root', new Set()))
  })
})

// Both sides flattened to lines `path kind …`; recursive types are followed once.
function described(node: SchemaNode | undefined, path: string, seen: Set<SchemaNode>): string[] {
  if (!node) return [`${path} missing`]
  const own = [path, node.kind, node.bits ?? '', node.enum?.join('|') ?? '', node.required.join(','), node.listType ?? '', node.listMapKeys?.join(',') ?? '',
    node.mapType === 'atomic' ? 'atomic' : '', node.patchStrategy.join(','), node.patchMergeKey ?? ''].join(' ')
  if (node.kind === 'object' && seen.has(node)) return [own]
  if (node.kind === 'object') seen.add(node)
  const item = node.item ? described(node.item, `${path}[]`, seen) : []
  const fields = [...node.fields()].flatMap(([name, child]) => described(child, `${path}.${name}`, seen))
  return [own, ...item, ...fields]
}

const scalarKind = (ref: string | undefined, { type, format }: OpenApi): string => {
  const last = ref?.slice(ref.lastIndexOf('.') + 1)
  if (last === 'Quantity') return 'quantity'
  if (last === 'Time') return 'time'
  if (last === 'MicroTime') return 'microTime'
  if (last === 'IntOrString') return 'intOrString'
  if (type === undefined || last === 'RawExtension' || last === 'FieldsV1') return 'any'
  return format === 'byte' ? 'bytes' : type
}

function describedRecord(field: OpenApi, path: string, seen: Set<string>): string[] {
  const ref = field.$ref
  const target = ref === undefined ? field : recorded[ref] ?? {}
  const isObject = target.properties !== undefined || ref?.endsWith('CustomResourceSubresourceStatus') === true
  const kind = isObject ? 'object' : target.items ? 'list' : target.additionalProperties ? 'map' : scalarKind(ref, target)
  const mapType = field['x-kubernetes-map-type'] ?? target['x-kubernetes-map-type']
  const own = [path, kind, kind === 'integer' ? target.format === 'int64' ? 64 : 32 : '', [...target.enum ?? []].sort().join('|'), isObject ? [...target.required ?? []].sort().join(',') : '',
    field['x-kubernetes-list-type'] ?? '', field['x-kubernetes-list-map-keys']?.join(',') ?? '', mapType === 'atomic' ? 'atomic' : '',
    field['x-kubernetes-patch-strategy'] ?? '', field['x-kubernetes-patch-merge-key'] ?? ''].join(' ')
  // a field that is merged in its own way is a node of its own
  const identity = ref === undefined ? path : ref + (field['x-kubernetes-map-type'] ?? field['x-kubernetes-patch-strategy'] ?? '')
  if (isObject && seen.has(identity)) return [own]
  if (isObject) seen.add(identity)
  const inner = target.items ?? target.additionalProperties
  const item = inner ? describedRecord(inner, `${path}[]`, seen) : []
  const fields = Object.keys(target.properties ?? {}).sort().flatMap(name => describedRecord(target.properties?.[name] ?? {}, `${path}.${name}`, seen))
  return [own, ...item, ...fields]
}

describe('Go names', () => {
  const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' })
  const at = (...path: readonly string[]): SchemaNode | undefined => path.reduce<SchemaNode | undefined>((node, step) => step === '[]' ? node?.item : node?.field(step), pod)

  test.each([
    ['v1.Pod', []], ['v1.PodSpec', ['spec']], ['[]v1.Container', ['spec', 'containers']], ['int32', ['spec', 'containers', '[]', 'ports', '[]', 'containerPort']],
    ['v1.PullPolicy', ['spec', 'containers', '[]', 'imagePullPolicy']], ['v1.ResourceList', ['spec', 'containers', '[]', 'resources', 'limits']],
    ['map[string]string', ['spec', 'nodeSelector']], ['types.UID', ['metadata', 'uid']], ['intstr.IntOrString', ['spec', 'containers', '[]', 'livenessProbe', 'httpGet', 'port']],
  ] as const)('%s', (goType, path) => expect(at(...path)?.goType).toBe(goType))

  test('of kinds in several versions', () => {
    const hpa = (version: string) => schemaOf({ group: 'autoscaling', version, kind: 'HorizontalPodAutoscaler' })?.field('spec')?.goType
    expect([hpa('v1'), hpa('v2'), hpa('v3')]).toEqual(['v1.HorizontalPodAutoscalerSpec', 'v2.HorizontalPodAutoscalerSpec', undefined])
  })
})

test('names that every object has are no kinds and no fields', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  expect(names.map(kind => schemaOf({ group: '', version: 'v1', kind }))).toEqual(names.map(() => undefined))
  expect(names.map(name => schemaOf({ group: '', version: 'v1', kind: 'Pod' })?.field(name))).toEqual(names.map(() => undefined))
})

test('nodes are shared', () => {
  const podSpec = schemaOf({ group: '', version: 'v1', kind: 'Pod' })?.field('spec')
  expect(schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })?.field('spec')?.field('template')?.field('spec')).toBe(podSpec)
})
