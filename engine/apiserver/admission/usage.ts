// What an object takes of the quotas of its namespace.
import { hasNodePorts } from '../kinds/services/shape.ts'
import { qosClassOf } from '../kinds/pods/qos.ts'
import type { KubeObject } from '../object.ts'
import { noQuantity, parseQuantity, type Quantity } from '../schema/quantity.ts'
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../types.gen.ts'
import { podAmounts, type Amounts } from './amounts.ts'

const one = parseQuantity('1')
const computed = new Set(['cpu', 'memory', 'ephemeral-storage'])
/** What is counted as well under its own name, as it always was. */
const alsoCounted = new Set(['configmaps', 'persistentvolumeclaims', 'replicationcontrollers', 'resourcequotas', 'secrets', 'services'])

/** Of an object of a kind, by the names that quotas have for it. */
export function usageOf(key: string, object: KubeObject): Amounts {
  return new Map<string, Quantity>([
    [`count/${key}`, one],
    ...alsoCounted.has(key) ? [[key, one] as const] : [],
    ...ownUsage[key]?.(object) ?? [],
  ])
}

const ownUsage: Readonly<Record<string, (object: KubeObject) => Iterable<readonly [string, Quantity]>>> = {
  pods: object => podUsage(object as Pod), // here and below, the key names the type
  services: object => serviceUsage(object as Service),
  persistentvolumeclaims: object => claimUsage(object as PersistentVolumeClaim),
}

/** A pod that has ended takes nothing. */
function podUsage({ spec, status }: Pod): Iterable<readonly [string, Quantity]> {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return []
  const usage = new Map([['pods', one]])
  for (const [name, amount] of podAmounts(spec, 'requests')) {
    usage.set(`requests.${name}`, amount)
    if (computed.has(name)) usage.set(name, amount)
  }
  for (const [name, amount] of podAmounts(spec, 'limits')) if (computed.has(name)) usage.set(`limits.${name}`, amount)
  return usage
}

const count = (n: number): Quantity => parseQuantity(String(n))

const serviceUsage = ({ spec }: Service): Iterable<readonly [string, Quantity]> => [
  ['services.nodeports', count(hasNodePorts(spec) ? spec.ports?.length ?? 0 : 0)],
  ['services.loadbalancers', count(spec.type === 'LoadBalancer' ? 1 : 0)],
]

function claimUsage({ spec }: PersistentVolumeClaim): Iterable<readonly [string, Quantity]> {
  const text = spec.resources?.requests?.['storage']
  const storage = text === undefined ? noQuantity : parseQuantity(text)
  const ofClass = `${spec.storageClassName}.storageclass.storage.k8s.io`
  return [['requests.storage', storage], ...spec.storageClassName ? [[`${ofClass}/requests.storage`, storage], [`${ofClass}/persistentvolumeclaims`, one]] as const : []]
}

/** What each container must say under a quota that counts it. */
const demanded = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory']

/** What the containers of a pod leave unsaid although a quota counts it: by resource, their names. */
export function unsaid(counted: readonly string[], { spec }: Pod): readonly string[] {
  if (spec.resources) return []
  return demanded.filter(name => counted.includes(name)).flatMap(name => {
    const [, list, resource = ''] = /^(?:(limits|requests)\.)?(.*)$/.exec(name) ?? []
    const silent = [...spec.containers, ...spec.initContainers ?? []].filter(({ resources }) => !Object.hasOwn(resources?.[list === 'limits' ? 'limits' : 'requests'] ?? {}, resource))
    return silent.length === 0 ? [] : [`${name} for: ${[...new Set(silent.map(container => container.name))].sort().join()}`]
  })
}

/** Whether a quota is about an object at all. */
export function isCounted({ spec = {} }: ResourceQuota, key: string, object: KubeObject): boolean {
  const selectors = [...(spec.scopes ?? []).map(scopeName => ({ scopeName, operator: 'Exists', values: [] })), ...spec.scopeSelector?.matchExpressions ?? []]
  return selectors.every(({ scopeName, operator, values = [] }) => {
    if (scopeName === 'VolumeAttributesClass') return key === 'persistentvolumeclaims' && fits((object as PersistentVolumeClaim).spec.volumeAttributesClassName, operator, values)
    if (key !== 'pods') return false
    const { spec: pod } = object as Pod
    switch (scopeName) {
      case 'Terminating': return (pod.activeDeadlineSeconds ?? -1) >= 0
      case 'NotTerminating': return (pod.activeDeadlineSeconds ?? -1) < 0
      case 'BestEffort': return qosClassOf(pod) === 'BestEffort'
      case 'NotBestEffort': return qosClassOf(pod) !== 'BestEffort'
      case 'PriorityClass': return fits(pod.priorityClassName, operator, values)
      case 'CrossNamespacePodAffinity': return reachesOut(pod)
      default: return false
    }
  })
}

function fits(value: string | undefined, operator: string, values: readonly string[]): boolean {
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value)
    case 'NotIn': return value === undefined || !values.includes(value)
    case 'Exists': return !!value
    default: return !value
  }
}

const reachesOut = ({ affinity }: Pod['spec']): boolean =>
  [affinity?.podAffinity, affinity?.podAntiAffinity]
    .flatMap(rules => [...rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [], ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm)])
    .some(({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined)
