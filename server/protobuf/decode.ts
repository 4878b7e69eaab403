// Bodies in protobuf, as typed clients of Kubernetes send them, as the JSON that they stand for.
import type { Json } from '../../engine/apiserver/object.ts'
import { messages } from './messages.gen.ts'
import { fieldsOf, WireError, type WireValue } from './wire.ts'

const magic = Buffer.from('k8s\0')
const deepest = 100

export const protobufType = 'application/vnd.kubernetes.protobuf'

/** Throws a WireError for what is no such body. */
export function decodeProtobuf(body: Buffer): Json {
  if (!body.subarray(0, magic.length).equals(magic)) throw new WireError('it does not begin as objects of Kubernetes do')
  const envelope = new Map(fieldsOf(body.subarray(magic.length)).map(({ number, value }) => [number, value]))
  const { apiVersion = '', kind = '' } = objectOf(message('k8s.io.apimachinery.pkg.runtime.TypeMeta', bytesOf(envelope.get(1) ?? Buffer.of()), 0))
  const name = nameOf(String(apiVersion), String(kind))
  if (name === undefined) throw new WireError(`there is no kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`)
  return { apiVersion, kind, ...objectOf(message(name, bytesOf(envelope.get(2) ?? Buffer.of()), 0)) }
}

interface Field { readonly name: string, readonly form: 'one' | 'many' | 'map', readonly type: string }

type Messages = ReadonlyMap<string, ReadonlyMap<number, Field>>

let known: Messages | undefined

/** By full names; read when the first body comes. */
function all(): Messages {
  if (known) return known
  const read = new Map<string, ReadonlyMap<number, Field>>()
  let inPackage = ''
  for (const line of messages.split('\n')) {
    if (line.startsWith('@')) inPackage = line.slice(1)
    else {
      const [name = '', ...fields] = line.split(' ')
      read.set(`${inPackage}.${name}`, new Map(fields.map(text => fieldOf(text, inPackage))))
    }
  }
  return known = read
}

/** `replicas:1i`, `containers:2*.Container`, `labels:11ms`. */
function fieldOf(text: string, inPackage: string): [number, Field] {
  const [, name = '', number = '', form = '', type = ''] = /^(\w+):(\d+)([*m]?)(.+)$/.exec(text) ?? []
  const full = type.startsWith('.') ? type.includes('.', 1) ? type : `.${inPackage}${type}` : type
  return [Number(number), { name, form: form === '*' ? 'many' : form === 'm' ? 'map' : 'one', type: full }]
}

const meta = 'k8s.io.apimachinery.pkg.apis.meta.v1'

function nameOf(apiVersion: string, kind: string): string | undefined {
  const [group = '', version = 'v1'] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  return [`k8s.io.api.${group.split('.')[0]}.${version}.${kind}`, `${meta}.${kind}`].find(name => all().has(name))
}

/** Parts that JSON has without a name of their own. */
const inline = new Set(['ephemeralContainerCommon', 'handler', 'ingressRuleValue', 'localObjectReference', 'persistentVolumeSource', 'rule', 'ruleWithOperations', 'volumeSource'])

function message(name: string, bytes: Buffer, depth: number): Json {
  if (depth > deepest) throw new WireError('it is too deep')
  const special = specials.get(name)
  if (special) return special(bytes)
  const fields = all().get(name)
  if (!fields) throw new WireError(`there is no message ${name}`)
  const single = new Map<string, Json>()
  const lists = new Map<string, Json[]>()
  const maps = new Map<string, Map<string, Json>>()
  for (const { number, value } of fieldsOf(bytes)) {
    const field = fields.get(number)
    if (!field) continue // of a newer client
    if (field.form === 'map') {
      const entry = new Map(fieldsOf(bytesOf(value)).map(part => [part.number, part.value]))
      const entries = maps.get(field.name) ?? new Map<string, Json>()
      maps.set(field.name, entries.set(textOf(entry.get(1) ?? Buffer.of()), valueOf(field.type, entry.get(2) ?? Buffer.of(), depth)))
      continue
    }
    const decoded = valueOf(field.type, value, depth)
    if (field.form === 'many') lists.set(field.name, [...lists.get(field.name) ?? [], decoded])
    else if (inline.has(field.name)) for (const [inner, of] of Object.entries(objectOf(decoded))) single.set(inner, of)
    else single.set(field.name, decoded)
  }
  if (isList.test(name)) return lists.get('items') ?? []
  return Object.fromEntries([...single, ...lists, ...[...maps].map(([field, entries]): [string, Json] => [field, Object.fromEntries(entries)])])
}

/** Lists that Go gives a name. */
const isList = /\.(ExtraValue|Verbs)$/

function valueOf(type: string, value: WireValue, depth: number): Json {
  switch (type) {
    case 's': return textOf(value)
    case 'y': return bytesOf(value).toString('base64')
    case 'b': return value !== 0n
    case 'i': return Number(BigInt.asIntN(64, numberOf(value)))
    case 'd': return bytesOf(value).readDoubleLE()
    default: return message(type.slice(1), bytesOf(value), depth + 1)
  }
}

/** Messages that JSON writes in another way. */
const specials: ReadonlyMap<string, (bytes: Buffer) => Json> = new Map([
  [`${meta}.Time`, bytes => timeOf(bytes, 0)],
  [`${meta}.MicroTime`, bytes => timeOf(bytes, 6)],
  [`${meta}.FieldsV1`, bytes => jsonIn(bytes)],
  [`${meta}.Duration`, bytes => `${numberOf(first(bytes, 1) ?? 0n)}ns`],
  ['k8s.io.apimachinery.pkg.runtime.RawExtension', bytes => jsonIn(bytes)],
  ['k8s.io.apimachinery.pkg.api.resource.Quantity', bytes => textOf(first(bytes, 1) ?? Buffer.of())],
  ['k8s.io.apimachinery.pkg.util.intstr.IntOrString', bytes => first(bytes, 1) === 1n ? textOf(first(bytes, 3) ?? Buffer.of()) : Number(BigInt.asIntN(64, numberOf(first(bytes, 2) ?? 0n)))],
])

const first = (bytes: Buffer, number: number): WireValue | undefined => fieldsOf(bytes).find(field => field.number === number)?.value

/** A time that is not set is an empty message. */
function timeOf(bytes: Buffer, digits: number): Json {
  const seconds = BigInt.asIntN(64, numberOf(first(bytes, 1) ?? 0n))
  const nanos = Number(numberOf(first(bytes, 2) ?? 0n))
  if (bytes.length === 0 || seconds <= 0n) return null
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -'.000Z'.length)
  return digits === 0 ? `${whole}Z` : `${whole}.${String(Math.floor(nanos / 1000)).padStart(digits, '0')}Z`
}

function jsonIn(bytes: Buffer): Json {
  const raw = first(bytes, 1)
  try { return raw === undefined || raw === 0n ? null : JSON.parse(textOf(raw)) as Json } // JSON is what it parses to
  catch { throw new WireError('what should be JSON is not') }
}

const objectOf = (value: Json): Readonly<Record<string, Json>> => typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Readonly<Record<string, Json>> : {} // no list, so an object
const textOf = (value: WireValue): string => bytesOf(value).toString('utf8')

function bytesOf(value: WireValue): Buffer {
  if (typeof value === 'bigint') throw new WireError('a number stands where bytes were expected')
  return value
}

function numberOf(value: WireValue): bigint {
  if (typeof value !== 'bigint') throw new WireError('bytes stand where a number was expected')
  return value
}
