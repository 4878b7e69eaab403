// What one would ask first of a pod or a node: where it is, how it is, and why.
import type { Node, Pod } from '../../apiserver/types.gen.ts'
import { podRow } from '../../apiserver/tables/pod.ts'
import type { Cluster } from '../cluster.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  readonly isBad: boolean
}

export interface FactsView {
  readonly kind: 'Pod' | 'Node'
  readonly name: string
  readonly facts: readonly Fact[]
}

const [readyColumn, statusColumn] = [1, 2]
const fact = (name: string, value: string, isBad = false): Fact => ({ name, value, isBad })

/** Of a pod by its uid, or of a node by its name; nothing once it is gone. */
export function factsOf({ admin }: Cluster, namespace: string, which: string): FactsView | undefined {
  const pod = admin.list('pods', namespace).find(({ metadata }) => metadata.uid === which)
  if (pod) return { kind: 'Pod', name: pod.metadata.name, facts: podFacts(pod) }
  const node = admin.list('nodes').find(({ metadata }) => metadata.name === which)
  return node && { kind: 'Node', name: which, facts: nodeFacts(node, admin.list('pods').filter(({ spec }) => spec?.nodeName === which).length) }
}

function podFacts(pod: Pod): readonly Fact[] {
  const row = podRow(pod, 0)
  const { spec, status } = pod
  const containers = status?.containerStatuses ?? []
  const isDone = status?.phase === 'Succeeded'
  return [
    fact('STATUS', String(row[statusColumn])),
    fact('phase', status?.phase ?? '', status?.phase === 'Failed'),
    fact('READY', String(row[readyColumn])),
    fact('NODE', spec?.nodeName ?? '<none>'),
    fact('IP', status?.podIP ?? '<none>'),
    fact('RESTARTS', String(containers.reduce((sum, { restartCount }) => sum + restartCount, 0))),
    ...containers.flatMap(({ name, state, lastState }) => [
      ...state?.waiting ? [fact(name, [state.waiting.reason, state.waiting.message].filter(Boolean).join(': '), state.waiting.reason !== 'ContainerCreating' && state.waiting.reason !== 'PodInitializing')] : [],
      ...lastState?.terminated ? [fact(`${name} 지난번`, `${lastState.terminated.reason ?? ''} ${lastState.terminated.exitCode}`, lastState.terminated.exitCode !== 0)] : [],
    ]),
    ...(status?.conditions ?? []).filter(({ status }) => status !== 'True').map(({ type, reason, message }) => fact(`${type} 아님`, message ?? reason ?? '', !isDone)),
  ]
}

function nodeFacts({ metadata, spec, status }: Node, pods: number): readonly Fact[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return [
    fact('Ready', ready?.status ?? 'Unknown', ready?.status !== 'True'),
    ...ready && ready.status !== 'True' ? [fact('까닭', ready.reason ?? '', true)] : [],
    fact('IP', status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''),
    fact('podCIDR', spec?.podCIDR ?? ''),
    fact('파드', `${pods} / ${status?.allocatable?.['pods'] ?? ''}`),
    fact('CPU', String(status?.allocatable?.['cpu'] ?? '')),
    fact('메모리', String(status?.allocatable?.['memory'] ?? '')),
    ...spec?.unschedulable ? [fact('스케줄링', '막음', true)] : [],
    ...(spec?.taints ?? []).map(({ key, value, effect }) => fact('테인트', `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`)),
    ...metadata.labels?.['topology.kubernetes.io/zone'] === undefined ? [] : [fact('zone', metadata.labels['topology.kubernetes.io/zone'] ?? '')],
  ]
}
