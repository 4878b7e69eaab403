// What a pod costs does not depend on how many others there are: counted in work, not in time.
import { afterEach, expect, test, vi } from 'vitest'
import { ApiServer } from '../../../engine/apiserver/server.ts'
import { Clock } from '../../../engine/clock/clock.ts'
import { Store } from '../../../engine/etcd/store.ts'
import { createCluster } from '../../../engine/index.ts'

interface Work {
  /** What was asked of the API server. */
  readonly requests: number
  /** How many objects the store handed out in lists. */
  readonly listed: number
  /** How many events watches delivered. */
  readonly delivered: number
  /** How many things happened. */
  readonly steps: number
}

afterEach(() => { vi.restoreAllMocks() })

/** All the work until a Deployment is there and has been left alone for a while. */
function workOf(pods: number): Work {
  let listed = 0
  let delivered = 0
  const handle = vi.spyOn(ApiServer.prototype, 'handle')
  const step = vi.spyOn(Clock.prototype, 'step')
  const { range } = Store.prototype
  vi.spyOn(Store.prototype, 'range').mockImplementation(function (this: Store<unknown>, ...args) {
    const found = range.apply(this, args)
    listed += found.length
    return found
  })
  const { watch } = ApiServer.prototype
  vi.spyOn(ApiServer.prototype, 'watch').mockImplementation(function (this: ApiServer, caller, request, delivery) {
    return watch.call(this, caller, request, {
      ...delivery,
      deliver: events => {
        delivered += events.length
        delivery.deliver(events)
      },
    })
  })
  const cluster = createCluster({ nodes: pods / 10 })
  cluster.run(`kubectl create deployment web --image=nginx --replicas=${pods}`)
  cluster.advance(30)
  expect(cluster.client.get('deployments.apps', 'default', 'web').status.readyReplicas).toBe(pods)
  const work = { requests: handle.mock.calls.length, listed, delivered, steps: step.mock.calls.length }
  vi.restoreAllMocks()
  return work
}

/** What each pod more costs, and its tenth of a node. */
function perPod(few: number, many: number): Work {
  const [before, after] = [workOf(few), workOf(many)]
  const of = (what: keyof Work): number => (after[what] - before[what]) / (many - few)
  return { requests: of('requests'), listed: of('listed'), delivered: of('delivered'), steps: of('steps') }
}

const kinds = ['requests', 'listed', 'delivered', 'steps'] as const

test('a pod more costs the same in a small cluster and in a larger one', () => {
  const small = perPod(50, 150)
  const large = perPod(150, 450)
  for (const kind of kinds) expect(large[kind] / small[kind], kind).toBeLessThan(1.1)
})

test('a pod costs no more work than it has to', () => {
  const most: Work = { requests: 20, listed: 6, delivered: 18, steps: 19 }
  const work = perPod(50, 150)
  for (const kind of kinds) expect(work[kind], kind).toBeLessThanOrEqual(most[kind])
})
