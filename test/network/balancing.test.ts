// Connections spread as the probabilities of the rules say, and stay where affinity keeps them.
import { describe, expect, test } from 'vitest'
import { NetworkStage } from '../support/network-stage.ts'

const connections = 10_000
/** What chi-square exceeds once in ten thousand times, by degrees of freedom. */
const limits: Readonly<Record<number, number>> = { 1: 15.14, 2: 18.42, 3: 21.11, 4: 23.51, 6: 27.86 }

function counts(mode: 'iptables' | 'nftables', endpoints: number, more: object = {}): readonly number[] {
  const stage = new NetworkStage({ mode })
  for (let i = 0; i < endpoints; i++) stage.addPod({ name: `web-${i}`, node: `node-${i % 3 + 1}`, address: `10.244.${i % 3}.${i + 10}`, labels: { app: 'web' } })
  stage.addPod({ name: 'client', node: 'node-1', address: '10.244.0.9', labels: {} })
  stage.addService({ kind: 'Service', metadata: { name: 'web' }, spec: { clusterIP: '10.96.50.1', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...more }, status: { loadBalancer: {} } })
  stage.pass(3000)
  const client = stage.station('client')
  const found = new Map<string, number>()
  for (let i = 0; i < connections; i++) {
    const { station, outcome } = stage.network.connect(client, '10.96.50.1', 80)
    const name = station?.name ?? outcome
    found.set(name, (found.get(name) ?? 0) + 1)
  }
  return [...found.values()]
}

describe.each(['iptables', 'nftables'] as const)('with %s', mode => {
  test.each([2, 3, 4, 5, 7])('10,000 connections over %i endpoints', endpoints => {
    const found = counts(mode, endpoints)
    const expected = connections / endpoints
    const chiSquare = found.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(found).toHaveLength(endpoints)
    expect(chiSquare).toBeLessThan(limits[endpoints - 1] ?? 0)
    expect(chiSquare).toBeGreaterThan(0) // round robin would be no chance at all
  })

  test('a client with affinity stays with one endpoint', () => {
    expect(counts(mode, 3, { sessionAffinity: 'ClientIP' })).toEqual([connections])
  })
})
