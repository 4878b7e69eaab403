// Where packets go that no Service is concerned with: inside a pod, to ports of nodes, past policies, to what is gone.
import { describe, expect, test } from 'vitest'
import { NetworkStage } from '../../support/network-stage.ts'
import { entryLine } from '../../../engine/network/conntrack.ts'
import type { Connection } from '../../../engine/network/connection.ts'

function staged(): NetworkStage {
  const stage = new NetworkStage()
  stage.addPod({ name: 'web', node: 'node-1', address: '10.244.0.5', labels: {} })
  stage.addPod({ name: 'near', node: 'node-1', address: '10.244.0.6', labels: {} })
  stage.addPod({ name: 'far', node: 'node-2', address: '10.244.1.5', labels: {} })
  return stage
}

const ways = ({ hops }: Connection): readonly string[] => hops.map(({ at, kind }) => `${kind} ${at}`)
const connect = (stage: NetworkStage, from: string, address: string, port: number): Connection => stage.network.connect(stage.station(from), address, port, 'tcp', true)

describe('the way', () => {
  test.each([
    ['inside a pod', 'web', '127.0.0.1', ['send web', 'deliver web'], '127.0.0.1'],
    ['to itself by its address', 'web', '10.244.0.5', ['send web', 'deliver web'], '10.244.0.5'],
    ['to a pod of the same node', 'near', '10.244.0.5', ['send near', 'forward node-1', 'deliver web'], '10.244.0.6'],
    ['to a pod of another node', 'far', '10.244.0.5', ['send far', 'forward node-2', 'forward node-1', 'deliver web'], '10.244.1.5'],
    ['from a node to its pod', 'node-1', '10.244.0.5', ['send node-1', 'forward node-1', 'deliver web'], '10.244.0.1'],
    ['from a node to a pod of another', 'node-2', '10.244.0.5', ['send node-2', 'forward node-2', 'forward node-1', 'deliver web'], '192.168.56.12'],
  ])('%s', (_, from, address, expected, seen) => {
    const connection = connect(staged(), from, address, 8080)
    expect([connection.outcome, connection.from, ways(connection)]).toEqual(['open', seen, expected])
  })

  test('to a machine outside goes in the name of the node', () => {
    const stage = staged()
    stage.station('outside').ports.listen(80, { http: ({ from }) => ({ status: 200, body: from }) })
    expect([connect(stage, 'web', '192.168.56.100', 80), connect(stage, 'node-1', '192.168.56.100', 80)].map(({ outcome, from }) => [outcome, from])).toEqual([['open', '192.168.56.11'], ['open', '192.168.56.11']])
  })

  test('to a port of the node that a pod has taken ends in the pod', () => {
    const stage = staged()
    stage.network.nodes.get('node-1')?.hostPorts.set('tcp 8000', { address: '10.244.0.5', port: 8080 })
    expect(['outside', 'far', 'node-2'].map(from => connect(stage, from, '192.168.56.11', 8000)).map(({ outcome, from, station }) => [outcome, station?.name, from]))
      .toEqual([['open', 'web', '192.168.56.100'], ['open', 'web', '10.244.1.5'], ['open', 'web', '192.168.56.12']])
  })
})

test('a policy has its say where traffic leaves a pod, and where it comes to one', () => {
  const stage = staged()
  const asked: string[] = []
  stage.network.policy = { allows: (direction, pod, { source, destination }) => { asked.push(`${direction} ${pod.name}: ${source} to ${destination}`); return direction === 'egress' || pod.name !== 'web' } }
  const connection = connect(stage, 'far', '10.244.0.5', 8080)
  expect([connection.outcome, ways(connection).at(-1), asked]).toEqual(['lost', 'drop web', ['egress far: 10.244.1.5 to 10.244.0.5', 'ingress web: 10.244.1.5 to 10.244.0.5']])
})

test('nobody answers for an address that is gone, and nobody for a node without power', () => {
  const stage = staged()
  expect([connect(stage, 'far', '10.244.0.99', 80)].map(({ outcome, afterMs }) => [outcome, afterMs])).toEqual([['unreachable', 3000]])
  const node = stage.network.nodes.get('node-1')
  if (node) node.isDown = true
  expect([connect(stage, 'far', '10.244.0.5', 8080), connect(stage, 'outside', '192.168.56.11', 80)].map(({ outcome, afterMs }) => [outcome, afterMs])).toEqual([['unreachable', 3000], ['unreachable', 3000]])
})

test('what the kernel remembers tells how a connection fared, and is forgotten in time', () => {
  const stage = staged()
  const node = stage.network.nodes.get('node-1')
  const lines = (): readonly string[] => (node?.conntrack.list(stage.nowMs) ?? []).map(entry => entryLine(entry, stage.nowMs).replace(/(s|d)port=(?!8080|80 |81 )\d+/g, '$1port=P'))
  const open = connect(stage, 'near', '10.244.0.5', 8080)
  expect(lines()).toEqual(['tcp      6 431999 ESTABLISHED src=10.244.0.6 dst=10.244.0.5 sport=P dport=8080 src=10.244.0.5 dst=10.244.0.6 sport=8080 dport=P [ASSURED] mark=0 use=1'])
  open.close()
  connect(stage, 'near', '10.244.0.5', 81)
  connect(stage, 'near', '10.244.0.99', 80)
  expect(lines()).toEqual([
    'tcp      6 119 SYN_SENT src=10.244.0.6 dst=10.244.0.99 sport=P dport=80 [UNREPLIED] src=10.244.0.99 dst=10.244.0.6 sport=80 dport=P mark=0 use=1',
    'tcp      6 9 CLOSE src=10.244.0.6 dst=10.244.0.5 sport=P dport=81 src=10.244.0.5 dst=10.244.0.6 sport=81 dport=P mark=0 use=1',
    'tcp      6 119 TIME_WAIT src=10.244.0.6 dst=10.244.0.5 sport=P dport=8080 src=10.244.0.5 dst=10.244.0.6 sport=8080 dport=P [ASSURED] mark=0 use=1',
  ])
  stage.pass(121_000)
  expect(lines()).toEqual([])
})
