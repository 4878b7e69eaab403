// What is wrong with definitions of custom resources.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { Asked } from '../authorization/asking.ts'
import { texts } from '../validation/cases.ts'
import { Crontabs, definition, properties } from './crontabs.ts'

type Case = readonly [what: string, crd: JsonObject, faults: readonly string[]]
const faultsIn = (body: unknown): readonly string[] => ((body as Status).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`)
const told = (cases: readonly Case[]): void => { for (const [what, crd, faults] of cases) it(what, () => expect(faultsIn(new Asked().create(crd).body)).toEqual(faults)) }

const named = (names: JsonObject): JsonObject => definition(properties, {}, { names: { plural: 'crontabs', kind: 'CronTab', ...names } })
const rooted = (schema: JsonObject): JsonObject => definition(properties, { schema: { openAPIV3Schema: schema } })
const valued = (x: JsonObject): JsonObject => definition({ x })
const version = (name: string, more: JsonObject = {}): JsonObject => ({ name, served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } }, ...more })
const x = 'spec.validation.openAPIV3Schema.properties[x]'
const shown = (name: string, storage: boolean, more = ''): string =>
  `{"Name":"${name}","Served":true,"Storage":${String(storage)},"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":${more || 'null'}}`
const unstored = 'status.storedVersions: Invalid value: null: must have at least one stored version'

const whole: readonly Case[] = [
  ['another name', { ...definition(), metadata: { name: 'crontab' } }, ['metadata.name: Invalid value: "crontab": must be spec.names.plural+"."+spec.group']],
  ['nothing', { ...definition(), metadata: { name: 'a' }, spec: {} }, [
    'metadata.name: Invalid value: "a": must be spec.names.plural+"."+spec.group',
    'spec.group: Required value',
    'spec.scope: Required value',
    'spec.versions: Invalid value: null: must have exactly one version marked as storage version',
    'spec.names.plural: Required value',
    'spec.names.singular: Required value',
    'spec.names.kind: Required value',
    'spec.names.listKind: Required value',
    unstored,
  ]],
  ['a scope and a group that are none', { ...definition(properties, {}, { group: 'example', scope: 'World' }), metadata: { name: 'crontabs.example' } }, [
    'spec.group: Invalid value: "example": should be a domain with at least one dot',
    'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"',
  ]],
  ['names', named({ singular: 'Cron', kind: 'Cron_Tab', listKind: 'Cron_Tab', shortNames: ['ct', 'C'], categories: ['A'] }), [
    `spec.names.singular: Invalid value: "Cron": ${texts.notOldLabel}`,
    `spec.names.kind: Invalid value: "Cron_Tab": may have mixed case, but should otherwise match: ${texts.notOldLabel}`,
    `spec.names.listKind: Invalid value: "Cron_Tab": may have mixed case, but should otherwise match: ${texts.notOldLabel}`,
    `spec.names.shortNames[1]: Invalid value: "C": ${texts.notOldLabel}`,
    'spec.names.listKind: Invalid value: "Cron_Tab": kind and listKind may not be the same',
    `spec.names.categories[0]: Invalid value: "A": ${texts.notOldLabel}`,
  ]],
  ['a version with a number', definition(properties, { name: '1.0' }), [
    `spec.versions[0].name: Invalid value: "1.0": ${texts.notOldLabel}`,
    `spec.version: Invalid value: "1.0": ${texts.notOldLabel}`,
  ]],
  ['no version that is stored', definition(properties, { storage: false }), [`spec.versions: Invalid value: [${shown('v1', false)}]: must have exactly one version marked as storage version`, unstored]],
  ['versions that are stored both', definition(properties, {}, { versions: [version('v1', { storage: true }), version('v2', { storage: true })] }), [
    `spec.versions: Invalid value: [${shown('v1', true)},${shown('v2', true)}]: must have exactly one version marked as storage version`,
  ]],
  ['a version twice', definition(properties, {}, { versions: [version('v1', { storage: true, selectableFields: [{ jsonPath: '.spec.a' }] }), version('v1')] }), [
    `spec.versions: Invalid value: [${shown('v1', true, '[{"JSONPath":".spec.a"}]')},${shown('v1', false)}]: must contain unique version names`,
  ]],
  ['no schema', definition(properties, { schema: {} }), ['spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required']],
  ['a warning without need', definition(properties, { deprecationWarning: 'old' }), ['spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions']],
  ['an empty warning', definition(properties, { deprecated: true, deprecationWarning: '' }), ['spec.versions[0].deprecationWarning: Invalid value: "": must not be an empty string']],
  ['parts', definition(properties, { subresources: { scale: { specReplicasPath: 'spec.replicas', statusReplicasPath: '.spec.replicas', labelSelectorPath: '.labels' } } }), [
    'spec.subresources.scale.specReplicasPath: Invalid value: "spec.replicas": must be a simple json path starting with .',
    'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.replicas": should be a json path under .status',
    'spec.subresources.scale.labelSelectorPath: Invalid value: ".labels": should be a json path under either .spec or .status',
  ]],
  ['columns', definition(properties, { additionalPrinterColumns: [{ name: '', type: 'text', jsonPath: 'spec.a' }, { name: 'a', type: '', format: 'long', jsonPath: '' }] }), [
    'spec.additionalPrinterColumns[0].name: Required value',
    'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
    'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .',
    'spec.additionalPrinterColumns[1].type: Required value: must be one of boolean,date,integer,number,string',
    'spec.additionalPrinterColumns[1].format: Invalid value: "long": must be one of byte,date,date-time,double,float,int32,int64,password',
    'spec.additionalPrinterColumns[1].JSONPath: Required value',
  ]],
  ['a column of one version only', definition(properties, {}, { versions: [version('v1', { storage: true, additionalPrinterColumns: [{ name: '', type: 'string', jsonPath: '.a' }] }), version('v2')] }), [
    'spec.versions[0].additionalPrinterColumns[0].name: Required value',
  ]],
  ['conversion by nobody', definition(properties, {}, { conversion: { strategy: 'Webhook' } }), [
    'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
    'spec.conversion.conversionReviewVersions: Required value',
  ]],
  ['conversion without need', definition(properties, {}, { conversion: { strategy: 'None', webhook: { clientConfig: { url: 'https://a' }, conversionReviewVersions: ['v1'] } } }), [
    'spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook',
    'spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook',
  ]],
  ['a group of the project', { ...definition(properties, {}, { group: 'a.k8s.io' }), metadata: { name: 'crontabs.a.k8s.io' } }, [
    'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
  ]],
  ['a group of the project, approved of', { ...definition(properties, {}, { group: 'a.k8s.io' }), metadata: { name: 'crontabs.a.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' } } }, []],
]

const schemas: readonly Case[] = [
  ['what is no object', rooted({ type: 'array', items: { type: 'string' } }), ['spec.validation.openAPIV3Schema.type: Invalid value: "array": must be object at the root']],
  ['what has no type', rooted({ nullable: true }), ['spec.validation.openAPIV3Schema.nullable: Forbidden: nullable cannot be true at the root', 'spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root']],
  ['parts without types', definition({ x: { type: 'object', properties: { y: {}, a: { type: 'array' } } }, b: { type: 'array', items: {} }, c: { type: 'object', additionalProperties: {} } }), [
    'spec.validation.openAPIV3Schema.properties[b].items.type: Required value: must not be empty for specified array items',
    'spec.validation.openAPIV3Schema.properties[c].additionalProperties.type: Required value: must not be empty for specified object fields',
    `${x}.properties[a].items: Required value: must be specified`,
    `${x}.properties[y].type: Required value: must not be empty for specified object fields`,
  ]],
  ['types that are none', valued({ type: 'int' }), [`${x}.type: Unsupported value: "int": supported values: "array", "boolean", "integer", "number", "object", "string"`]],
  ['metadata', definition({ metadata: { type: 'object', properties: { labels: { type: 'object' } } }, kind: { type: 'integer' } }), [
    'spec.validation.openAPIV3Schema.properties[kind].type: Invalid value: "integer": must be string',
    'spec.validation.openAPIV3Schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
  ]],
  ['conditions that say more', valued({ type: 'object', properties: { a: { type: 'string' } }, anyOf: [{ type: 'object', properties: { a: { default: 'b', description: 'd' } } }, { properties: { c: { nullable: true } } }] }), [
    `${x}.anyOf[0].properties[a].default: Forbidden: must be undefined to be structural`,
    `${x}.anyOf[0].properties[a].description: Forbidden: must be empty to be structural`,
    `${x}.anyOf[0].type: Forbidden: must be empty to be structural`,
    `${x}.anyOf[1].properties[c].nullable: Forbidden: must be false to be structural`,
    `${x}.properties[c]: Required value: because it is defined in ${x}.anyOf[1].properties[c]`,
  ]],
  ['conditions at the root on what is not there', rooted({ type: 'object', properties: {}, anyOf: [{ properties: { c: { minimum: 1 } } }] }), [
    'spec.validation.openAPIV3Schema.properties[c]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[c]',
  ]],
  ['numbers or texts', valued({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }), []],
  ['expressions that are none', definition({ x: { type: 'string', pattern: '^(a' } }), [`${x}.pattern: Invalid value: "^(a": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`^(a\``]],
  ['defaults', definition({ x: { type: 'integer', default: 'a' }, y: { type: 'string', enum: ['a', 'b'], default: 'c' }, z: { type: 'object', default: { a: 0 }, properties: { a: { type: 'integer', minimum: 1 } } } }), [
    `${x}.default: Invalid value: "string":  in body must be of type integer: "string"`,
    'spec.validation.openAPIV3Schema.properties[y].default: Unsupported value: "c": supported values: "a", "b"',
    'spec.validation.openAPIV3Schema.properties[z].default.a: Invalid value: 0: a in body should be greater than or equal to 1',
  ]],
  ['what is not supported', valued({ type: 'object', $ref: '#/a', definitions: { a: {} }, properties: { a: { type: 'array', uniqueItems: true, items: { type: 'string' } } }, additionalProperties: false }), [
    `${x}.definitions: Forbidden: definitions is not supported`,
    `${x}.$ref: Forbidden: $ref is not supported`,
    `${x}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    `${x}.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
  ]],
  ['lists that are maps', valued({ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'b', 'a'], items: { type: 'object', properties: { a: { type: 'string' } } } }), [
    `${x}.x-kubernetes-list-map-keys: Invalid value: ["a","b","a"]: entries must all be names of item properties`,
    `${x}.x-kubernetes-list-map-keys: Invalid value: ["a","b","a"]: must not contain duplicate entries`,
    `${x}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    `${x}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
  ]],
  ['kinds of lists', definition({ x: { type: 'string', 'x-kubernetes-list-type': 'bag', 'x-kubernetes-map-type': 'atomic' }, y: { type: 'array', 'x-kubernetes-list-map-keys': ['a'], items: { type: 'string' } } }), [
    `${x}.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified`,
    `${x}.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified`,
    `${x}.x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"`,
    'spec.validation.openAPIV3Schema.properties[y].x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty',
  ]],
]

describe('a definition is refused for', () => told(whole))
describe('the schema of a definition is refused for', () => told(schemas))

describe('a definition that is there', () => {
  const changed = (to: JsonObject): readonly string[] => faultsIn(new Crontabs().redefine(to).body)

  it('keeps its scope, its kind and the versions that were stored', () => {
    expect(changed({ scope: 'Cluster', names: { kind: 'Other', listKind: 'OtherList', plural: 'others' } })).toEqual([
      'metadata.name: Invalid value: "crontabs.stable.example.com": must be spec.names.plural+"."+spec.group',
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Other": field is immutable',
      'spec.names.plural: Invalid value: "others": field is immutable',
    ])
    expect(changed({ versions: [version('v2', { storage: true })] })).toEqual([
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    ])
  })
})
