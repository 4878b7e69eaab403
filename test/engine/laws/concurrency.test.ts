// Who writes what he read before another wrote is told so, and nobody's write is lost.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isStatus, type Client } from '../../../engine/client/client.ts'
import type { ConfigMap } from '../../../engine/apiserver/types.gen.ts'
import { Cluster } from '../../../engine/lab/cluster.ts'

const writers = 3
const move = fc.record({ writer: fc.nat(writers - 1), do: fc.constantFrom('read', 'write', 'write', 'delete') })

const read = (client: Client): ConfigMap | undefined => client.find('configmaps', 'default', 'shared')

describe('writers of the same object', () => {
  test('succeed exactly when nobody wrote since they read', () => {
    const cluster = new Cluster({ nodes: 0 })
    const clients = Array.from({ length: writers }, (_, i) => cluster.clientOf(`writer-${i}`))
    fc.assert(fc.property(fc.array(move, { maxLength: 40 }), moves => {
      const [first] = clients
      if (!first) return
      if (!read(first)) first.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared', namespace: 'default' }, data: { writes: '0' } })
      const copies = clients.map(read)
      let writes = Number(read(first)?.data?.writes ?? '0')
      for (const { writer, do: what } of moves) {
        const [client, copy] = [clients[writer], copies[writer]]
        if (!client) continue
        const current = read(client)
        if (what === 'read') copies[writer] = current
        else if (copy && what === 'write') {
          const outcome = attempt(() => { copies[writer] = client.update('configmaps', { ...copy, data: { ...copy.data, writes: String(Number(copy.data?.writes) + 1) } }) })
          const isCurrent = current?.metadata.resourceVersion === copy.metadata.resourceVersion
          expect(outcome).toBe(isCurrent ? 'done' : current ? 'Conflict' : 'NotFound')
          if (isCurrent) writes++
        }
        else if (copy) {
          const { uid, resourceVersion } = copy.metadata
          const outcome = attempt(() => client.delete('configmaps', 'default', 'shared', { preconditions: { uid, resourceVersion } }))
          expect(outcome).toBe(!current ? 'NotFound' : current.metadata.resourceVersion === resourceVersion ? 'done' : 'Conflict')
          if (outcome === 'done') return
        }
        expect(Number(read(client)?.data?.writes)).toBe(writes)
      }
    }), { numRuns: 200 })
  })
})

function attempt(body: () => void): string {
  try {
    body()
    return 'done'
  }
  catch (error) {
    for (const reason of ['Conflict', 'NotFound']) if (isStatus(error, reason)) return reason
    throw error
  }
}
