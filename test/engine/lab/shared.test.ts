// Two windows, one run: whatever is done where, and in whichever order the news of it comes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest } from '../../../engine/lab/digest.ts'
import { Session } from '../../../engine/lab/session.ts'
import { SharedLog, type Deed, type Told } from '../../../engine/lab/shared.ts'
import { readLab } from '../../../tools/labs.ts'

const typed = (keys: string, atMs: number): Deed => ({ kind: 'add', entry: { atMs, kind: 'keys', payload: keys }, speed: 1 })
const step = (number: number, atMs: number): Deed => ({ kind: 'add', entry: { atMs, kind: 'step' }, step: number, speed: 1 })
const told = (author: string, count: number, order: number | undefined, deed: Deed): Told => ({ author, count, order, deed })

function logOf(all: readonly Told[]): SharedLog {
  const log = new SharedLog()
  for (const each of all) log.take(each)
  return log
}

describe('what all agree on', () => {
  test('does not depend on who heard what first', () => {
    const deed = fc.oneof(
      fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(5000)).map(([keys, atMs]) => typed(keys, atMs)),
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(5000)).map(([number, atMs]) => step(number, atMs)),
      fc.tuple(fc.nat(2), fc.nat(5000)).map(([fromSteps, nowMs]): Deed => ({ kind: 'set', tape: [], nowMs, fromSteps })),
      fc.nat(5000).map((nowMs): Deed => ({ kind: 'pace', pace: { nowMs, playing: false, speed: 1, untilStep: false } })),
    )
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), deed), { maxLength: 12 }), fc.infiniteStream(fc.nat()), (deeds, chance) => {
      const all = deeds.map(([author, deed], i) => told(author, i, i >> 1, deed))
      const shuffled = all.map(each => ({ each, key: chance.next().value ?? 0 })).sort((x, y) => x.key - y.key).map(({ each }) => each)
      expect(logOf([...shuffled, ...shuffled]).agreed()).toEqual(logOf(all).agreed())
    }))
  })

  test('a step that both windows begin begins once', () => {
    const { tape, pace } = logOf([told('a', 1, 1, step(1, 100)), told('b', 1, 2, step(1, 130))]).agreed()
    expect(tape).toEqual([{ atMs: 100, kind: 'step' }])
    expect(pace).toEqual({ nowMs: 100, playing: true, speed: 1, untilStep: true })
  })

  test('who typed into a past that is over by then types a moment later', () => {
    expect(logOf([told('a', 1, 1, typed('x', 500)), told('b', 1, 2, typed('y', 400))]).agreed().tape.map(({ atMs }) => atMs)).toEqual([500, 500])
  })

  test('going back counts once, and only from where it was meant', () => {
    const back: Deed = { kind: 'set', tape: [], nowMs: 50, fromSteps: 1 }
    expect(logOf([told('a', 1, 1, step(1, 100)), told('a', 2, 2, back), told('a', 3, 3, typed('x', 60)), told('b', 1, 4, back)]).agreed().tape)
      .toEqual([{ atMs: 60, kind: 'keys', payload: 'x' }])
  })

  test('what is under way comes last, until it has its place', () => {
    const log = logOf([told('a', 1, undefined, typed('mine', 100)), told('b', 1, 1, typed('yours', 100))])
    const keys = () => log.agreed().tape.map(entry => entry.kind === 'keys' ? entry.payload : '')
    expect(keys()).toEqual(['yours', 'mine'])
    log.take(told('a', 1, 2, typed('mine', 100)))
    log.take(told('c', 1, 3, typed('theirs', 100)))
    expect(keys()).toEqual(['yours', 'mine', 'theirs'])
  })

  test('of how time is to go only the last word is kept', () => {
    const pace = (nowMs: number): Deed => ({ kind: 'pace', pace: { nowMs, playing: false, speed: 1, untilStep: false } })
    const log = logOf([1, 2, 3, 4].map(count => told('a', count, count, pace(count))))
    expect(log.all).toHaveLength(1)
    expect(log.agreed().pace?.nowMs).toBe(4)
  })
})

test('two who type at once come to the same cluster', () => {
  const lab = readLab('both', 'title: a\nsay: b\ncluster: { nodes: 1 }\nsteps: [{say: x, run: kubectl create deployment web --image=nginx, until: deployment/web condition=Available}]')
  const lines = ['kubectl scale deployment web --replicas=3\r', 'kubectl get pods\r']
  const deeds = [step(1, 5_000), ...[...lines[0] ?? ''].map((key, i) => typed(key, 9_000 + 90 * i)), ...[...lines[1] ?? ''].map((key, i) => typed(key, 9_010 + 70 * i))]
  const all = deeds.map((deed, i) => told(i === 0 || i > (lines[0]?.length ?? 0) ? 'a' : 'b', i, i, deed))
  const hashes = [all, [...all].reverse()].map(order => {
    const log = new SharedLog()
    const session = new Session(lab)
    for (const each of order) {
      log.take(each)
      const { tape } = log.agreed()
      session.adopt(tape, Math.max(tape.at(-1)?.atMs ?? 0, session.nowMs)) // as it comes, so that one of them lives through much that is undone
    }
    session.adopt(log.agreed().tape, 60_000)
    return `${digest(session.now.cluster.store, session.nowMs)} ${session.now.terminal.output}`
  })
  expect(hashes[1]).toBe(hashes[0])
  expect(hashes[0]).toContain('deployment.apps/web')
})
