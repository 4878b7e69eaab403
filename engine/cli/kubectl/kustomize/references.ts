// Where resources name each other: what is renamed is renamed there, too.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { isObject, nameOf, namespaceOf, textAt } from '../fields.ts'
import { changed, kindOf, wasNamed, type Resource } from './resource.ts'
import { changedAt } from './walk.ts'

const podSpecs = ['spec', 'spec/template/spec', 'spec/jobTemplate/spec/template/spec']
const inPods = (...paths: readonly string[]): readonly string[] => podSpecs.flatMap(pod => paths.map(path => `${pod}/${path}`))
const containers = ['containers[]', 'initContainers[]', 'ephemeralContainers[]']
const inContainers = (...paths: readonly string[]): readonly string[] => inPods(...containers.flatMap(container => paths.map(path => `${container}/${path}`)))

/** By the kind that is named: where its name stands. */
const places: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: [
    ...inContainers('env[]/valueFrom/configMapKeyRef/name', 'envFrom[]/configMapRef/name'),
    ...inPods('volumes[]/configMap/name', 'volumes[]/projected/sources[]/configMap/name'),
  ],
  Secret: [
    ...inContainers('env[]/valueFrom/secretKeyRef/name', 'envFrom[]/secretRef/name'),
    ...inPods('volumes[]/secret/secretName', 'volumes[]/projected/sources[]/secret/name', 'imagePullSecrets[]/name'),
    'spec/tls[]/secretName', 'imagePullSecrets[]/name', 'secrets[]/name',
  ],
  Service: ['spec/serviceName', 'spec/rules[]/http/paths[]/backend/service/name', 'spec/defaultBackend/service/name'],
  ServiceAccount: inPods('serviceAccountName', 'serviceAccount'),
  PersistentVolumeClaim: inPods('volumes[]/persistentVolumeClaim/claimName'),
  PersistentVolume: ['spec/volumeName'],
  StorageClass: ['spec/storageClassName', 'spec/volumeClaimTemplates[]/spec/storageClassName'],
  PriorityClass: inPods('priorityClassName'),
  IngressClass: ['spec/ingressClassName'],
}

/** Every reference to a resource that has got another name. `before` and `after` are the same resources in the same order. */
export function withReferences(before: readonly Resource[], after: readonly Resource[]): readonly Resource[] {
  const named = (kind: string, name: string, referrer: Resource): Resource | undefined => {
    const candidates = after.flatMap((resource, i) => kindOf(resource) === kind ? [{ resource, was: before[i] ?? resource }] : [])
    const found = candidates.filter(({ was }) => nameOf(was.object) === name)
    const known = found.length > 0 ? found : candidates.filter(({ was }) => wasNamed(was, name))
    return (known.find(({ resource }) => namespaceOf(resource.object) === namespaceOf(referrer.object)) ?? known[0])?.resource
  }
  return after.map(resource => {
    const renamed = (kind: string) => (value: Json | undefined): Json | undefined => {
      const target = typeof value === 'string' ? named(kind, value, resource) : undefined
      return target ? nameOf(target.object) : value
    }
    const object = Object.entries(places).reduce(
      (object, [kind, paths]) => paths.reduce((made, path) => changedAt(made, { path }, renamed(kind)), object), resource.object)
    return changed(resource, withKinds(object, (kind, name) => named(kind, name, resource)))
  })
}

/** References that say the kind themselves: roleRef, subjects, scaleTargetRef. */
function withKinds(object: JsonObject, named: (kind: string, name: string) => Resource | undefined): JsonObject {
  const renamed = (value: Json | undefined): Json | undefined => {
    if (!isObject(value)) return value
    const target = named(textAt(value, 'kind'), textAt(value, 'name'))
    if (!target) return value
    const namespace = namespaceOf(target.object)
    return { ...value, name: nameOf(target.object), ...Object.hasOwn(value, 'namespace') && namespace !== '' && { namespace } }
  }
  return ['roleRef', 'subjects[]', 'spec/scaleTargetRef'].reduce((made, path) => changedAt(made, { path }, renamed), object)
}
