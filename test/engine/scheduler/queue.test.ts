import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import { podInfoOf } from '../../../engine/scheduler/pod-info.ts'
import { SchedulingQueue } from '../../../engine/scheduler/queue.ts'
import { podOf } from '../../support/small-cluster.ts'

const pod = (name: string, priority = 0): Pod => ({
  ...podOf(name, { priority }), apiVersion: 'v1', kind: 'Pod', status: {},
  metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '' },
})
const names = (queue: SchedulingQueue, nowMs: number): readonly string[] => {
  const popped: string[] = []
  for (let next = queue.pop(nowMs); next; next = queue.pop(nowMs)) popped.push(next.info.pod.metadata.name)
  return popped
}

test('the most important first, and among equals who came first', () => {
  const queue = new SchedulingQueue()
  queue.add(podInfoOf(pod('late')), 2, false)
  queue.add(podInfoOf(pod('early')), 1, false)
  queue.add(podInfoOf(pod('important', 10)), 3, false)
  queue.add(podInfoOf(pod('gated', 99)), 0, true)
  expect(names(queue, 5)).toEqual(['important', 'early', 'late'])
})

test('who was removed is passed over', () => {
  const queue = new SchedulingQueue()
  queue.add(podInfoOf(pod('a')), 1, false)
  queue.add(podInfoOf(pod('b')), 2, false)
  queue.remove('default/a')
  expect(names(queue, 5)).toEqual(['b'])
})

describe('a pod that did not fit', () => {
  const failed = (times: number): { queue: SchedulingQueue, backoffMs: number } => {
    const queue = new SchedulingQueue()
    const queued = queue.add(podInfoOf(pod('p')), 0, false)
    for (let i = 0; i < times; i++) {
      queue.pop(0)
      queue.putUnschedulable(queued, new Set(['NodeResourcesFit']), 0)
      if (i < times - 1) queue.requeue(queued, 0)
    }
    return { queue, backoffMs: queued.backoffUntilMs }
  }

  test('backs off longer and longer, up to ten seconds', () =>
    expect([1, 2, 3, 4, 5, 6].map(times => failed(times).backoffMs)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]))

  test('waits until something may help, and is found by the plugin that turned it down', () => {
    const { queue } = failed(1)
    expect(names(queue, 60_000)).toEqual([])
    const [waiting] = queue.rejectedBy('NodeResourcesFit')
    if (!waiting) throw new Error('nobody waits')
    queue.requeue(waiting, 500)
    expect(queue.rejectedBy('NodeResourcesFit')).toEqual([])
    queue.add(podInfoOf(pod('q')), 600, false)
    expect(names(queue, 700)).toEqual(['q', 'p']) // its back-off is not over, but nobody else waits
  })

  test('is tried again after five minutes in any case', () => {
    const { queue } = failed(1)
    expect(queue.overdue(299_999)).toEqual([])
    expect(queue.overdue(300_000)).toHaveLength(1)
  })
})
