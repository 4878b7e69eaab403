import { expect, test } from 'vitest'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const folder = '/etc/kubernetes/manifests'
const manifest = (image: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {tier: static}
spec:
  containers:
  - name: web
    image: ${image}
    imagePullPolicy: IfNotPresent
`

function write(node: OneNode, text: string): void {
  node.clock.input('write', () => {
    node.kubelet.files.makeDirectory(folder, true)
    node.kubelet.files.write(`${folder}/web.yaml`, text)
  })
}

test('a manifest on the disk of a node runs, and has a mirror that tells so', () => {
  const node = oneNode()
  write(node, manifest('nginx'))
  node.pass(5)
  const { metadata, spec, status } = node.pod('web-node-1')
  const hash = metadata.annotations?.['kubernetes.io/config.hash']
  expect(metadata.annotations).toEqual({
    'kubernetes.io/config.hash': hash, 'kubernetes.io/config.mirror': hash,
    'kubernetes.io/config.seen': '2026-11-21T09:00:05.000000000Z', 'kubernetes.io/config.source': 'file',
  })
  expect([metadata.labels, metadata.ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller]), spec.nodeName, spec.tolerations, spec.serviceAccountName, spec.volumes])
    .toEqual([{ tier: 'static' }, [['Node', 'node-1', true]], 'node-1', [{ effect: 'NoExecute', operator: 'Exists' }], undefined, undefined])
  expect([podStatus(node.pod('web-node-1')), status.podIP !== undefined, hash?.length]).toEqual(['Running', true, 32])
})

test('whoever deletes the mirror sees it come back, and the container has not noticed', () => {
  const node = oneNode()
  write(node, manifest('nginx'))
  node.pass(5)
  const before = node.pod('web-node-1')
  node.clock.input('delete', () => node.client.delete('pods', 'default', 'web-node-1'))
  node.pass(2)
  const after = node.pod('web-node-1')
  expect([after.metadata.uid === before.metadata.uid, after.metadata.deletionTimestamp, after.status.containerStatuses?.[0]?.containerID, podStatus(after)])
    .toEqual([false, undefined, before.status.containerStatuses?.[0]?.containerID, 'Running'])
})

test('a changed manifest is another pod; a removed one is none', () => {
  const node = oneNode({ preloaded: ['nginx', 'nginx:1.27'] })
  write(node, manifest('nginx'))
  node.pass(5)
  const before = node.pod('web-node-1').metadata.annotations?.['kubernetes.io/config.hash']
  write(node, manifest('nginx:1.27'))
  node.pass(10)
  const after = node.pod('web-node-1')
  expect([after.metadata.annotations?.['kubernetes.io/config.hash'] === before, after.spec.containers[0]?.image, podStatus(after)]).toEqual([false, 'nginx:1.27', 'Running'])
  node.clock.input('remove', () => node.kubelet.files.remove(`${folder}/web.yaml`))
  node.pass(10)
  expect(node.client.find('pods', 'default', 'web-node-1')).toBeUndefined()
})

test('what is no pod is left alone', () => {
  const node = oneNode()
  for (const text of ['', 'a: [', '[]', 'kind: Pod', 'kind: Service\nmetadata: {name: x}', 'kind: Pod\nmetadata: {name: x}\nspec: {containers: []}']) write(node, text)
  node.pass(5)
  expect(node.client.list('pods')).toEqual([])
})

test('it comes back with its kubelet', () => {
  const node = oneNode()
  node.kubelet.stop()
  write(node, manifest('nginx'))
  node.pass(5)
  expect(node.client.list('pods')).toEqual([])
  node.kubelet.start()
  node.pass(5)
  expect(podStatus(node.pod('web-node-1'))).toBe('Running')
})
