// What the metrics of an autoscaler ask for: reads what pods use, as the resource metrics API tells, and compares.
import { parseTimestamp } from '../../clock/time.ts'
import { canonicalQuantity, milliValue, parseQuantity } from '../../apiserver/schema/quantity.ts'
import type { Status } from '../../apiserver/status.ts'
import type { MetricSpec, MetricStatus, MetricTarget, Pod } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { replicasFor, type Tolerance, type Usage } from './usage.ts'

const initialReadinessMs = 30_000
const cpuInitializationMs = 300_000

/** A metric that cannot be had: why, and under which reason that is told. */
export class MetricFailure extends Error {
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

export interface Proposal { readonly replicas: number, readonly metric: string, readonly status: MetricStatus }

interface PodMetrics {
  readonly metadata: { readonly name: string }
  readonly timestamp: string
  readonly window?: string
  readonly containers: readonly { readonly name: string, readonly usage: Readonly<Record<string, string>> }[]
}

export interface Scaled {
  readonly namespace: string
  /** The label selector of the pods, as text. */
  readonly selector: string
  readonly pods: readonly Pod[]
  readonly replicas: number
}

export function propose(client: Client, spec: MetricSpec, scaled: Scaled, tolerance: Tolerance): Proposal {
  if (spec.resource) return ofResource(client, spec.resource.name, undefined, spec.resource.target, scaled, tolerance)
  if (spec.containerResource) return ofResource(client, spec.containerResource.name, spec.containerResource.container, spec.containerResource.target, scaled, tolerance)
  const metric = (spec.pods ?? spec.object ?? spec.external)?.metric.name ?? ''
  const reason = `FailedGet${spec.type}Metric`
  const api = spec.type === 'External' ? 'external' : 'custom'
  throw new MetricFailure(reason, `failed to get ${spec.type.toLowerCase()} metric value: unable to get metric ${metric}: unable to fetch metrics from ${api} metrics API: no ${api} metrics API (${api}.metrics.k8s.io) registered`)
}

function ofResource(client: Client, name: string, container: string | undefined, { averageUtilization, averageValue }: MetricTarget, scaled: Scaled, tolerance: Tolerance): Proposal {
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
  const fail = (message: string): MetricFailure => new MetricFailure(reason, `failed to get ${name} ${averageUtilization === undefined ? 'usage' : 'utilization'}: ${message}`)
  const all = readMetrics(client, name, scaled, fail)
  const pods = grouped(scaled.pods, all, name, client.unixMs)
  const used = new Map([...all].filter(([pod]) => pods.ready.includes(pod)).map(([pod, metrics]) => [pod, usageIn(metrics, name, container)]))
  if (used.size === 0) throw fail('did not receive metrics for targeted pods (pods might be unready)')
  const requests = averageUtilization === undefined ? undefined : new Map(scaled.pods.map(pod => [pod.metadata.name, requestOf(pod, name, container, fail)]))
  const perPod = averageValue === undefined ? 0 : milliValue(parseQuantity(averageValue))
  const target = requests && averageUtilization !== undefined ? byRequest(requests, averageUtilization) : byValue(perPod)
  const replicas = replicasFor(scaled.replicas, { used, ...target, ...pods }, tolerance)
  const current = {
    averageValue: canonicalQuantity(`${average(used)}m`),
    ...requests && { averageUtilization: percentOf(used, requests) },
  }
  return container === undefined
    ? { replicas, metric: `${name} resource${requests ? ' utilization (percentage of request)' : ''}`, status: { type: 'Resource', resource: { name, current } } }
    : { replicas, metric: `${name} container resource${requests ? ' utilization (percentage of request)' : ''}`, status: { type: 'ContainerResource', containerResource: { name, container, current } } }
}

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0)
const average = (used: ReadonlyMap<string, number>): number => Math.trunc(sumOf(used.values()) / used.size)

