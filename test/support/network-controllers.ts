// Plays what the EndpointSlice, mirroring and Endpoints controllers made: the objects of users and the pods of the
// recording, and what kubectl then shows.
import type { Draft, Endpoints, EndpointSlice } from '../../engine/apiserver/types.gen.ts'
import { NetworkStage, type RecordedPod } from './network-stage.ts'
import type { RecordedObject } from './network-traffic.ts'

interface Line { readonly run: string, readonly stdout: string, readonly stderr: string, readonly exit: number }

export interface ControllerCase {
  readonly name: string
  readonly mode: 'controller'
  readonly input?: readonly RecordedPod[]
  readonly objects?: readonly (RecordedObject | EndpointSlice | Endpoints)[]
  readonly expect: { readonly kubectl: readonly Line[] }
}

const settleMs = 3000
const managedBy = ['endpointslice.kubernetes.io/managed-by', 'endpoints.kubernetes.io/managed-by']

export function playControllers(recorded: ControllerCase): { readonly name: string, readonly expect: { readonly kubectl: readonly Line[] } } {
  const [first] = recorded.expect.kubectl
  const [, namespace = 'default'] = / -n (\S+)/.exec(first?.run ?? '') ?? []
  const stage = new NetworkStage({ namespace })
  const isMany = namespace === 'ctl-slices'
  for (const object of isMany ? [manyService] : recorded.objects ?? []) add(stage, object)
  stage.pass(settleMs)
  if (isMany) addMany(stage, recorded.name === 'ctl-slices-half-removed')
  for (const pod of recorded.input ?? []) stage.addRecorded(pod)
  stage.pass(settleMs)
  return { name: recorded.name, expect: { kubectl: recorded.expect.kubectl.map(({ run }) => kubectl(stage, run)) } }
}

const manyService: RecordedObject = {
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { clusterIP: '10.96.60.40', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  status: { loadBalancer: {} },
}

const many = 250
const eachMs = 20

function addMany(stage: NetworkStage, isHalved: boolean): void {
  const names = Array.from({ length: many }, (_, i) => `web-${String(i).padStart(3, '0')}`)
  for (const [i, name] of names.entries()) {
    stage.addRecorded({
      metadata: { name, labels: { app: 'web' } },
      spec: { nodeName: `node-${i % 3 + 1}`, containers: [{ name: 'c', image: 'nginx', resources: {} }] },
      status: { phase: 'Running', podIP: `10.244.${i % 3}.${Math.floor(i / 3) + 10}`, conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
    })
    stage.pass(eachMs)
  }
  stage.pass(settleMs)
  if (isHalved) for (const [i, name] of names.entries()) if (i % 2 === 0) {
    stage.act(`${name} is deleted`, () => stage.cluster.admin.delete('pods', stage.namespace, name, { gracePeriodSeconds: 0 }))
    stage.pass(eachMs)
  }
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
