import { describe, expect, test } from 'vitest'
import { createCluster, replay } from '../../engine/index.ts'

const configMap = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: "1"}}`

describe('a cluster', () => {
  test('begins with its nodes Ready, at its time', () => {
    const cluster = createCluster({ nodes: [{ name: 'only', labels: { zone: 'a' }, taints: [{ key: 'k', effect: 'NoSchedule' }], capacity: { cpu: '2' } }], startTime: '2030-01-01T00:00:00Z' })
    expect(cluster.client.list('nodes').flatMap(({ status }) => status.conditions ?? []).find(({ type }) => type === 'Ready')?.status).toBe('True')
    cluster.advance(1) // then the taint of a node that is not ready goes
    const [node, ...others] = cluster.client.list('nodes')
    expect(others).toEqual([])
    expect({ zone: node?.metadata.labels?.zone, taints: node?.spec.taints, cpu: node?.status.capacity?.cpu, made: node?.metadata.creationTimestamp })
      .toEqual({ zone: 'a', taints: [{ key: 'k', effect: 'NoSchedule' }], cpu: '2', made: '2030-01-01T00:00:00Z' })
  })

  test('refuses a time that is none', () => {
    expect(() => createCluster({ startTime: 'noon' })).toThrow('startTime "noon" is no RFC 3339 time, as 2026-11-21T09:00:00Z')
  })

  test.each([['plain', 3], ['kind', 1], ['kubeadm-4', 4], ['minikube', 1], ['EKS', 3]] as const)('of profile %s has %i nodes', (profile, nodes) => {
    expect(createCluster({ profile }).client.list('nodes')).toHaveLength(nodes)
  })

  test('has its proxies write as it is told, and installs what it is told', () => {
    const tables = (options: Parameters<typeof createCluster>[0]): readonly boolean[] => {
      const cluster = createCluster({ nodes: 1, ...options })
      cluster.advance(5)
      const again = replay(cluster.log)
      expect(again.hash()).toBe(cluster.hash())
      return ['ssh node-1 iptables -t nat -L KUBE-SERVICES', 'ssh node-1 nft list table ip kube-proxy'].map(line => again.run(line).stdout.includes('10.96.0.1'))
    }
    expect(tables({})).toEqual([true, false])
    expect(tables({ proxyMode: 'nftables' })).toEqual([false, true])
    const services = (options: Parameters<typeof createCluster>[0]): readonly string[] => createCluster({ nodes: 1, ...options }).client.list('services').map(({ metadata }) => metadata.name)
    expect(services({ profile: 'kind' })).toEqual(['kubernetes', 'kube-dns'])
    expect(services({ profile: 'kind', addons: [] })).toEqual(['kubernetes'])
    expect(services({ addons: ['coredns'] })).toEqual(['kubernetes', 'kube-dns'])
  })

  test('runs command lines with input and files, and tells what they said', () => {
    const cluster = createCluster({ nodes: 1 })
    expect(cluster.run('kubectl apply -f a.yaml', { files: { 'a.yaml': configMap('a') } })).toEqual({ stdout: 'configmap/a created\n', stderr: '', exitCode: 0 })
    expect(cluster.run('kubectl create -f -', { stdin: configMap('b') })).toEqual({ stdout: 'configmap/b created\n', stderr: '', exitCode: 0 })
    expect(cluster.apply(configMap('b')).exitCode).toBe(0)
    expect(cluster.run('kubectl get configmap c')).toEqual({ stdout: '', stderr: 'Error from server (NotFound): configmaps "c" not found\n', exitCode: 1 })
    expect(cluster.run('no-such-command').exitCode).toBe(127)
    expect(cluster.run('cat a.yaml').stdout, 'files stay').toBe(configMap('a'))
  })

  test('lets only that time pass which it is told, or which a command waits for', () => {
    const cluster = createCluster({ nodes: 1 })
    const start = cluster.now
    cluster.run('kubectl get nodes')
    expect(cluster.now).toBe(start)
    cluster.run('sleep 5')
    expect(cluster.now).toBe(start + 5)
    cluster.advance(0.25)
    expect(cluster.now).toBe(start + 5.25)
  })

  test('gives up a command that never ends, after an hour', () => {
    const cluster = createCluster({ nodes: 1 })
    const start = cluster.now
    expect(cluster.run('kubectl get configmaps --watch').exitCode).toBe(130)
    expect(cluster.now - start).toBeLessThanOrEqual(3600)
  })

  test('can be told again from its log, files and input included', () => {
    const cluster = createCluster({ nodes: 2, seed: 7 })
    cluster.run('kubectl apply -f a.yaml', { files: { 'a.yaml': configMap('a') } })
    cluster.advance(3)
    cluster.apply('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}')
    cluster.advance(10)
    expect(cluster.log.inputs.map(({ atMs, kind }) => [atMs, kind])).toEqual([[0, 'run'], [3000, 'run']])
    const again = replay(cluster.log)
    expect({ hash: again.hash(), now: again.now, log: again.log }).toEqual({ hash: cluster.hash(), now: cluster.now, log: cluster.log })
  })

  test('has a hash that everything changes', () => {
    const hashOf = (change: (cluster: ReturnType<typeof createCluster>) => void) => {
      const cluster = createCluster({ nodes: 1 })
      change(cluster)
      return cluster.hash()
    }
    const hashes = [hashOf(() => {}), hashOf(c => c.advance(0.001)), hashOf(c => c.apply(configMap('a'))), hashOf(c => c.apply(configMap('b')))]
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(hashOf(() => {})).toBe(hashes[0])
    expect(hashOf(c => c.run('kubectl get pods'))).toBe(hashes[0])
  })
})
