// The cluster of the table: Services of every kind before a few pods, names, and clients in every place.
import { InformerFactory } from '../../engine/client/informer.ts'
import { ClusterNames, DnsServer } from '../../engine/network/dns/server.ts'
import { clusterDnsAddress } from '../../engine/network/dns/policy.ts'
import { Ports } from '../../engine/runtime/network.ts'
import type { Question } from '../../engine/runtime/dns.ts'
import { NetworkStage, type StageOptions } from '../support/network-stage.ts'
import type { RecordedObject } from '../support/network-traffic.ts'

const settleMs = 3000
const dnsAddress = '10.244.2.53'

type Spec = RecordedObject['spec']

const to = (pod: string, more: Spec = {}): Spec => ({ selector: { pod }, ports: [{ port: 80, targetPort: 8080 }], ...more })
const at = (nodePort: number): Pick<Spec, 'ports'> => ({ ports: [{ port: 80, targetPort: 8080, nodePort }] })

const services: Readonly<Record<string, Spec>> = {
  'plain': to('web-1', { clusterIP: '10.96.50.1' }),
  'near': to('web-1', { clusterIP: '10.96.50.2', internalTrafficPolicy: 'Local' }),
  'node': to('web-1', { clusterIP: '10.96.50.3', type: 'NodePort', ...at(30_003) }),
  'node-local': to('web-1', { clusterIP: '10.96.50.4', type: 'NodePort', externalTrafficPolicy: 'Local', ...at(30_004) }),
  'balanced': to('web-1', { clusterIP: '10.96.50.5', type: 'LoadBalancer', ...at(30_005) }),
  'balanced-local': to('web-1', { clusterIP: '10.96.50.6', type: 'LoadBalancer', externalTrafficPolicy: 'Local', ...at(30_006) }),
  'ranges': to('web-1', { clusterIP: '10.96.50.7', type: 'LoadBalancer', loadBalancerSourceRanges: ['10.244.0.0/16'], ...at(30_007) }),
  'external': to('web-1', { clusterIP: '10.96.50.8', externalIPs: ['198.51.100.5'] }),
  'headless': to('web-1', { clusterIP: 'None' }),
  'alias': { type: 'ExternalName', externalName: 'plain.traffic.svc.cluster.local' },
  'empty': to('nobody', { clusterIP: '10.96.50.9' }),
  'empty-node': to('nobody', { clusterIP: '10.96.50.10', type: 'NodePort', ...at(30_010) }),
  'empty-headless': to('nobody', { clusterIP: 'None' }),
  'closed': { ...to('web-1', { clusterIP: '10.96.50.11' }), ports: [{ port: 80, targetPort: 9999 }] },
  'unready': to('web-2', { clusterIP: '10.96.50.12' }),
  'published': to('web-2', { clusterIP: '10.96.50.13', publishNotReadyAddresses: true }),
  'draining': to('web-3', { clusterIP: '10.96.50.14' }),
  'named': { ...to('web-1', { clusterIP: '10.96.50.15' }), ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'admin', port: 8081, targetPort: 9999 }] },
}

const loadBalancers: Readonly<Record<string, string>> = { 'balanced': '203.0.113.10', 'balanced-local': '203.0.113.11', 'ranges': '203.0.113.12' }

export function tableStage(options: StageOptions = {}): NetworkStage {
  const stage = new NetworkStage(options)
  for (const i of [1, 2, 3]) stage.addPod({ name: `web-${i}`, node: `node-${i}`, address: `10.244.${i - 1}.5`, labels: { pod: `web-${i}` } })
  for (const i of [1, 2]) stage.addPod({ name: `client-${i}`, node: `node-${i}`, address: `10.244.${i - 1}.9`, labels: {} })
  for (const [name, spec] of Object.entries(services)) {
    const address = loadBalancers[name]
    stage.addService({ kind: 'Service', metadata: { name }, spec, status: { loadBalancer: address === undefined ? {} : { ingress: [{ ip: address, ipMode: 'VIP' }] } } })
  }
  addNames(stage)
  stage.setReady('web-2', false)
  stage.pass(settleMs)
  stage.terminate('web-3')
  stage.pass(settleMs)
  return stage
}

/** CoreDNS without its pod: what listens at its address. */
function addNames(stage: NetworkStage): void {
  const { cluster, network } = stage
  const { admin, clock } = cluster
  const node = network.nodes.get('node-3')
  if (!node) throw new Error('there is no node-3')
  const server = new DnsServer(new ClusterNames(new InformerFactory(cluster.clientOf('coredns'))), () => clock.nowMs)
  const ports = new Ports()
  ports.listen(53, { dns: (question: Question) => server.answer(question) }, 'udp')
  network.attach(node, 'kube-system/coredns', dnsAddress, ports)
  stage.act('names', () => {
    admin.create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'kube-dns', namespace: 'kube-system' }, spec: { clusterIP: clusterDnsAddress, ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] } })
    admin.create('endpointslices.discovery.k8s.io', {
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4', endpoints: [{ addresses: [dnsAddress], conditions: { ready: true } }], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    })
  })
}
