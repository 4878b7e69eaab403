// Any instant of a run, however one comes to it, is the state that a re-run has there.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest } from '../../../engine/lab/digest.ts'
import { forked } from '../../../engine/lab/lab.ts'
import { Session } from '../../../engine/lab/session.ts'
import type { Entry } from '../../../engine/lab/tape.ts'
import { linesOf } from '../../../engine/shell/screen.ts'
import { readLab } from '../../../tools/labs.ts'

const lab = readLab('travel', `
title: 늘리고 줄이기
say: 처음
seed: 3
cluster: { nodes: 2 }
files: { empty.txt: "-" }
steps:
  - name: create
    say: 만든다
    run: kubectl create deployment web --image=nginx --replicas=2
    until: deployment/web jsonpath={.status.availableReplicas}=2
  - name: break
    say: 없는 이미지
    files: { note.txt: broken }
    run: kubectl set image deployment/web nginx=nginx:no-such-tag
    until: pod -l app=web count=3
  - name: undo
    say: 되돌린다
    run: kubectl rollout undo deployment/web && kubectl rollout status deployment/web
fork:
  say: 이미지를 바꾸지 않았다면?
  step: break
  run: kubectl scale deployment web --replicas=3
  then: [pod -l app=web count=3]
`)

const stateOf = ({ now: { cluster, terminal }, stepsBegun }: Session): string =>
  `${stepsBegun} ${digest(cluster.store, cluster.clock.nowMs)}\n${linesOf(terminal.output).join('\n')}`

/** The whole run, with a line typed in the middle. */
function lived(): Session {
  const session = new Session(lab)
  session.goToStep(2)
  session.advanceTo(session.nowMs + 20_000)
  for (const keys of 'kubectl get pods\r') session.input({ kind: 'keys', payload: keys })
  session.advanceTo(session.nowMs + 30_000)
  session.goToStep(3)
  session.advanceTo(session.nowMs + 10_000)
  return session
}

/** A session that never goes back: the tape is told to it once, up to the instant. */
function rerun(tape: readonly Entry[], atMs: number): Session {
  const session = new Session(lab)
  session.adopt(tape.filter(entry => entry.atMs <= atMs), atMs)
  return session
}

const whole = lived()
const { entries, endMs } = whole

describe('any instant', () => {
  test('is the state of a re-run, after any jumps and with any spares', () => {
    const session = lived()
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: endMs }), fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 5 }), jumps => {
      for (const [atMs, tending] of jumps) {
        for (let i = 0; i < tending; i++) session.tend()
        session.seek(atMs)
        expect(stateOf(session)).toBe(stateOf(rerun(entries, session.nowMs)))
      }
      expect(session.endMs).toBe(endMs)
      expect(session.entries).toEqual(entries)
    }), { numRuns: 15 })
  })

  test('the past goes on to the same end, in frames of any length', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: endMs }), fc.integer({ min: 500, max: 20_000 }), (fromMs, frameMs) => {
      const session = lived()
      session.seek(fromMs)
      while (session.nowMs < endMs) session.advanceTo(Math.min(endMs, session.nowMs + frameMs))
      expect(stateOf(session)).toBe(stateOf(whole))
    }), { numRuns: 8 })
  })

  test('far ahead is come to from the spare that stands nearest, a little ahead by living on', () => {
    const session = lived()
    const rest = (): void => { while (session.tend()); }
    session.seek(0)
    rest()
    const first = session.now
    session.seek(5000)
    expect(session.now).toBe(first)
    session.seek(endMs - 1)
    expect(session.now).not.toBe(first)
    expect(stateOf(session)).toBe(stateOf(rerun(entries, session.nowMs)))
  })

  test('spares are made until they stand close', () => {
    const session = lived()
    let times = 0
    while (session.tend() && times < 1000) times++
    expect(times).toBeGreaterThan(5)
    expect(times).toBeLessThan(200)
  })
})

describe('one change on and one change back', () => {
  test('meet at the same states', () => {
    const session = lived()
    session.goToStep(1)
    session.beginStep()
    const forward: string[] = []
    for (let i = 0; i < 6; i++) {
      forward.push(stateOf(session))
      session.stepEvent()
    }
    const back: string[] = []
    for (let i = 0; i < 6; i++) {
      session.stepBack()
      back.unshift(stateOf(session))
    }
    expect(back.slice(1)).toEqual(forward.slice(1))
  })

  test('there is nothing before the beginning', () => {
    const session = new Session(lab)
    session.stepBack()
    session.stepBack()
    expect(stateOf(session)).toBe(stateOf(new Session(lab)))
  })
})

