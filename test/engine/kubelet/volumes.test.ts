import { describe, expect, test } from 'vitest'
import type { Volume } from '../../../engine/apiserver/types.gen.ts'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const preloaded = { preloaded: ['busybox', 'nginx', 'nginx:1.27'] }
const sleeping = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']

/** What a command in a container prints, and its exit code. */
function run(node: OneNode, line: string, pod = 'p', container = 'c1'): string {
  let said = ''
  const sink = (text: string): void => { said += text }
  node.clock.input(line, () => node.kubelet.exec({ namespace: 'default', pod, container }, ['sh', '-c', line], { out: sink, err: sink, exited: status => { said += 'code' in status ? `[${status.code}]` : status.error } }))
  node.pass(0.5)
  return said
}

function podWith(volume: Omit<Volume, 'name'>, more: { readonly subPath?: string, readonly readOnly?: boolean } = {}, before: (node: OneNode) => void = () => {}): OneNode {
  const node = oneNode(preloaded)
  before(node)
  node.run('p', [{ command: sleeping, volumeMounts: [{ name: 'v', mountPath: '/v', ...more }] }], { volumes: [{ name: 'v', ...volume }] })
  node.pass(3)
  return node
}

const configMap = (node: OneNode, data: Readonly<Record<string, string>>): void => {
  node.client.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' }, data })
}
const changeConfigMap = (node: OneNode, data: Readonly<Record<string, string>>): void => {
  node.clock.input('change', () => node.client.update('configmaps', { ...node.client.get('configmaps', 'default', 'c'), data }))
}
const mounts = (node: OneNode): readonly string[] => [...new Set(node.events.filter(text => text.includes('FailedMount')).map(text => text.replace(/^\S+ /, '')))]

describe('a config map', () => {
  test('appears as files, cannot be written, and follows its object within a minute and a half', () => {
    const node = podWith({ configMap: { name: 'c' } }, {}, each => configMap(each, { a: '1', b: '2' }))
    expect([run(node, 'cat /v/a /v/b'), run(node, 'echo x > /v/a')]).toEqual(['12[0]', 'sh: can\'t create /v/a: Read-only file system\n[1]'])
    changeConfigMap(node, { a: 'one' })
    expect(run(node, 'cat /v/a')).toBe('1[0]')
    node.pass(95)
    expect([run(node, 'cat /v/a'), run(node, 'ls /v')]).toEqual(['one[0]', 'a\n[0]'])
  })

  test('by a subPath it stays as it was', () => {
    const node = podWith({ configMap: { name: 'c' } }, { subPath: 'a' }, each => configMap(each, { a: '1' }))
    changeConfigMap(node, { a: 'one' })
    node.pass(95)
    expect(run(node, 'cat /v')).toBe('1[0]')
  })

  test('with a key that it does not have keeps the pod waiting', () => {
    const node = podWith({ configMap: { name: 'c', items: [{ key: 'z', path: 'z' }] } }, {}, each => configMap(each, { a: '1' }))
    expect([mounts(node), podStatus(node.pod('p'))]).toEqual([['FailedMount: MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: z'], 'ContainerCreating'])
    changeConfigMap(node, { a: '1', z: '26' })
    node.pass(10)
    expect(run(node, 'cat /v/z')).toBe('26[0]')
  })

  test('that goes away leaves what was there', () => {
    const node = podWith({ configMap: { name: 'c' } }, {}, each => configMap(each, { a: '1' }))
    node.client.delete('configmaps', 'default', 'c')
    node.pass(95)
    expect([run(node, 'cat /v/a'), podStatus(node.pod('p')), mounts(node)]).toEqual(['1[0]', 'Running', ['FailedMount: MountVolume.SetUp failed for volume "v" : configmap "c" not found']])
  })
})

test('a projected volume holds a real token, the namespace, and what the pod is', () => {
  const node = podWith({
    projected: { sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }, { path: 'limit', resourceFieldRef: { containerName: 'c1', divisor: '0', resource: 'limits.memory' } }] } },
    ] },
  }, {}, ({ client }) => {
    if (!client.find('serviceaccounts', 'default', 'default')) client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } })
  })
  const token = run(node, 'cat /v/token').replace('[0]', '')
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly sub: string, readonly 'kubernetes.io': { readonly pod: { readonly name: string, readonly uid: string } } }
  expect([claims.sub, claims['kubernetes.io'].pod]).toEqual(['system:serviceaccount:default:default', { name: 'p', uid: node.pod('p').metadata.uid }])
  expect(run(node, 'cat /v/token')).toBe(`${token}[0]`)
  expect(run(node, 'cat /v/namespace')).toBe('default[0]')
  node.pass(3600)
  expect(run(node, 'cat /v/token') === `${token}[0]`).toBe(false)
})

test('labels in a volume follow the pod', () => {
  const node = podWith({ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } })
  expect(run(node, 'cat /v/labels')).toBe('[0]')
  node.clock.input('label', () => {
    const pod = node.pod('p')
    node.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } })
  })
  node.pass(5)
  expect(run(node, 'cat /v/labels')).toBe('a="b"[0]')
})

