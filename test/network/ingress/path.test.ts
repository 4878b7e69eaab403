// A request through an Ingress, hop by hop, and what a picture of the rules shows.
import { beforeAll, describe, expect, test } from 'vitest'
import { ingressOf } from '../../../engine/lab/views/ingress.ts'
import { follow, type Asked, type Journey } from '../../../engine/network/journey.ts'
import { StationOutlet } from '../../../engine/network/outlet.ts'
import { Running } from '../../../engine/runtime/task.ts'
import { ingress, IngressStage, nodeAddress } from './stage.ts'

const stage = new IngressStage()

function followed(host: string, port: number, asked: Asked): Journey {
  const { clock, network } = stage.world.cluster
  const outlet = network.machine()?.outlet
  if (!(outlet instanceof StationOutlet)) throw new Error('the reader has no network')
  const running = clock.input('a request is followed', () => new Running(follow(outlet, host, port, asked)))
  while (!running.result) clock.step()
  return running.result.value
}

/** Machines, what happens there, and the addresses after it, without what chance has chosen. */
const told = ({ hops }: Journey): readonly string[] => hops
  .filter(({ kind }) => kind !== 'rule')
  .map(({ at, kind, destination, text }) => `${at.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, '')} ${kind}${kind === 'proxy' || kind === 'answer' ? ` ${text}` : ` ${destination.replace(/:3\d{4}$/, ':nodePort')}`}`)

beforeAll(() => {
  stage.run('kubectl patch deployment -n ingress-nginx ingress-nginx-controller -p \'{"spec":{"template":{"spec":{"nodeName":"node-2"}}}}\'')
  stage.run('kubectl patch deployment analytics -p \'{"spec":{"template":{"spec":{"nodeName":"node-1"}}}}\'')
  stage.apply(ingress('fan-out', { 'myapp.com': [{ path: '/analytics', service: 'analytics-service', port: 3000 }, { path: '/gone', service: 'gone' }] }, { annotations: { 'rewrite-target': '/' } }))
  stage.apply(ingress('other', { 'other.com': [{}] }, { className: 'traefik' }))
  stage.pass(400)
})

describe('the path', () => {
  test('goes from the reader by the node and the rule of the proxy to a pod', () => {
    const journey = followed(nodeAddress, stage.port, { name: 'myapp.com', path: '/analytics/report?x=y' })
    const controller = stage.say('kubectl get pod -n ingress-nginx -o jsonpath={.items[0].status.podIP}')
    const pod = stage.say('kubectl get pod -l app=analytics -o jsonpath={.items[0].status.podIP}')
    expect(told(journey)).toEqual([
      'host send 172.18.0.2:nodePort', `node-1 dnat ${controller}:80`, `node-1 snat ${controller}:80`, `node-1 forward ${controller}:80`, `node-2 forward ${controller}:80`, `ingress-nginx/ingress-nginx-controller deliver ${controller}:80`,
      'ingress-nginx/ingress-nginx-controller proxy myapp.com Prefix /analytics → default/analytics-service:3000/',
      `ingress-nginx/ingress-nginx-controller send ${pod}:8080`, `node-2 forward ${pod}:8080`, `node-1 forward ${pod}:8080`, `default/analytics deliver ${pod}:8080`, 'ingress-nginx/ingress-nginx-controller answer 200', 'host answer 200',
    ])
    expect(journey.by).toMatch(/^default\/analytics-/)
    expect(journey.hops.find(({ kind }) => kind === 'proxy')?.rule).toEqual({
      id: 'myapp.com Prefix /analytics', ingress: 'default/fan-out', host: 'myapp.com', path: '/analytics', pathType: 'Prefix', rewrite: '/', backend: 'default/analytics-service:3000', upstreamPath: '/',
    })
    const times = journey.hops.map(({ us }) => us)
    expect(times, 'time goes on').toEqual(times.toSorted((a, b) => a - b))
  })

  test('ends at the proxy when nobody is behind it', () => {
    const journey = followed(nodeAddress, stage.port, { name: 'myapp.com', path: '/gone' })
    expect(told(journey).slice(-2)).toEqual(['ingress-nginx/ingress-nginx-controller proxy myapp.com Prefix /gone → default/gone:8080/', 'host answer 503'])
    expect(journey.by).toMatch(/^ingress-nginx\//)
  })
})

describe('the view', () => {
  test('has for each host its rules in the order of the controller, who is behind them and what is shown', () => {
    const { hosts, ignored, complaints, controllers, asked } = ingressOf(stage.world.cluster, 'http://myapp.com/analytics/report?x=y')
    expect(controllers.map(({ node, isReady }) => [node, isReady])).toEqual([['node-2', true]])
    expect(hosts.map(({ host, isRegex, certificate, rules }) => ({ host, isRegex, certificate: certificate.subject, rules: rules.map(({ id, answer, endpoints }) => `${id}: ${answer} ${endpoints.length}`) }))).toEqual([
      { host: 'myapp.com', isRegex: true, certificate: 'Kubernetes Ingress Controller Fake Certificate', rules: ['myapp.com Prefix /analytics: forwarded 1', 'myapp.com Prefix /gone: 503 0', 'myapp.com default /: 404 0'] },
      { host: '*', isRegex: false, certificate: 'Kubernetes Ingress Controller Fake Certificate', rules: ['_ default /: 404 0'] },
    ])
    expect(ignored).toEqual([{ ingress: 'default/other', why: 'no object matching key "traefik" in local store' }])
    expect(complaints).toEqual(['Error obtaining Endpoints for Service "default/gone": no object matching key "default/gone" in local store'])
    expect(asked).toEqual({ host: 'myapp.com', path: '/analytics/report?x=y', rule: 'myapp.com Prefix /analytics', upstreamPath: '/' })
  })

  test('has the requests that came', () => {
    stage.ask('myapp.com', '/analytics/x')
    stage.ask('stranger.com', '/y')
    expect(ingressOf(stage.world.cluster).requests.slice(-2).map(({ url, rule, status, upstream, upstreamPath }) => [url, rule, status, upstream.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, ''), upstreamPath])).toEqual([
      ['http://myapp.com/analytics/x', 'myapp.com Prefix /analytics', 200, 'default/analytics', '/'],
      ['http://stranger.com/y', '_ default /', 404, '', '/y'],
    ])
  })

  test('has nothing but the Ingresses where nobody is in charge', () => {
    const bare = new IngressStage({ addons: ['coredns'] })
    bare.apply(ingress('myapp', { 'myapp.com': [{}] }))
    expect(ingressOf(bare.world.cluster)).toEqual({ controllers: [], hosts: [], ignored: [{ ingress: 'default/myapp', why: 'there is no controller' }], complaints: [], requests: [], asked: undefined })
  })

  test('remembers no more than a hundred requests', () => {
    stage.say(`for i in $(seq 150); do curl -s -o /dev/null -H "Host: myapp.com" http://${nodeAddress}:${stage.port}/analytics; done`)
    expect(stage.world.cluster.network.proxied).toHaveLength(100)
  })
})
