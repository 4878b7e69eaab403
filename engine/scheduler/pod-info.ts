// A pod as the scheduler sees it: what decides about its place, worked out once.
import type { Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../apiserver/types.gen.ts'
import { keyOf } from '../client/informer.ts'
import { podRequests, podRequestsForScoring, type Amounts } from '../client/placement/requests.ts'
import { affinityTerm, type AffinityTerm } from './affinity-term.ts'

export interface WeightedTerm { readonly term: AffinityTerm, readonly weight: number }

export interface HostPort { readonly ip: string, readonly protocol: string, readonly port: number }

/** The amounts that every filter looks at; the rest (GPUs, huge pages) under their names. */
export interface Need {
  /** It asks for none of them. */
  readonly isNone: boolean
  readonly milliCpu: number
  readonly memory: number
  readonly ephemeralStorage: number
  readonly others: readonly (readonly [resource: string, amount: number])[]
  readonly scoredMilliCpu: number
  readonly scoredMemory: number
}

export interface PodInfo {
  readonly pod: Pod
  /** `namespace/name`. */
  readonly key: string
  readonly priority: number
  readonly need: Need
  readonly hostPorts: readonly HostPort[]
  readonly requiredAffinity: readonly AffinityTerm[]
  readonly requiredAntiAffinity: readonly AffinityTerm[]
  readonly preferredAffinity: readonly WeightedTerm[]
  readonly preferredAntiAffinity: readonly WeightedTerm[]
}

/** What a pod has none of takes no room. */
const none: readonly never[] = []

export function podInfoOf(pod: Pod): PodInfo {
  const { spec } = pod
  const affinity = spec.affinity?.podAffinity
  const antiAffinity = spec.affinity?.podAntiAffinity
  const terms = (of: readonly PodAffinityTerm[] = none) => of.length === 0 ? none : of.map(term => affinityTerm(term, pod))
  const weighted = (of: readonly WeightedPodAffinityTerm[] = none) =>
    of.length === 0 ? none : of.map(({ podAffinityTerm, weight }) => ({ term: affinityTerm(podAffinityTerm, pod), weight }))
  return {
    pod,
    key: keyOf(pod),
    priority: spec.priority ?? 0,
    need: needOf(podRequests(spec), podRequestsForScoring(spec)),
    hostPorts: hostPortsOf(pod),
    requiredAffinity: terms(affinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: terms(antiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: weighted(affinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: weighted(antiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  }
}

/** The same pod after a change; what decides about its place is only worked out again if that changed. */
export function renewed(info: PodInfo, pod: Pod): PodInfo {
  const { spec: was, metadata } = info.pod
  const { spec: is } = pod
  const same = metadata.labels === pod.metadata.labels && was.containers === is.containers && was.initContainers === is.initContainers
    && was.affinity === is.affinity && was.overhead === is.overhead && was.resources === is.resources && was.priority === is.priority
  return same ? { ...info, pod } : podInfoOf(pod)
}

const common = ['cpu', 'memory', 'ephemeral-storage']

function needOf(requests: Amounts, forScoring: Amounts): Need {
  const others = requests.size === 0 ? none : [...requests].filter(([resource, amount]) => !common.includes(resource) && amount > 0)
  const [milliCpu, memory, ephemeralStorage] = [requests.get('cpu') ?? 0, requests.get('memory') ?? 0, requests.get('ephemeral-storage') ?? 0]
  const need: Need = {
    isNone: milliCpu + memory + ephemeralStorage === 0 && others.length === 0,
    milliCpu,
    memory,
    ephemeralStorage,
    others: others.length === 0 ? none : others,
    scoredMilliCpu: forScoring.get('cpu') ?? 0,
    scoredMemory: forScoring.get('memory') ?? 0,
  }
  if (lastNeed && isSame(need, lastNeed)) return lastNeed
  return lastNeed = need
}

/** Pods of one template come one after the other: they share what they need. */
let lastNeed: Need | undefined

const isSame = (a: Need, b: Need): boolean => a.milliCpu === b.milliCpu && a.memory === b.memory && a.ephemeralStorage === b.ephemeralStorage
  && a.scoredMilliCpu === b.scoredMilliCpu && a.scoredMemory === b.scoredMemory && a.others === none && b.others === none

const hasHostPorts = (containers: Pod['spec']['containers'] = none): boolean => containers.some(({ ports }) => ports?.some(({ hostPort = 0 }) => hostPort > 0))

function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  if (!hasHostPorts(spec.containers) && !hasHostPorts(spec.initContainers)) return none
  const sidecars = (spec.initContainers ?? []).filter(container => container.restartPolicy === 'Always')
  return [...spec.containers, ...sidecars].flatMap(container => (container.ports ?? []).flatMap(({ hostPort = 0, hostIP, protocol = 'TCP' }) =>
    hostPort > 0 ? [{ ip: hostIP || anyAddress, protocol, port: hostPort }] : []))
}

export const anyAddress = '0.0.0.0'