describe('a path of the host', () => {
  const refusals = [
    ['Directory', 'a directory'], ['File', 'a file'], ['Socket', 'a socket file'], ['CharDevice', 'a character device'], ['BlockDevice', 'a block device'],
  ] as const
  test.each(refusals)('%s that is not there', (type, what) => {
    const node = podWith({ hostPath: { path: '/data/x', type } })
    expect([mounts(node), podStatus(node.pod('p'))]).toEqual([[`FailedMount: MountVolume.SetUp failed for volume "v" : hostPath type check failed: /data/x is not ${what}`], 'ContainerCreating'])
  })

  test('is made where that was asked for, is seen by all pods, and stays', () => {
    const node = podWith({ hostPath: { path: '/data', type: 'DirectoryOrCreate' } })
    run(node, 'mkdir /v/deep; echo hi > /v/deep/f')
    node.client.delete('pods', 'default', 'p')
    node.pass(5)
    node.run('q', [{ command: sleeping, volumeMounts: [{ name: 'v', mountPath: '/w' }] }], { volumes: [{ name: 'v', hostPath: { path: '/data/deep', type: 'Directory' } }] })
    node.pass(3)
    expect([run(node, 'cat /w/f', 'q'), node.kubelet.files.read('/data/deep/f')]).toEqual(['hi\n[0]', 'hi\n'])
  })

  test('a file where a directory was asked for', () => {
    const node = podWith({ hostPath: { path: '/data/f', type: 'Directory' } }, {}, each => {
      each.kubelet.files.makeDirectory('/data')
      each.kubelet.files.write('/data/f', 'x')
    })
    expect(mounts(node)).toEqual(['FailedMount: MountVolume.SetUp failed for volume "v" : hostPath type check failed: /data/f is not a directory'])
  })

  test('the socket of the runtime', () => expect(podStatus(podWith({ hostPath: { path: '/run/containerd/containerd.sock', type: 'Socket' } }).pod('p'))).toBe('Running'))
})

test('the logs of all containers lie on the disk of their node', () => {
  const node = podWith({ hostPath: { path: '/var/log' } })
  node.run('q', [{ command: ['sh', '-c', 'echo one; echo two >&2; sleep 1000'] }])
  node.pass(3)
  const { metadata: { uid }, status } = node.pod('q')
  const id = status.containerStatuses?.[0]?.containerID?.replace('containerd://', '')
  const text = '2026-11-21T09:00:08.300000000Z stdout F one\n2026-11-21T09:00:08.300000000Z stderr F two\n'
  expect(run(node, `cat /v/containers/q_default_c1-${id}.log`).replaceAll(/08\.\d{9}/g, '08.300000000')).toBe(`${text}[0]`)
  expect([run(node, 'ls /v/pods').includes(`default_q_${uid}\n`), run(node, `ls /v/pods/default_q_${uid}/c1`)]).toEqual([true, '0.log\n[0]'])
})

test('an image can be mounted, to be read', () => {
  const node = podWith({ image: { reference: 'nginx:1.27' } })
  expect([run(node, 'head -n 1 /v/usr/share/nginx/html/index.html'), run(node, 'echo x > /v/usr/x')]).toEqual(['<!DOCTYPE html>\n[0]', 'sh: can\'t create /v/usr/x: Read-only file system\n[1]'])
})

test('an image that is not there keeps the container waiting', () => {
  const node = podWith({ image: { reference: 'NGINX' } })
  expect(node.pod('p').status.containerStatuses?.[0]?.state.waiting?.reason).toBe('InvalidImageName')
})

test('a subPath of an emptyDir is a directory of its own; a mount can be for reading only', () => {
  const node = oneNode(preloaded)
  node.run('p', [
    { command: sleeping, volumeMounts: [{ name: 'v', mountPath: '/a', subPath: 'one' }, { name: 'v', mountPath: '/all' }] },
    { command: sleeping, volumeMounts: [{ name: 'v', mountPath: '/b', subPathExpr: '$(WHICH)' }, { name: 'v', mountPath: '/all', readOnly: true }], env: [{ name: 'WHICH', value: 'two' }] },
  ], { volumes: [{ name: 'v', emptyDir: {} }] })
  node.pass(3)
  run(node, 'echo 1 > /a/f')
  run(node, 'echo 2 > /b/f', 'p', 'c2')
  expect([run(node, 'cat /all/one/f /all/two/f'), run(node, 'ls /b', 'p', 'c2'), run(node, 'rm /all/one/f', 'p', 'c2')]).toEqual(['1\n2\n[0]', 'f\n[0]', 'rm: can\'t remove \'/all/one/f\': Read-only file system\n[1]'])
})

describe('a claim', () => {
  const claim = (node: OneNode, bound: boolean): void => {
    node.client.create('persistentvolumes', { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/mnt/disk' }, claimRef: { namespace: 'default', name: 'c' } } })
    const made = node.client.create('persistentvolumeclaims', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'disk' } })
    if (bound) node.client.updateStatus('persistentvolumeclaims', { ...made, status: { ...made.status, phase: 'Bound' } })
  }

  test('brings the volume that it is bound to', () => {
    const node = podWith({ persistentVolumeClaim: { claimName: 'c' } }, {}, each => claim(each, true))
    run(node, 'echo kept > /v/f')
    expect([podStatus(node.pod('p')), node.kubelet.files.read('/mnt/disk/f')]).toEqual(['Running', 'kept\n'])
  })

  test('that is bound to none keeps the pod waiting', () => {
    const node = podWith({ persistentVolumeClaim: { claimName: 'c' } }, {}, each => claim(each, false))
    node.pass(125)
    expect([podStatus(node.pod('p')), mounts(node)]).toEqual(['ContainerCreating', ['FailedMount: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC default/c: PVC is not bound']])
  })
})
