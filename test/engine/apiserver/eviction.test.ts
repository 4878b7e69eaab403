import { expect, it } from 'vitest'
import type { Pod, PodDisruptionBudget } from '../../../engine/apiserver/types.gen.ts'
import { admin, Asked, said } from './authorization/asking.ts'

const budgets = { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets', namespace: 'default' }
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' }
type BudgetStatus = Partial<PodDisruptionBudget['status']>

/** A running, ready pod on a node. */
function serverWithPod(): Asked {
  const server = new Asked()
  server.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: { nodeName: 'w1', containers: [{ name: 'c', image: 'nginx' }] } })
  setPod(server, 'True')
  return server
}

function setPod(server: Asked, ready: string, phase = 'Running'): void {
  const body = { status: { phase, conditions: [{ type: 'Ready', status: ready }] } }
  server.ask(admin, { verb: 'patch', ...pods, name: 'web', subresource: 'status', patchType: 'merge', body })
}

function budget(server: Asked, name: string, status: BudgetStatus, spec: object = {}): void {
  server.create({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec } })
  server.ask(admin, { verb: 'patch', ...budgets, name, subresource: 'status', patchType: 'merge', body: { status: { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, disruptionsAllowed: 0, ...status } } })
}

const evict = (server: Asked, dryRun = false) =>
  server.ask(admin, { verb: 'create', ...pods, name: 'web', subresource: 'eviction', dryRun, body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web', namespace: 'default' } } })

const podOf = (server: Asked): Pod | undefined => server.store.get('pods', 'default/web')?.value as Pod | undefined

it('deletes a pod that no budget needs, marking it first', () => {
  const server = serverWithPod()
  expect(evict(server)).toEqual({ code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings: [] })
  expect(podOf(server)?.metadata.deletionTimestamp).toBeDefined()
  expect(podOf(server)?.status.conditions?.at(-1)).toEqual({
    type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting', lastProbeTime: null, lastTransitionTime: '2026-11-21T09:00:00Z' })
})

it('refuses while the budget needs the pod', () => {
  const server = serverWithPod()
  budget(server, 'web', {})
  expect(evict(server).body).toEqual({
    kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 429, reason: 'TooManyRequests',
    message: 'Cannot evict pod as it would violate the pod\'s disruption budget.',
    details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 1 currently' }] },
  })
  expect(podOf(server)?.metadata.deletionTimestamp).toBeUndefined()
})

it('spends what the budget allows', () => {
  const server = serverWithPod()
  budget(server, 'web', { disruptionsAllowed: 1 })
  expect([said(evict(server, true)), podOf(server)?.metadata.deletionTimestamp]).toEqual(['ok', undefined])
  expect(said(evict(server))).toBe('ok')
  const { status } = server.store.get('poddisruptionbudgets.policy', 'default/web')?.value as PodDisruptionBudget
  expect([status.disruptionsAllowed, status.disruptedPods]).toEqual([0, { web: '2026-11-21T09:00:00Z' }])
})

it('waits for a budget that was not yet counted, and knows no two budgets', () => {
  const server = serverWithPod()
  budget(server, 'web', { observedGeneration: 0 })
  expect(evict(server).body).toMatchObject({ code: 429, details: { retryAfterSeconds: 10, causes: [{ message: 'The disruption budget web is still being processed by the server.' }] } })
  budget(server, 'other', {})
  expect(said(evict(server))).toBe('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
})

it('lets go what disrupts nobody: not ready under a healthy budget, always if the budget says so, or not running', () => {
  const verdicts = [{}, { currentHealthy: 0 }, { currentHealthy: 0, always: true }, { currentHealthy: 0, phase: 'Pending' }].map(({ currentHealthy = 1, always = false, phase = 'Running' }) => {
    const server = serverWithPod()
    setPod(server, 'False', phase)
    budget(server, 'web', { currentHealthy }, always ? { unhealthyPodEvictionPolicy: 'AlwaysAllow' } : {})
    return evict(server).code
  })
  expect(verdicts).toEqual([201, 429, 201, 201])
})

it('answers for a pod that is not there', () => {
  expect(said(evict(new Asked()))).toBe('pods "web" not found')
})
