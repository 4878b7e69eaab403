// A watch is a list and what happened since: whoever adds it up has, event by event, what a list says.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListOptions } from '../../../engine/apiserver/request.ts'
import type { KubeObject } from '../../../engine/apiserver/object.ts'
import { keyOf } from '../../../engine/client/informer.ts'
import type { World } from '../../../engine/lab/world.ts'
import { fresh, pass, scenario, take } from './scenario.ts'

const watched = fc.record({
  kind: fc.constantFrom('pods', 'deployments.apps', 'replicasets.apps', 'configmaps', 'events'),
  namespace: fc.constantFrom(undefined, 'default', 'kube-system', 'side'),
  labelSelector: fc.constantFrom('', 'app=web', 'app!=web', 'app in (web,api),alone!=yes', 'tier', '!tier', 'tier notin (web-1,api-2)'),
  fieldSelector: fc.constantFrom('', 'metadata.name=web', 'metadata.namespace!=default'),
  podFieldSelector: fc.constantFrom('', 'spec.nodeName=node-1', 'spec.nodeName=', 'status.phase=Running', 'status.phase!=Running,spec.nodeName!=node-2'),
  /** After which step it begins, and in which revision, from 0 (the first) to 1 (now). */
  afterStep: fc.nat(12),
  from: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
})
type Watched = typeof watched extends fc.Arbitrary<infer T> ? T : never

const sorted = (objects: Iterable<KubeObject>): readonly KubeObject[] =>
  [...objects].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)

/** Keeps what a watcher knows, and compares it with a list of the same revision after each event. Answers how to compare with now. */
function follow({ cluster }: World, { kind, namespace, labelSelector, fieldSelector, podFieldSelector, from }: Watched): () => number {
  const options: ListOptions = { labelSelector, fieldSelector: kind === 'pods' ? podFieldSelector : fieldSelector }
  const revision = Math.max(1, Math.floor(cluster.store.revision * from))
  const listAt = (at: number) => sorted(cluster.past(at).list(kind, namespace, options))
  const known = new Map(listAt(revision).map(object => [keyOf(object), object]))
  let events = 0
  cluster.admin.watch(kind, { ...options, ...namespace !== undefined && { namespace }, resourceVersion: String(revision) }, news => {
    for (const { type, object } of news) {
      expect(known.has(keyOf(object)), `${type} ${keyOf(object)}`).toBe(type !== 'ADDED')
      if (type === 'DELETED') known.delete(keyOf(object))
      else known.set(keyOf(object), object)
      expect(sorted(known.values())).toEqual(listAt(Number(object.metadata.resourceVersion)))
      events++
    }
  })
  return () => {
    expect(sorted(known.values())).toEqual(sorted(cluster.admin.list(kind, namespace, options)))
    return events
  }
}

describe('a watch', () => {
  test('from any revision, through any selector, adds up to a list', () => {
    let events = 0
    fc.assert(fc.property(scenario, fc.array(watched, { minLength: 1, maxLength: 4 }), (given, all) => {
      const world = fresh(given)
      const checks: (() => number)[] = []
      const begin = (step: number): void => {
        for (const each of all) if (Math.min(each.afterStep, given.steps.length) === step) checks.push(follow(world, each))
      }
      begin(0)
      given.steps.forEach((step, i) => {
        take(world, step)
        begin(i + 1)
      })
      untilQuiet(world)
      for (const check of checks) events += check()
    }), { numRuns: 60 })
    expect(events).toBeGreaterThan(0)
  })
})

/** Until the last write has reached everyone. */
function untilQuiet(world: World): void {
  for (let seen = -1; seen !== world.cluster.store.revision;) {
    seen = world.cluster.store.revision
    pass(world, 20)
  }
}
