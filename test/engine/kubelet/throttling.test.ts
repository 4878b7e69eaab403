// A limit of CPU makes slow, and never kills.
import { expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'

const pod = (name: string, cpu: string | undefined): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  containers:
  - name: pi
    image: perl:5.34.0
    command: [perl, -Mbignum=bpi, -wle, print bpi(1000)]
    resources: { ${cpu === undefined ? '' : `limits: { cpu: ${cpu}, memory: 200Mi }`} }
`

function secondsOf(cpu: string | undefined): { readonly seconds: number, readonly restarts: number | undefined } {
  const cluster = createCluster({ nodes: 1 })
  cluster.apply(pod('pi', cpu))
  cluster.advance(300)
  const [status] = cluster.client.get('pods', 'default', 'pi').status.containerStatuses ?? []
  const { startedAt, finishedAt } = status?.state.terminated ?? {}
  return { seconds: (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1000, restarts: status?.restartCount }
}

test('the same work takes as much longer as there is less CPU', () => {
  expect([undefined, '1', '500m', '100m'].map(secondsOf)).toEqual([
    { seconds: 2, restarts: 0 }, { seconds: 2, restarts: 0 }, { seconds: 4, restarts: 0 }, { seconds: 20, restarts: 0 },
  ])
})

test('a container that wants more than its limit gets its limit, and reads how often it had to wait', () => {
  const cluster = createCluster({ nodes: 1 })
  cluster.apply(`
apiVersion: v1
kind: Pod
metadata: { name: busy }
spec:
  containers:
  - name: app
    image: nginx
    resources: { limits: { cpu: 800m, memory: 800Mi } }
`)
  cluster.advance(30)
  const read = (file: string): string => cluster.run(`kubectl exec busy -- cat /sys/fs/cgroup/${file}`).stdout
  const stat = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(read('cpu.stat'))?.[1])
  expect([read('cpu.max'), read('memory.max'), stat('nr_throttled'), stat('throttled_usec')]).toEqual(['80000 100000\n', `${800 * 2 ** 20}\n`, 0, 0])

  cluster.act('load default/busy with cpu 1600m')
  const before = stat('usage_usec')
  cluster.advance(10)
  const used = stat('usage_usec') - before
  expect(used).toBeGreaterThan(7_900_000)
  expect(used).toBeLessThan(8_300_000)
  expect(stat('nr_throttled')).toBeGreaterThan(40)
  expect(stat('throttled_usec') / 1e6).toBeGreaterThan(4.9)
  expect(cluster.client.get('pods', 'default', 'busy').status.containerStatuses?.[0]?.restartCount).toBe(0)
})
