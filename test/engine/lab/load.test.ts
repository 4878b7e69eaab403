// A lab gives a container work to do.
import { expect, test } from 'vitest'
import { Cluster } from '../../../engine/lab/cluster.ts'
import { parseLoad } from '../../../engine/lab/faults/load.ts'

const pod = (memory: string) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'web', image: 'nginx', resources: { limits: { memory } } }] },
}) as const

function running(memory: string): Cluster {
  const cluster = new Cluster()
  cluster.clock.input('a pod', () => cluster.admin.create('pods', pod(memory)))
  cluster.clock.advanceTo(10_000)
  return cluster
}

test('beyond the limit of memory it is killed and starts again', () => {
  const cluster = running('800Mi')
  cluster.act('load default/web with cpu 1500m and memory 600Mi')
  cluster.clock.advanceTo(15_000)
  expect(cluster.admin.get('pods', 'default', 'web').status.containerStatuses?.[0]?.restartCount).toBe(0)
  cluster.act('load default/web/web with memory 900Mi')
  cluster.clock.advanceTo(25_000)
  const { restartCount, lastState } = cluster.admin.get('pods', 'default', 'web').status.containerStatuses?.[0] ?? {}
  expect([restartCount, lastState?.terminated?.reason, lastState?.terminated?.exitCode]).toEqual([1, 'OOMKilled', 137])
})

test.each([
  ['load default/web with cpu 500m', { namespace: 'default', pod: 'web', container: undefined, use: { cpuMillicores: 500, memoryBytes: 0 } }],
  ['load a/b/c with memory 1Gi and cpu 2', { namespace: 'a', pod: 'b', container: 'c', use: { cpuMillicores: 2000, memoryBytes: 2 ** 30 } }],
  ['stop kubelet node-1', undefined],
])('%s', (line, load) => expect(parseLoad(line)).toEqual(load))

test.each(['load web with cpu 1', 'load default/web with cpu', 'load default/web with disk 1', 'load default/web'])('%s is refused', line => {
  expect(() => parseLoad(line)).toThrow('write for example: load default/web with cpu 500m and memory 900Mi')
})

test('a pod that is not there', () => {
  expect(() => running('1Gi').act('load default/nobody with cpu 1')).toThrow('there is no pod "nobody" in namespace "default"')
})
