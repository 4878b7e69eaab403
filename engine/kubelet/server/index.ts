// The HTTPS door of a kubelet: what the API server asks it about the containers that run on its node.
import { success, type Connection, type Receive } from '../../apiserver/connect.ts'
import { DoorRefusal, type LogOptions, type NodeDoor, type NodeRequest } from '../../apiserver/node-doors.ts'
import type { Clock } from '../../clock/clock.ts'
import type { ContainerStatus, Pod } from '../../apiserver/types.gen.ts'
import { hexDigest } from '../../runtime/images.ts'
import { seen, type ContainerRecord } from '../records.ts'
import type { TrackedPod } from '../tracked-pod.ts'
import { forwardPorts } from './forward.ts'
import { streamLogs } from './logs.ts'
import { resourceMetrics } from './resource-metrics.ts'
import { containerNotFound, streamAttach, streamExec } from './streams.ts'

/** The pods of a node, as its kubelet knows them. */
export interface Pods {
  named(namespace: string, name: string): TrackedPod | undefined
  all(): Iterable<TrackedPod>
}

export function doorOf(pods: Pods, clock: Clock, epochMs: number): NodeDoor {
  return {
    open: (asked, receive) => {
      const tracked = pods.named(asked.namespace, asked.pod)
      if (!tracked) throw new DoorRefusal(404, asked.path === 'containerLogs' ? `pod ${JSON.stringify(asked.pod)} does not exist` : 'pod does not exist')
      return open(tracked, asked, receive)
    },
    document: path => path === '/healthz' ? 'ok' : path === '/metrics/resource' ? resourceMetrics(pods.all(), epochMs + clock.nowMs, epochMs) : undefined,
  }
}

function open(tracked: TrackedPod, asked: NodeRequest, receive: Receive): Connection {
  const { metadata: { namespace = '', name, uid } } = tracked.pod
  switch (asked.path) {
    case 'containerLogs': return logsOf(tracked, asked.container, asked.options, receive)
    case 'exec': return streamExec(running(tracked, asked.container)?.container ?? refuse(containerNotFound(asked.container)), asked.options, receive)
    case 'attach': return streamAttach(running(tracked, asked.container)?.container ?? refuse(new DoorRefusal(500, `container ${asked.container} not found in pod ${name}_${namespace}`)), asked.options, receive)
    case 'portForward': return forwardPorts({ id: hexDigest(`sandbox ${uid}`), uid: '', ports: tracked.ports }, receive)
  }
}

function refuse(refusal: DoorRefusal): never { throw refusal }

/** A container that runs, as its runtime knows. */
function running(tracked: TrackedPod, name: string): ContainerRecord | undefined {
  const record = tracked.records.latest(name)
  return record?.container.isRunning ? record : undefined
}

function logsOf(tracked: TrackedPod, name: string, options: LogOptions, receive: Receive): Connection {
  const found = recordFor(tracked, name, options.previous ?? false)
  if ('id' in found) { // removed meanwhile: told in the stream, for the answer has begun
    receive({ kind: 'stdout', text: `unable to retrieve container logs for containerd://${found.id}` })
    receive({ kind: 'end', status: success })
    return { send: () => {}, close: () => {} }
  }
  return streamLogs(found.container, options, receive)
}

/** The run whose log is asked for, or the id of one whose log is no longer there. */
function recordFor({ pod, records }: TrackedPod, name: string, previous: boolean): ContainerRecord | { readonly id: string } {
  const [latest, before] = records.of(name)
  const ended = latest !== undefined && seen(latest) === 'exited'
  const { state, lastState } = statusOf(pod, name) ?? {}
  if (previous) {
    const last = lastState?.terminated
    if (!last?.containerID) throw new DoorRefusal(400, `previous terminated container ${JSON.stringify(name)} in pod ${JSON.stringify(pod.metadata.name)} not found`)
    const gone = { id: last.containerID.replace(/^\w+:\/\//, '') }
    if (!ended) return before ?? gone
    return latest.container.id === gone.id ? latest : gone // of the ended ones, only the last is kept
  }
  if (latest && seen(latest) !== 'created') return latest
  throw new DoorRefusal(400, `container ${JSON.stringify(name)} in pod ${JSON.stringify(pod.metadata.name)} is ${whyNot(state?.waiting?.reason)}`)
}

function whyNot(reason: string | undefined): string {
  switch (reason) {
    case undefined: return 'not available'
    case 'ErrImagePull': return 'waiting to start: image can\'t be pulled'
    case 'ImagePullBackOff': return 'waiting to start: trying and failing to pull image'
    default: return `waiting to start: ${reason}`
  }
}

const statusOf = ({ status }: Pod, name: string): ContainerStatus | undefined =>
  [...status.containerStatuses ?? [], ...status.initContainerStatuses ?? [], ...status.ephemeralContainerStatuses ?? []].find(each => each.name === name)
