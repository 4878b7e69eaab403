// The player of recorded networks reads what is given and never what is expected, and it knows nobody by name: a
// recording without its answers plays the same, and so does one in which everything is called otherwise.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differing } from '../../support/network-judge.ts'
import { playNetwork, type NetworkCase } from '../../support/network-runner.ts'
import { playTraffic, type TrafficCase } from '../../support/network-traffic.ts'

const golden = join(import.meta.dirname, '../../golden-network')
const texts = readdirSync(golden).filter(name => name.endsWith('.json')).map(name => readFileSync(join(golden, name), 'utf8'))
const parsed = (text: string): NetworkCase => JSON.parse(text) as NetworkCase // as the README of the recordings says

/** What is asked for is given; what came of it is not. */
const given = new Set(['from', 'command', 'step', 'count', 'run'])
const answers = new Set(['connections', 'kubectl'])
function withoutAnswers(recorded: NetworkCase): NetworkCase {
  const blank = (key: string, value: unknown): unknown => answers.has(key) && Array.isArray(value)
    ? value.map((each: object) => Object.fromEntries(Object.entries(each).filter(([name]) => given.has(name) || name === 'firstAt')))
    : key === 'conntrack' && Array.isArray(value) ? value.filter(line => /^[$#]/.test(String(line))) : ['iptablesNat', 'iptablesFilter', 'nft'].includes(key) ? [] : value
  return parsed(JSON.stringify(recorded, blank))
}

test.each(texts.map(text => [parsed(text).name, text] as const))('%s is played without its answers', (_, text) => {
  expect(playNetwork(withoutAnswers(parsed(text)))).toEqual(playNetwork(parsed(text)))
})

const names: Readonly<Record<string, string>> = { web: 'zoo', client: 'bear', node: 'oak', late: 'night', one: 'uno', two: 'due', np: 'gate', lb: 'queue', sticky: 'glue', empty: 'void' }
const nodesAndPods = /\b(web|node|client)(?=-\d)/g
const quoted = /(?<=(?:"name": ?|"app": ?|"pod": ?|"kubernetes.io\/service-name": ?)")(web|late|one|two|np|lb|sticky|empty)\b|(?<=Service )(late)\b/g
const renamed = (text: string): string => [nodesAndPods, quoted].reduce((before, pattern) => before.replace(pattern, name => names[name] ?? name), text)

/** Where chance decides what is compared. */
const byChance = /session-affinity|stale-one-of-three/

test('connections play back under other names', { timeout: 60_000 }, () => {
  const traffic = texts.filter(text => /^traffic-/.test(parsed(text).name) && !byChance.test(parsed(text).name))
  const cases = traffic.map(text => {
    const other = renamed(text)
    expect(other).not.toBe(text)
    return { name: parsed(text).name, recorded: other, played: JSON.stringify(playNetwork({ ...parsed(other), name: 'of somebody' })) }
  })
  expect(differing(cases)).toEqual([])
})

const machines = ['ash', 'elm', 'oak', 'yew', 'fir'].map((name, i) => ({ name, ip: `172.20.0.${i + 1}`, zone: `zone-${i % 2}`, podCIDR: `10.7.${i}.0/24` }))
const five: TrafficCase = {
  name: 'an unseen case',
  about: 'kube-proxy of ash is stopped, then Service fresh (10.96.7.8) is created',
  mode: 'nftables',
  node: { name: 'ash', ip: '172.20.0.1', zone: 'zone-0', podCIDR: '10.7.0.0/24', clusterCIDR: '10.7.0.0/16', nodes: machines, podLocation: Object.fromEntries(machines.map(({ name }, i) => [`shop-${i}`, { node: name, ip: `10.7.${i}.20` }])) },
  objects: [
    { kind: 'Service', metadata: { name: 'shop' }, spec: { selector: { run: 'shop' }, clusterIP: '10.96.7.7', type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, targetPort: 'http', nodePort: 30_777 }] }, status: { loadBalancer: {} } },
    { kind: 'Service', metadata: { name: 'fresh' }, spec: { selector: { pod: 'shop-3' }, clusterIP: '10.96.7.8', ports: [{ port: 80, targetPort: 9090 }] }, status: { loadBalancer: {} } },
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'shop-x', labels: { 'kubernetes.io/service-name': 'shop' } }, addressType: 'IPv4', ports: [{ name: '', port: 9090, protocol: 'TCP' }], endpoints: [0, 1, 2, 3].map(i => ({ addresses: [`10.7.${i}.20`], conditions: { ready: true }, targetRef: { kind: 'Pod', name: `shop-${i}` } })) },
  ] as unknown as NonNullable<TrafficCase['objects']>, // without what an API server adds, as recordings have them
  expect: {
    connections: [
      { from: 'pod visitor 10.7.1.50 on elm', command: 'curl -sS --max-time 3 http://10.96.7.8/' },
      { from: 'ash 172.20.0.1', command: 'curl -sS --max-time 3 http://10.96.7.8/' },
      { from: 'pod visitor 10.7.1.50 on elm', command: 'curl -sS --max-time 3 http://10.96.7.7/' },
      { from: 'ash 172.20.0.1', command: 'curl -sS --max-time 3 http://10.96.7.8/', step: 'kube-proxy of ash started' },
      { from: 'outside 172.20.0.99', command: 'curl -sS --max-time 3 http://172.20.0.4:30777/' },
    ],
  },
}

test('a case nobody recorded plays: five machines, a named port, one pod of a Service gone', () => {
  const connections = playTraffic(five).expect.connections as readonly { readonly exit: number, readonly stdout: string, readonly stderr: string }[] // as single connections are answered
  expect(connections.map(({ exit, stdout, stderr }) => [exit, stdout + stderr.replace(/\d+ milliseconds/, 'N milliseconds')])).toEqual([
    [0, 'shop-3 10.7.1.50\n'],
    [28, 'curl: (28) Connection timed out after N milliseconds\n'],
    [0, 'shop-3 10.7.1.50\n'],
    [0, 'shop-3 172.20.0.1\n'],
    [0, 'shop-3 172.20.0.99\n'],
  ])
})
