// The three pods of the transcript `output-formats`, as the server had them.
import type { Pod } from '../../../../engine/apiserver/types.gen.ts'
import { columnsOf, rowOf, tableOf, type IncludeObject, type Table } from '../../../../engine/apiserver/tables/index.ts'
import { objectOf, stdoutOf } from '../../apiserver/tables/recorded.ts'

const alpha = objectOf<Pod>('output-formats', 'kubectl get pod alpha -o yaml')
const bravo = objectOf<Pod>('output-formats', 'kubectl get pod bravo -o json')
const charlie: Pod = {
  ...bravo,
  metadata: { ...bravo.metadata, name: 'charlie', labels: { app: 'db' } },
  spec: { ...bravo.spec, nodeName: 'w1-k8s', containers: bravo.spec.containers.map(container => ({ ...container, image: 'postgres:16' })) },
  status: { ...bravo.status, podIPs: [{ ip: '10.244.0.2' }], containerStatuses: (bravo.status.containerStatuses ?? []).map(status => ({ ...status, image: 'postgres:16' })) },
}

export const pods: readonly Pod[] = [alpha, bravo, charlie]
export const podList = { apiVersion: 'v1', items: pods, kind: 'List', metadata: { resourceVersion: '' } }
export const podNamed = (name: string): Pod => pods.find(pod => pod.metadata.name === name) ?? alpha

/** A table as it was when alpha had reached the age that the recorded output shows. */
export function tableAt(stdout: string, shown: readonly Pod[] = pods, includeObject: IncludeObject = 'Metadata'): Table {
  const seconds = Number(/alpha .*?\b(\d+)s\b/.exec(stdout)?.[1] ?? 60)
  const nowMs = Date.parse(alpha.metadata.creationTimestamp) + seconds * 1000
  return tableOf({ columns: columnsOf('pods', 'v1'), row: rowOf('pods'), objects: shown, metadata: {}, nowMs, includeObject })
}

export const recordedOutput = (command: string, nth = 0): string => stdoutOf('output-formats', command, nth)
