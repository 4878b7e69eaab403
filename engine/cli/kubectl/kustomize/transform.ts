// What a kustomization does to all of its resources: namespace, names, images, replicas.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { UsageError } from '../failure.ts'
import { at, isList, isObject, listAt, nameOf, numberAt, objectAt, textAt, withAt } from '../fields.ts'
import type { Kustomization } from './kustomization.ts'
import { annotated, labelled } from './labels.ts'
import { changed, isNamespaced, kindOf, wasNamed, type Resource } from './resource.ts'
import { changedAt } from './walk.ts'

export function placed(namespace: string, resource: Resource): Resource {
  const { object } = resource
  if (namespace === '') return resource
  if (kindOf(resource) === 'Namespace') return changed(resource, withAt(object, ['metadata', 'name'], namespace))
  const moved = isNamespaced(kindOf(resource)) ? withAt(object, ['metadata', 'namespace'], namespace) : object
  // the account that every namespace has cannot be found among the resources
  const ofDefault = (subject: Json | undefined): Json | undefined =>
    isObject(subject) && textAt(subject, 'kind') === 'ServiceAccount' && textAt(subject, 'name') === 'default' ? { ...subject, namespace } : subject
  return changed(resource, kindOf(resource).endsWith('RoleBinding') ? changedAt(moved, { path: 'subjects[]' }, ofDefault) : moved)
}

const keepsName = ['CustomResourceDefinition', 'APIService', 'Namespace']

export const named = ({ says }: Kustomization, resource: Resource): Resource => keepsName.includes(kindOf(resource)) ? resource
  : changed(resource, withAt(resource.object, ['metadata', 'name'], `${textAt(says, 'namePrefix')}${nameOf(resource.object)}${textAt(says, 'nameSuffix')}`))

export function decorated({ says }: Kustomization, resource: Resource): Resource {
  const some = listAt(says, 'labels').reduce<Resource>((one, entry) =>
    labelled(objectAt(entry, 'pairs'), { selectors: at(entry, 'includeSelectors') === true, templates: at(entry, 'includeTemplates') === true })(one), resource)
  const all = labelled(objectAt(says, 'commonLabels'), { selectors: true, templates: true })(some)
  return annotated(objectAt(says, 'commonAnnotations'))(all)
}

const scaled = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']

export const withReplicas = (resources: readonly Resource[], { says }: Kustomization): readonly Resource[] =>
  listAt(says, 'replicas').reduce<readonly Resource[]>((all, entry) => {
    const [name, count] = [textAt(entry, 'name'), numberAt(entry, 'count') ?? 0]
    const isMeant = (resource: Resource): boolean => scaled.includes(kindOf(resource)) && wasNamed(resource, name)
    if (!all.some(isMeant)) throw new UsageError(`resource with name ${name} does not match a config with the following GVK [${scaled.map(kind => `${kind}.[noVer].[noGrp]`).join(' ')}]`)
    return all.map(resource => isMeant(resource) ? changed(resource, withAt(resource.object, ['spec', 'replicas'], count)) : resource)
  }, resources)

export const withImages = ({ says }: Kustomization, resource: Resource): Resource =>
  listAt(says, 'images').filter(isObject).reduce((one, entry) => changed(one, inContainers(one.object, image => replaced(image, entry), 0)), resource)

const deepest = 100

/** Containers are looked for everywhere, so that kinds of one's own are reached. */
function inContainers(object: JsonObject, change: (image: string) => string, depth: number): JsonObject {
  if (depth > deepest) return object
  const changedImage = (item: Json): Json => {
    const image = at(item, 'image')
    return isObject(item) && typeof image === 'string' ? { ...item, image: change(image) } : item
  }
  const inside = (value: Json | undefined): Json | undefined => isObject(value) ? inContainers(value, change, depth + 1) : isList(value) ? value.map(item => inside(item) ?? item) : value
  return Object.fromEntries(Object.entries(object).map(([key, value]) =>
    [key, (key === 'containers' || key === 'initContainers') && isList(value) ? value.map(changedImage) : inside(value)]))
}

function replaced(image: string, entry: JsonObject): string {
  const name = textAt(entry, 'name')
  const rest = image.slice(name.length)
  if (!image.startsWith(name) || (rest !== '' && !/^(:[^/@]*)?(@.*)?$/.test(rest))) return image
  const [newName, newTag, suffix, digest] = [textAt(entry, 'newName') || name, textAt(entry, 'newTag'), textAt(entry, 'tagSuffix'), textAt(entry, 'digest')]
  if (newTag === '' && digest === '') return suffix === '' ? newName + rest : `${newName}${rest}${suffix}`
  return `${newName}${newTag === '' ? '' : `:${newTag}`}${digest === '' ? '' : `@${digest}`}`
}