describe('another future', () => {
  test('typing in the past begins one', () => {
    const session = lived()
    session.seek(entries[1]?.atMs ?? 0)
    session.seek(session.nowMs - 1)
    session.input({ kind: 'command', payload: 'kubectl scale deployment web --replicas=5' })
    session.seek(session.nowMs + 60_000)
    expect(session.entries).toHaveLength(2)
    expect(stateOf(session)).toBe(stateOf(rerun(session.entries, session.nowMs)))
    expect(session.now.cluster.admin.list('pods', 'default')).toHaveLength(5)
    expect(session.warnings).toEqual([])
  })

  test('a fork begins as the same and leaves the first as it is', () => {
    const session = lived()
    session.seek(30_000)
    const other = session.fork()
    expect(stateOf(other)).toBe(stateOf(session))
    other.input({ kind: 'command', payload: 'kubectl delete deployment web' })
    other.advanceTo(other.nowMs + 60_000)
    session.seek(endMs)
    expect(stateOf(session)).toBe(stateOf(whole))
    expect(other.now.cluster.admin.list('pods', 'default')).toEqual([])
  })

  test('a lab may say which step is another there, and follow the first in time', () => {
    const other = new Session(forked(lab))
    other.adopt(entries, endMs)
    expect(other.stepsBegun).toBe(3)
    expect(linesOf(other.now.terminal.output)[2]).toBe('$ kubectl scale deployment web --replicas=3')
    expect(whole.warnings.map(({ reason }) => reason)).toContain('Failed')
    expect(other.warnings).toEqual([])
  })

  test('a switch that says nothing else turns the input off', () => {
    const off = readLab('off', 'title: a\nsay: b\nsteps: [{say: x, run: "false", act: stop kubelet node-1, files: {a: b}}]\nfork: {say: c, step: 1}')
    expect(off.fork?.steps[0]).toMatchObject({ run: undefined, act: [], files: new Map() })
  })
})

describe('warnings on the way', () => {
  test('are marked once, whatever was looked at', () => {
    const session = lived()
    const all = session.warnings
    expect(all.length).toBeGreaterThan(0)
    session.seek(20_000)
    session.seek(endMs)
    expect(session.warnings).toEqual(all)
    session.goToStep(1)
    expect(session.warnings).toEqual([])
    session.adopt(entries, endMs)
    expect(session.warnings).toEqual(all)
  })
})

describe('a step that never ends', () => {
  const vain = (step: string) => new Session(readLab('vain', `title: a\nsay: b\nsteps: [${step}]`))
  const complaintOf = (session: Session): string => {
    try { session.goToStep(1) }
    catch (error) { return error instanceof Error ? error.message : '' }
    return 'none'
  }
  test.each([
    ['{say: x, run: kubectl create deployment web --image=nginx, within: 30, until: "deployment/web jsonpath={.status.availableReplicas}=2"}', '"deployment/web jsonpath={.status.availableReplicas}=2" does not hold; seen: 1 object (web: "1")'],
    ['{say: x, within: 30, until: pod -l app=web count=1}', '"pod -l app=web count=1" does not hold; seen: no such object'],
    ['{say: x, within: 30, until: node/node-1 condition=Tired}', '"node/node-1 condition=Tired" does not hold; seen: 1 object (node-1: Tired=(no such condition))'],
    ['{say: x, within: 30, run: sleep 50}', 'the command has not come back: sleep 50'],
  ])('%s says so, with what was last seen', (step, seen) => {
    expect(complaintOf(vain(step))).toBe(`step 1 of lab vain did not come to its end within 30 s: ${seen}`)
  })

  test('is noticed while one watches, too', () => {
    const session = vain('{say: x, within: 30, until: pod/a create}')
    session.beginStep()
    session.advanceTo(session.nowMs + 29_000)
    expect(session.overdue).toBe(undefined)
    session.advanceTo(session.nowMs + 1_000)
    expect(session.overdue).toBe('step 1 of lab vain did not come to its end within 30 s: "pod/a create" does not hold; seen: no such object')
  })
})
