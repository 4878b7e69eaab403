// Plays what the EndpointSlice, mirroring and Endpoints controllers made: the objects of users and the pods of the
// recording, and what kubectl then shows.
import type { Draft, Endpoints, EndpointSlice } from '../../engine/apiserver/types.gen.ts'
import { NetworkStage, type RecordedPod } from './network-stage.ts'
import type { RecordedNode } from './network-tables.ts'
import type { RecordedObject } from './network-traffic.ts'

interface Line { readonly run: string, readonly stdout: string, readonly stderr: string, readonly exit: number }

export interface ControllerCase {
  readonly name: string
  readonly about?: string
  readonly mode: 'controller'
  readonly node?: { readonly nodes?: readonly RecordedNode[] }
  readonly input?: readonly RecordedPod[]
  readonly objects?: readonly (RecordedObject | EndpointSlice | Endpoints)[]
  readonly expect: { readonly kubectl: readonly Line[] }
}

const settleMs = 3000
const eachMs = 20
const managedBy = ['endpointslice.kubernetes.io/managed-by', 'endpoints.kubernetes.io/managed-by']

/** What the case tells may be what became of another one's scene: `ctl-terminating-gone` of `ctl-terminating`. */
export function playControllers(recorded: ControllerCase, others: readonly ControllerCase[] = []): { readonly name: string, readonly expect: { readonly kubectl: readonly Line[] } } {
  const namespace = namespaceOf(recorded)
  const [earlier] = others.filter(other => recorded.name.startsWith(`${other.name}-`) && namespaceOf(other) === namespace).sort((a, b) => b.name.length - a.name.length)
  const objects = [recorded, earlier].map(each => each?.objects ?? []).find(({ length }) => length > 0) ?? []
  const pods = podsOf(recorded, objects)
  const stage = new NetworkStage({ namespace, ...recorded.node?.nodes && { nodes: recorded.node.nodes } })
  for (const object of objects) add(stage, object)
  stage.pass(settleMs)
  const before = (earlier ? podsOf(earlier, objects) : pods).map(alive)
  for (const pod of before) {
    stage.addRecorded(pod)
    if (before.length > fewPods) stage.pass(eachMs)
  }
  stage.pass(settleMs)
  const gone = /every second of the \d+ pods/.test(recorded.about ?? '')
    ? before.filter((_, i) => i % 2 === 0)
    : before.filter(({ metadata: { name } }) => !pods.some(pod => pod.metadata.name === name))
  for (const { metadata: { name } } of gone) {
    stage.act(`${name} is gone`, () => stage.cluster.admin.delete('pods', namespace, name, { gracePeriodSeconds: 0 }))
    stage.pass(eachMs)
  }
  const ending = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
  for (const { metadata: { name } } of ending) stage.terminate(name)
  stage.pass(settleMs)
  for (const pod of ending) stage.setRecorded(pod)
  stage.pass(settleMs)
  return { name: recorded.name, expect: { kubectl: recorded.expect.kubectl.map(({ run }) => kubectl(stage, run)) } }
}

const fewPods = 20
const namespaceOf = ({ expect: { kubectl: [first] } }: ControllerCase): string => / -n (\S+)/.exec(first?.run ?? '')?.[1] ?? 'default'

/** A pod that is terminating now ran and was ready before. */
const alive = ({ metadata: { deletionTimestamp: ended, ...metadata }, spec, status }: RecordedPod): RecordedPod =>
  ({ metadata, spec, status: ended === undefined ? status : { ...status, conditions: status.conditions?.map(condition => ({ ...condition, status: 'True' })) ?? [] } })

/** The pods of the recording; of many it tells no more than how many they were. */
function podsOf({ input = [], about = '', node }: ControllerCase, objects: NonNullable<ControllerCase['objects']>): readonly RecordedPod[] {
  const count = Number(/(\d+) (?:ready )?pods/.exec(about)?.[1] ?? 0)
  if (input.length > 0 || count === 0) return input
  const nodes = node?.nodes ?? []
  const selector = objects.flatMap(object => object.kind === 'Service' && 'spec' in object ? [object.spec.selector ?? {}] : [])[0] ?? {}
  return Array.from({ length: count }, (_, i): RecordedPod => {
    const { name, podCIDR } = nodes[i % nodes.length] ?? { name: 'node-1', podCIDR: '10.244.0.0/24' }
    return {
      metadata: { name: `web-${String(i).padStart(3, '0')}`, labels: selector },
      spec: { nodeName: name, containers: [{ name: 'c', image: 'nginx', resources: {} }] },
      status: { phase: 'Running', podIP: podCIDR.replace(/\d+\/.*$/, String(Math.floor(i / Math.max(1, nodes.length)) + 10)), conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
    }
  })
}

/** What users made; what controllers made is theirs to make again. */
function add(stage: NetworkStage, object: RecordedObject | EndpointSlice | Endpoints): void {
  const { admin } = stage.cluster
  const labels = 'labels' in object.metadata ? object.metadata.labels ?? {} : {}
  if (managedBy.some(label => (labels[label] ?? '').includes('controller'))) return
  const metadata = { name: object.metadata.name, namespace: stage.namespace, labels }
  if (isSlice(object)) stage.act('a slice', () => admin.create('endpointslices.discovery.k8s.io', { ...object, metadata } satisfies Draft<EndpointSlice>))
  else if (isEndpoints(object)) stage.act('endpoints', () => admin.create('endpoints', { ...object, metadata } satisfies Draft<Endpoints>))
  else stage.addService(object)
}

type Any = RecordedObject | EndpointSlice | Endpoints
const isSlice = (object: Any): object is EndpointSlice => object.kind === 'EndpointSlice'
const isEndpoints = (object: Any): object is Endpoints => object.kind === 'Endpoints'

function kubectl(stage: NetworkStage, run: string): Line {
  const ran = stage.world.apply({ atMs: stage.nowMs, kind: 'run', payload: { line: run } })
  return { run, stdout: ran?.stdout ?? '', stderr: ran?.stderr ?? '', exit: ran?.exitCode ?? 1 }
}
