import type { AdmissionPlugin } from '../admission.ts'
import { each, fillMap, within } from '../defaults/fill.ts'
import type { StrategyContext } from '../resource.ts'
import { compareQuantities, formatQuantity, parseQuantity } from '../schema/quantity.ts'
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod, ResourceList, ResourceRequirements } from '../types.gen.ts'
import { podAmounts, type Amounts } from './amounts.ts'
import { concerns, onCreate, refusal } from './plugin.ts'

const key = 'limitranges'
const note = 'kubernetes.io/limit-ranger'

/** Keeps what containers, pods and claims ask for within the bounds of their namespace. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate: onCreate<Pod>('pods', (pod, { namespace }, context) => limitsOf(namespace, context).reduce(withUsual, pod)),

  validate(attributes, context) {
    const { namespace, object, operation } = attributes
    const isPod = operation === 'CREATE' && concerns(attributes, 'pods')
    if (!object || !isPod && !concerns(attributes, 'persistentvolumeclaims')) return
    for (const { spec: { limits = [] } } of limitsOf(namespace, context)) {
      const faults = new Set(limits.flatMap(limit => isPod ? podFaults(limit, object as Pod) : claimFaults(limit, object as PersistentVolumeClaim))) // the key names the type
      if (faults.size > 0) throw refusal(attributes, faults.size === 1 ? [...faults].join() : `[${[...faults].join(', ')}]`)
    }
  },
}

const limitsOf = (namespace: string | undefined, { all }: StrategyContext): readonly LimitRange[] => all(key, namespace) as readonly LimitRange[] // the key names the type

function withUsual(pod: Pod, { spec: { limits = [] } }: LimitRange): Pod {
  const ofContainers = limits.filter(({ type }) => type === 'Container')
  const usual: ResourceRequirements = { limits: Object.assign({}, ...ofContainers.map(limit => limit.default)), requests: Object.assign({}, ...ofContainers.map(limit => limit.defaultRequest)) }
  const told: string[] = []
  const complete = (what: string) => (container: Container): Container => {
    const { resources = {}, name } = container
    const full = { ...resources }
    for (const [field, word] of [['requests', 'request'], ['limits', 'limit']] as const) {
      const missing = Object.keys(usual[field] ?? {}).filter(resource => !Object.hasOwn(resources[field] ?? {}, resource))
      if (missing.length === 0) continue
      told.push(`${missing.sort().join(', ')} ${word} for ${what} ${name}`)
      full[field] = fillMap(resources[field], usual[field]) ?? {}
    }
    return { ...container, resources: full }
  }
  const spec = within(within(pod.spec, 'containers', list => each(list, complete('container'))), 'initContainers', list => each(list, complete('init container')))
  if (told.length === 0) return pod
  const { annotations } = pod.metadata
  return { ...pod, spec, metadata: { ...pod.metadata, annotations: { ...annotations, [note]: `LimitRanger plugin set: ${told.join('; ')}` } } }
}

const amountsIn = (list: ResourceList | undefined): ReadonlyMap<string, string> => new Map(Object.entries(list ?? {}))
const written = (amounts: Amounts): ReadonlyMap<string, string> => new Map([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]))

function podFaults(limit: LimitRangeItem, { spec }: Pod): readonly string[] {
  if (limit.type === 'Pod') return faultsOf(limit, written(podAmounts(spec, 'requests')), written(podAmounts(spec, 'limits')))
  if (limit.type !== 'Container') return []
  return [...spec.containers, ...spec.initContainers ?? []].flatMap(({ resources }) => faultsOf(limit, amountsIn(resources?.requests), amountsIn(resources?.limits)))
}

/** A claim asks, and has no limit. */
function claimFaults(limit: LimitRangeItem, { spec }: PersistentVolumeClaim): readonly string[] {
  const requests = amountsIn(spec.resources?.requests)
  return limit.type === 'PersistentVolumeClaim' ? faultsOf({ ...limit, maxLimitRequestRatio: {} }, requests, requests, 'request') : []
}

function faultsOf({ type, min = {}, max = {}, maxLimitRequestRatio = {} }: LimitRangeItem, requests: ReadonlyMap<string, string>, limits: ReadonlyMap<string, string>, limited = 'limit'): readonly string[] {
  const order = (a: string, b: string): number => compareQuantities(parseQuantity(a), parseQuantity(b))
  const faults: string[] = []
  const bounds = (list: ResourceList): readonly (readonly [string, string])[] => Object.entries(list).sort(([a], [b]) => a < b ? -1 : 1)
  for (const [name, bound] of bounds(min)) {
    const [request, limit] = [requests.get(name), limits.get(name)]
    const rule = `minimum ${name} usage per ${type} is ${bound}`
    if (request === undefined) faults.push(`${rule}.  No request is specified`)
    else if (order(request, bound) < 0) faults.push(`${rule}, but request is ${request}`)
    else if (limit !== undefined && order(limit, bound) < 0) faults.push(`${rule}, but limit is ${limit}`)
  }
  for (const [name, bound] of bounds(max)) {
    const [request, limit] = [requests.get(name), limits.get(name)]
    const rule = `maximum ${name} usage per ${type} is ${bound}`
    if (limit === undefined) faults.push(`${rule}.  No ${limited} is specified`)
    else if (order(limit, bound) > 0) faults.push(`${rule}, but ${limited} is ${limit}`)
    else if (request !== undefined && order(request, bound) > 0) faults.push(`${rule}, but request is ${request}`)
  }
  for (const [name, bound] of bounds(maxLimitRequestRatio)) {
    const [request, limit] = [requests.get(name), limits.get(name)].map(text => Number(parseQuantity(text ?? '0').nanos))
    const rule = `${name} max limit to request ratio per ${type} is ${bound}`
    if (!request) faults.push(`${rule}, but no request is specified or request is 0`)
    else if (!limit) faults.push(`${rule}, but no limit is specified or limit is 0`)
    else if (limit / request > Number(parseQuantity(bound).nanos) / 1e9) faults.push(`${rule}, but provided ratio is ${(limit / request).toFixed(6)}`)
  }
  return faults
}
