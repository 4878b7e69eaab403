// The probes of a pod: every attempt against its thresholds, when the next is due, and what follows if it goes on so.
import type { Container, EndpointSlice, Pod, Probe } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import type { Attempt, ProbeStand } from '../../kubelet/probes/attempts.ts'
import type { ProbeType } from '../../kubelet/probes/worker.ts'
import type { Cluster } from '../cluster.ts'
import { lifeOf, livesIn, spansOf, type Span } from './life.ts'
import { spellsOf, type ContainerSpell } from './lifecycle.ts'
import { probingOf } from './probing.ts'

export interface ProbeLane {
  readonly container: string
  readonly type: ProbeType
  /** `GET :3000/ping`, `cat ready`. */
  readonly action: string
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
  readonly attempts: readonly Attempt[]
  /** The run of equal results that ends now, and the threshold that it goes against. */
  readonly run: { readonly result: 'success' | 'failure', readonly count: number, readonly of: number } | undefined
  readonly verdict: 'success' | 'failure' | 'unknown'
  /** When it is made next; undefined when nobody knows yet, or nobody will. */
  readonly nextAtMs: number | undefined
  /** If failing goes on, the verdict falls then. */
  readonly fallsAtMs: number | undefined
  /** And the container is gone at the latest then, to be started anew. */
  readonly restartsByMs: number | undefined
}

export interface ProbesView {
  readonly pod: string
  readonly podIP: string
  readonly fromMs: number
  readonly nowMs: number
  readonly lanes: readonly ProbeLane[]
  readonly containers: readonly { readonly name: string, readonly spells: readonly Span<ContainerSpell>[] }[]
  readonly restarts: number
  readonly isReady: boolean
  /** Whether it takes requests for its Services; nothing while no Service selects it. */
  readonly endpoint: readonly Span<'ready' | 'unready'>[]
  readonly service: string | undefined
}

const types: readonly ProbeType[] = ['startup', 'liveness', 'readiness']

export function probesOf(cluster: Cluster, reference: string, namespace: string): ProbesView | undefined {
  const life = lifeOf<Pod>(cluster, reference, namespace)
  const [born] = life?.moments ?? []
  if (!life || !born) return undefined
  const { last: pod } = life
  const { attempts, stands } = probingOf(cluster, pod)
  const probed = [...pod.spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [], ...pod.spec.containers]
  const { endpoint, service } = endpointOf(cluster, pod)
  return {
    pod: life.name,
    podIP: pod.status.podIP ?? '',
    fromMs: born.atMs,
    nowMs: cluster.clock.nowMs,
    lanes: probed.flatMap(container => types.flatMap(type => {
      const probe = container[`${type}Probe`]
      const isIts = (one: { readonly container: string, readonly type: ProbeType }): boolean => one.container === container.name && one.type === type
      return probe ? [laneOf({ pod, container, type, probe, attempts: attempts.filter(isIts), stand: stands.find(isIts), epochMs: cluster.epochMs })] : []
    })),
    containers: probed.map(({ name }) => ({ name, spells: spellsOf(life, name, cluster.epochMs) })),
    restarts: (pod.status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    isReady: pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    endpoint, service,
  }
}

interface Given {
  readonly pod: Pod
  readonly container: Container
  readonly type: ProbeType
  readonly probe: Probe
  readonly attempts: readonly Attempt[]
  readonly stand: ProbeStand | undefined
  readonly epochMs: number
}

function laneOf(given: Given): ProbeLane {
  const { pod, container, type, probe, attempts, stand } = given
  const failureThreshold = probe.failureThreshold ?? 3
  const successThreshold = probe.successThreshold ?? 1
  const periodSeconds = probe.periodSeconds ?? 10
  const latest = attempts.findLast(({ result, containerId }) => result !== 'error' && (!stand || containerId === stand.containerId))
  const run = latest && latest.result !== 'error'
    ? { result: latest.result, count: Math.min(latest.run, latest.result === 'failure' ? failureThreshold : successThreshold), of: latest.result === 'failure' ? failureThreshold : successThreshold }
    : undefined
  const nextAtMs = nextOf(given, periodSeconds)
  const isFailing = run?.result === 'failure'
  const fallsAtMs = isFailing && run.count >= run.of ? latest?.endedMs : isFailing && nextAtMs !== undefined ? nextAtMs + (run.of - run.count - 1) * periodSeconds * 1000 : undefined
  const graceSeconds = probe.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
  return {
    container: container.name, type, periodSeconds, successThreshold, failureThreshold, attempts, run, nextAtMs, fallsAtMs,
    action: actionOf(probe),
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    timeoutSeconds: probe.timeoutSeconds ?? 1,
    verdict: stand?.verdict ?? (type === 'liveness' ? 'success' : type === 'readiness' ? 'failure' : 'unknown'),
    restartsByMs: type === 'readiness' || fallsAtMs === undefined || stand === undefined ? undefined : fallsAtMs + graceSeconds * 1000,
  }
}

/** Probes come round from when the pod began; they wait for their container, for its first seconds, for its startup probe. */
function nextOf({ pod, container, type, probe, stand, epochMs }: Given, periodSeconds: number): number | undefined {
  const status = [...pod.status.containerStatuses ?? [], ...pod.status.initContainerStatuses ?? []].find(({ name }) => name === container.name)
  const startedMs = parseTimestamp(status?.state.running?.startedAt ?? '')
  if (!stand || stand.onHold || startedMs === undefined) return undefined
  if (container.startupProbe && (status?.started ?? false) === (type === 'startup')) return undefined
  const earliestMs = startedMs - epochMs + (probe.initialDelaySeconds ?? 0) * 1000
  const rounds = Math.max(0, Math.ceil((earliestMs - stand.nextAtMs) / (periodSeconds * 1000)))
  return stand.nextAtMs + rounds * periodSeconds * 1000
}

function actionOf({ httpGet, exec, tcpSocket, grpc }: Probe): string {
  if (httpGet) return `GET :${httpGet.port}${httpGet.path ?? '/'}`
  if (tcpSocket) return `TCP :${tcpSocket.port}`
  if (grpc) return `gRPC :${grpc.port}`
  const command = exec?.command ?? []
  return command.at(-2) === '-c' ? command.at(-1) ?? '' : command.join(' ')
}

/** In the first slice that has it. */
function endpointOf(cluster: Cluster, { metadata: { namespace = '', uid } }: Pod): Pick<ProbesView, 'endpoint' | 'service'> {
  const stateIn = ({ endpoints = [] }: EndpointSlice): 'ready' | 'unready' | undefined => {
    const found = endpoints?.find(({ targetRef }) => targetRef?.uid === uid)
    return found && (found.conditions?.ready === false ? 'unready' : 'ready')
  }
  for (const life of livesIn<EndpointSlice>(cluster, 'endpointslices.discovery.k8s.io', `${namespace}/`)) {
    const endpoint = spansOf(life, stateIn)
    if (endpoint.length > 0) return { endpoint, service: life.last.metadata.labels?.['kubernetes.io/service-name'] }
  }
  return { endpoint: [], service: undefined }
}
