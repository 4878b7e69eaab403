// What the network puts into /etc of a container.
import { expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'

test('a container knows its name', () => {
  const cluster = createCluster({ nodes: 1 })
  const pod = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...spec, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', 'inf'] }] } })
  for (const object of [pod('plain', {}), pod('named', { hostname: 'db-0', subdomain: 'db' }), pod('host', { hostNetwork: true }), pod(`a${'-b'.repeat(40)}`, {})]) cluster.apply(JSON.stringify(object))
  cluster.advance(30)
  const read = (name: string): string => cluster.run(`kubectl exec ${name} -- cat /etc/hostname`).stdout.trim()
  expect([read('plain'), read('named'), read('host'), read(`a${'-b'.repeat(40)}`)]).toEqual(['plain', 'db-0', 'node-1', `a${'-b'.repeat(31)}`])
  expect(cluster.run('kubectl exec named -- tail -n 1 /etc/hosts').stdout).toMatch(/^10\.244\.0\.\d+\tdb-0\.db\.default\.svc\.cluster\.local\tdb-0\n$/)
})