/** In whole hundredths, as everywhere where utilization is told. */
const percentOf = (used: ReadonlyMap<string, number>, requests: ReadonlyMap<string, number>): number =>
  Math.trunc(sumOf(used.values()) * 100 / sumOf([...used.keys()].map(pod => requests.get(pod) ?? 0)))

type Target = Pick<Usage, 'ratioOf' | 'atMost'>

const byRequest = (requests: ReadonlyMap<string, number>, percent: number): Target => ({
  ratioOf: used => percentOf(used, requests) / percent,
  atMost: pod => Math.trunc((requests.get(pod) ?? 0) * Math.max(100, percent) / 100),
})

const byValue = (perPod: number): Target => ({ ratioOf: used => average(used) / perPod, atMost: () => perPod })

function readMetrics(client: Client, name: string, { namespace, selector }: Scaled, fail: (message: string) => MetricFailure): ReadonlyMap<string, PodMetrics> {
  const { code, body } = client.request({ verb: 'list', group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods', namespace, labelSelector: selector })
  if (code >= 400) {
    const { message = '', reason } = body as Status // as for every refusal
    const asked = reason === 'NotFound' ? ' (get pods.metrics.k8s.io)' : ''
    throw fail(`unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: ${message}${asked}`)
  }
  const { items } = body as unknown as { readonly items: readonly PodMetrics[] } // what that API serves
  if (items.length === 0) throw fail(`unable to get metrics for resource ${name}: no metrics returned from resource metrics API`)
  return new Map(items.map(metrics => [metrics.metadata.name, metrics]))
}

const usageIn = ({ containers }: PodMetrics, name: string, container: string | undefined): number =>
  containers.filter(each => container === undefined || each.name === container).reduce((sum, { usage }) => sum + milliValue(parseQuantity(usage[name] ?? '0')), 0)

function requestOf({ metadata, spec }: Pod, name: string, container: string | undefined, fail: (message: string) => MetricFailure): number {
  return spec.containers.filter(each => container === undefined || each.name === container).reduce((sum, { name: of, resources }) => {
    const request = resources?.requests?.[name]
    if (request === undefined) throw fail(`missing request for ${name} in container ${of} of Pod ${metadata.name}`)
    return sum + milliValue(parseQuantity(request))
  }, 0)
}

interface Groups { readonly ready: string[], readonly unready: string[], readonly missing: string[] }

/** Pods that are going or have failed are not asked at all. */
function grouped(pods: readonly Pod[], metrics: ReadonlyMap<string, PodMetrics>, resource: string, unixMs: number): Groups {
  const groups: Groups = { ready: [], unready: [], missing: [] }
  for (const pod of pods) {
    const { metadata: { name, deletionTimestamp }, status: { phase } } = pod
    if (deletionTimestamp !== undefined || phase === 'Failed') continue
    const measured = metrics.get(name)
    const group = phase === 'Pending' ? groups.unready : !measured ? groups.missing : resource === 'cpu' && isStarting(pod, measured, unixMs) ? groups.unready : groups.ready
    group.push(name)
  }
  return groups
}

/** What a pod uses while it starts says little of what it will use. */
function isStarting({ status: { startTime, conditions = [] } }: Pod, measured: PodMetrics, unixMs: number): boolean {
  const condition = conditions.find(({ type }) => type === 'Ready')
  const startedMs = startTime ? parseTimestamp(startTime) : undefined
  if (!condition || startedMs === undefined) return true
  const changedMs = parseTimestamp(condition.lastTransitionTime ?? '') ?? 0
  if (startedMs + cpuInitializationMs > unixMs) return condition.status === 'False' || (parseTimestamp(measured.timestamp) ?? 0) < changedMs + windowMs(measured)
  return condition.status === 'False' && startedMs + initialReadinessMs > changedMs
}

const windowMs = ({ window = '0s' }: PodMetrics): number => Number.parseFloat(window) * 1000
