// What happens in a cluster, in the shape in which the lifecycles were recorded.
import { deploymentRow, jobRow } from '../../engine/apiserver/tables/workload.ts'
import { nodeRow } from '../../engine/apiserver/tables/node.ts'
import { podRow } from '../../engine/apiserver/tables/pod.ts'
import type { ContainerState, ContainerStatus, CoreV1Event, Deployment, EndpointSlice, Job, Node, Pod } from '../../engine/apiserver/types.gen.ts'
import { parseTimestamp } from '../../engine/clock/time.ts'

export interface Entry { readonly t: number, readonly kind: string, readonly [field: string]: unknown }

/** When something happened: the entry's own second, and how others are told. */
export interface Instant {
  readonly t: number
  readonly unixMs: number
  readonly secondOf: (unixMs: number) => number
}

type Condition = { readonly type: string, readonly status: string, readonly reason?: string, readonly message?: string }
type Told = (time: string | null | undefined) => number | undefined

const conditionsOf = (conditions: readonly Condition[] = []): readonly Condition[] => conditions.map(({ type, status, reason, message }) => ({ type, status, ...reason !== undefined && { reason }, ...message !== undefined && { message } }))

export function podEntry({ t, unixMs, secondOf }: Instant, change: string, pod: Pod): Entry {
  const [, READY, STATUS, RESTARTS] = podRow(pod, unixMs)
  const { status, metadata, spec } = pod
  const told: Told = time => time == null ? undefined : secondOf(parseTimestamp(time) ?? 0)
  const [owner] = metadata.ownerReferences ?? []
  return {
    t, kind: 'pod', change, name: metadata.name, STATUS, READY, RESTARTS,
    phase: status.phase, reason: status.reason, message: status.message, qosClass: status.qosClass, node: spec.nodeName, hasPodIP: status.podIP !== undefined,
    conditions: conditionsOf(status.conditions),
    initContainerStatuses: status.initContainerStatuses?.map(each => containerEntry(each, told)),
    containerStatuses: (status.containerStatuses ?? []).map(each => containerEntry(each, told)),
    deletionTimestamp: told(metadata.deletionTimestamp), deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    owner: owner && `${owner.kind}/${owner.name}`,
  }
}

const containerEntry = ({ name, image, ready, started, restartCount, state, lastState }: ContainerStatus, told: Told) =>
  ({ name, image, ready, started, restartCount, state: stateEntry(state, told), lastState: stateEntry(lastState, told) ?? null })

function stateEntry({ waiting, running, terminated }: ContainerState, told: Told) {
  if (waiting) return { state: 'waiting', ...waiting }
  if (running) return { state: 'running', startedAt: told(running.startedAt) }
  if (!terminated) return undefined
  const { reason, message, exitCode, signal, startedAt, finishedAt } = terminated
  return { state: 'terminated', reason, message, exitCode, signal, startedAt: told(startedAt), finishedAt: told(finishedAt) }
}

export const eventEntry = ({ t }: Instant, change: string, { type, reason, message, count, involvedObject, source }: CoreV1Event): Entry => ({
  t, kind: 'event', change, type, reason, message, count, object: `${involvedObject.kind}/${involvedObject.name}`, fieldPath: involvedObject.fieldPath, source: source.component,
})

export const nodeEntry = ({ t, unixMs }: Instant, change: string, node: Node): Entry => ({
  t, kind: 'node', change, name: node.metadata.name, STATUS: nodeRow(node, unixMs)[1], conditions: conditionsOf(node.status.conditions),
  taints: (node.spec.taints ?? []).map(({ key, effect }) => ({ key, effect })),
})

export const sliceEntry = ({ t }: Instant, change: string, { metadata, endpoints }: EndpointSlice): Entry => ({
  t, kind: 'endpointslice', change, name: metadata.name, endpoints: (endpoints ?? []).map(({ targetRef, conditions }) => ({ target: targetRef?.name, ...conditions })),
})

export function deploymentEntry({ t, unixMs }: Instant, change: string, deployment: Deployment): Entry {
  const [, ready, upToDate, available] = deploymentRow(deployment, unixMs)
  return { t, kind: 'deployment', change, name: deployment.metadata.name, row: { 'Ready': ready, 'Up-to-date': upToDate, 'Available': available }, conditions: conditionsOf(deployment.status.conditions) }
}

export function jobEntry({ t, unixMs }: Instant, change: string, job: Job): Entry {
  const [, status, completions, duration] = jobRow(job, unixMs)
  const { active, ready, succeeded, failed } = job.status
  return {
    t, kind: 'job', change, name: job.metadata.name, row: { Status: status, Completions: completions, Duration: duration },
    status: { active: active || undefined, ready: ready || undefined, succeeded, failed }, conditions: conditionsOf(job.status.conditions),
  }
}
