// The path of a request through the rules of its client's node, and how often each rule was taken.
import { beforeAll, expect, it } from 'vitest'
import { settle } from '../../../../engine/lab/settle.ts'
import { Views } from '../../../../engine/lab/views/index.ts'
import { World } from '../../../../engine/lab/world.ts'

let world: World
let views: Views
const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
const act = (payload: string): void => { world.apply({ atMs: world.nowMs, kind: 'act', payload }) }
const wait = (seconds: number): void => { world.cluster.clock.advanceTo(world.nowMs + seconds * 1000) }
const view = (service = 'web') => {
  const seen = views.routing('default/client', service)
  if (!seen) throw new Error('nothing to see')
  return seen
}

beforeAll(() => {
  world = new World({ nodes: 2, addons: ['coredns'] })
  settle(world)
  views = new Views(world.cluster)
  run('kubectl create deployment web --image=nginx --replicas=3')
  run('kubectl expose deployment web --port=80')
  run('kubectl run client --image=busybox -- sleep 36000')
  wait(30)
})

it('knows the rules, their chances and shares before anyone asks', () => {
  const { node, chain, rules, total, request } = view()
  expect(node).toMatch(/^node-[12]$/)
  expect(chain).toMatch(/^KUBE-SVC-\w{16}$/)
  expect(rules.map(({ key, probability, share, hits, isReady, pod }) => [key.slice(0, 9), probability?.toFixed(4), share.toFixed(4), hits, isReady, pod.slice(0, 4)])).toEqual([
    ['KUBE-SEP-', '0.3333', '0.3333', 0, true, 'web-'], ['KUBE-SEP-', '0.5000', '0.3333', 0, true, 'web-'], ['KUBE-SEP-', '1.0000', '0.3333', 0, true, 'web-'],
  ])
  expect([total, request]).toEqual([0, undefined])
  expect(views.routing('default/nobody', 'web')).toBeUndefined()
  expect(views.routing('default/client', 'nothing')).toBeUndefined()
})

it('tells the newest request step by step, and counts them all', () => {
  act('load web with 30 requests from default/client')
  wait(1)
  const { total, rules, request, node } = view()
  expect([total, rules.reduce((sum, { hits }) => sum + hits, 0)]).toEqual([30, 30])
  const steps = request?.steps ?? []
  expect(steps.filter(({ kind }) => kind !== 'forward').map(({ kind, chain = '' }) => `${kind} ${chain.replace(/-\w{16}$/, '')}`.trim())).toEqual([
    'ask', 'send', 'rule PREROUTING', 'rule KUBE-SERVICES', 'rule KUBE-SVC', 'dnat KUBE-SEP', 'deliver', 'answer',
  ])
  expect(steps[0]?.text).toBe(`web.default.svc.cluster.local A: ${view().service.clusterIP}`)
  expect(steps.find(({ kind }) => kind === 'dnat')).toMatchObject({ at: node, destination: request?.taken })
  expect(rules.some(({ endpoint }) => endpoint === request?.taken)).toBe(true)
})

it('shows an endpoint that is not ready, without a rule', () => {
  run('kubectl apply -f -', 'apiVersion: v1\nkind: Pod\nmetadata: {name: slow, labels: {app: web}}\nspec: {containers: [{name: c, image: nginx, readinessProbe: {httpGet: {path: /, port: 1}}}]}')
  wait(10)
  expect(view().rules.map(({ pod, probability, share, isReady }) => [pod.replace(/-.*/, ''), probability === undefined, share > 0, isReady])).toEqual([
    ['web', false, true, true], ['web', false, true, true], ['web', false, true, true], ['slow', true, false, false],
  ])
})

it('ends where a Service has nobody behind it', () => {
  run('kubectl create service clusterip nobody --tcp=80')
  wait(2)
  act('load nobody with 1 request from default/client')
  wait(1)
  const { chain, rules, request } = view('nobody')
  expect([chain, rules, request?.outcome, request?.taken]).toEqual(['', [], 'rejected', ''])
  expect(request?.steps.at(-1)?.kind).toBe('reject')
})
