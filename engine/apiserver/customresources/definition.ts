// What the registry knows of a custom resource: each version that its definition serves is a resource.
import type { JsonObject, KubeObject } from '../object.ts'
import { apiVersionOf, type FieldError, type ResourceDefinition, type Strategy } from '../resource.ts'
import type { SchemaNode } from '../schema/index.ts'
import { customTable, type Column, type Row } from '../tables/index.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionVersion, CustomResourceSubresourceScale, JSONSchemaProps } from '../types.gen.ts'
import { metadata, metadataUpdate } from '../validation/meta.ts'
import { subdomain } from '../validation/names.ts'
import { faultsOf } from '../validation/path.ts'
import { defaulted } from './defaults.ts'
import { resourceNode } from './schema-node.ts'
import { validateCustom } from './validate.ts'

/** What a custom resource has and a built-in one has elsewhere. */
export interface CustomKind {
  readonly listKind: string
  readonly schema: JSONSchemaProps
  readonly node: SchemaNode
  readonly columns: readonly Column[]
  readonly row: Row
  readonly scale: CustomResourceSubresourceScale | undefined
}

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
const anything: JSONSchemaProps = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The versions that are served, the preferred one first. */
export function definitionsOf({ spec, status }: CustomResourceDefinition): readonly ResourceDefinition[] {
  const { kind, plural, singular = kind.toLowerCase(), shortNames = [], categories = [], listKind = `${kind}List` } = status.acceptedNames
  return spec.versions.filter(({ served }) => served).toSorted(byVersion).map(version => {
    const schema = version.schema?.openAPIV3Schema ?? anything
    const { subresources = {} } = version
    return {
      group: spec.group, version: version.name, kind, plural, singular, shortNames, categories, verbs,
      namespaced: spec.scope === 'Namespaced',
      subresources: [...subresources.status ? ['status'] : [], ...subresources.scale ? ['scale'] : []],
      generation: true,
      strategy: strategyOf(spec, version, schema, kind),
      custom: { listKind, schema, node: resourceNode(schema), ...customTable(version.additionalPrinterColumns), scale: subresources.scale },
    }
  })
}

// Between objects and plain JSON there is no difference at run time; what decode let through is JSON.
const jsonOf = (object: KubeObject): JsonObject => object as unknown as JsonObject

function strategyOf({ group, scope }: CustomResourceDefinition['spec'], version: CustomResourceDefinitionVersion, schema: JSONSchemaProps, kind: string): Strategy {
  const apiVersion = apiVersionOf(group, version.name)
  const hasStatus = version.subresources?.status !== undefined
  const checked = (object: KubeObject): readonly FieldError[] => {
    const errors = faultsOf(root => metadata(root, object.metadata, scope === 'Namespaced', subdomain))
    return [...errors, ...validateCustom(jsonOf(object), schema)]
  }
  const completed = (object: KubeObject): KubeObject => defaulted(jsonOf(object), schema) as unknown as KubeObject // as above
  return {
    defaults: completed,
    prepareForCreate: object => hasStatus ? completed(withoutStatus(object)) : object, // what a status is by default is there when it is read
    validate: checked,
    validateUpdate: (next, current) => faultsOf(root => metadataUpdate(root, next.metadata, current.metadata)),
    present: object => object.apiVersion === apiVersion ? object : { ...object, apiVersion },
    ...version.deprecated && { deprecation: version.deprecationWarning ?? `${apiVersion} ${kind} is deprecated` },
    ...version.selectableFields && { selectable: version.selectableFields.map(({ jsonPath }) => jsonPath.replace(/^\./, '')) },
  }
}

function withoutStatus(object: KubeObject): KubeObject {
  if (object.status === undefined) return object
  const { status: _status, ...rest } = object
  return rest
}

/** v2 before v1 before v1beta2 before v1alpha1 before what is no version, by the alphabet. */
export function byVersion({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  const [left, right] = [rankOf(a), rankOf(b)]
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return (right[i] ?? 0) - (left[i] ?? 0)
  return a < b ? -1 : a > b ? 1 : 0
}

const stages = ['alpha', 'beta', undefined]

function rankOf(version: string): readonly number[] {
  const [all, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
  return all === undefined ? [0, 0, 0, 0] : [1, stages.indexOf(stage), Number(major), Number(minor ?? 0)]
}
