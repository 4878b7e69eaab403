import { describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { conflict } from '../../../engine/apiserver/status.ts'
import { WorkQueue } from '../../../engine/client/workqueue.ts'

function queueOf(sync: (key: string, clock: Clock) => void): { clock: Clock, queue: WorkQueue, diary: string[] } {
  const clock = new Clock()
  const diary: string[] = []
  const queue = new WorkQueue({
    clock, name: 'worker', reactionMs: 2,
    sync: key => {
      diary.push(`${clock.nowMs} ${key}`)
      sync(key, clock)
    },
  })
  return { clock, queue, diary }
}

describe('a work queue', () => {
  test('looks at each thing once, however often it was added, in the order of first mention', () => {
    const { clock, queue, diary } = queueOf(() => {})
    for (const key of ['b', 'a', 'b', 'b', 'a']) queue.add(key)
    clock.advanceTo(100)
    expect(diary).toEqual(['2 b', '2 a'])
  })

  test('of several delays the shortest counts', () => {
    const { clock, queue, diary } = queueOf(() => {})
    queue.addAfter('a', 50)
    queue.addAfter('a', 10)
    queue.addAfter('a', 90)
    clock.advanceTo(1_000)
    expect(diary).toEqual(['12 a'])
  })

  test('what is refused is tried again ever more slowly, and forgotten once it works', () => {
    let refusals = 3
    const { clock, queue, diary } = queueOf(() => { if (refusals-- > 0) throw conflict('pods', '', 'a', 'changed') })
    queue.add('a')
    clock.advanceTo(1_000)
    expect(diary).toEqual(['2 a', '9 a', '21 a', '43 a'])
    refusals = 1
    queue.add('a')
    clock.advanceTo(2_000)
    expect(diary.slice(4)).toEqual(['1002 a', '1009 a'])
  })

  test('a bug is not a refusal: it is not swallowed', () => {
    const { clock, queue } = queueOf(() => { throw new TypeError('a bug') })
    queue.add('a')
    expect(() => clock.advanceTo(10)).toThrow('a bug')
  })

  test('stopped, it does nothing more', () => {
    const { clock, queue, diary } = queueOf(() => {})
    queue.add('a')
    queue.addAfter('b', 5)
    queue.stop()
    queue.add('c')
    clock.advanceTo(100)
    expect(diary).toEqual([])
  })
})
