import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest } from '../../../engine/lab/digest.ts'
import { readLab } from '../../../tools/labs.ts'
import { Stage } from '../../../engine/lab/scene.ts'
import { Session } from '../../../engine/lab/session.ts'
import { linesOf } from '../../../engine/shell/screen.ts'

const lab = readLab('grow', `
title: 늘리기
say: 처음
seed: 3
cluster: { nodes: 2 }
steps:
  - say: 만든다
    run: kubectl create deployment web --image=nginx --replicas=2
    until: deployment/web jsonpath={.status.availableReplicas}=2
  - say: 지운다
    run: kubectl delete $(kubectl get pods -o name | head -n 1)
    until: deployment/web jsonpath={.status.availableReplicas}=2
  - say: 늘린다
    run: kubectl scale deployment web --replicas=4
    until: deployment/web jsonpath={.status.availableReplicas}=4
`)

const stateOf = ({ now: { cluster, terminal } }: Session): string =>
  `${digest(cluster.store, cluster.clock.nowMs)}\n${linesOf(terminal.output).join('\n')}`

/** The state at the end of each step, walked to once, forwards. */
const expected = (() => {
  const session = new Session(lab)
  return [0, 1, 2, 3].map(step => {
    session.goToStep(step)
    return stateOf(session)
  })
})()

describe('a session', () => {
  test('its steps are four different states', () => expect(new Set(expected).size).toBe(4))

  test('every step is the same state, however one comes to it', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), jumps => {
      const session = new Session(lab)
      for (const step of jumps) {
        session.goToStep(step)
        expect(stateOf(session)).toBe(expected[step])
      }
    }), { numRuns: 25 })
  })

  test('watched in frames of any length, a step ends in that same state', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 10 }), frames => {
      const session = new Session(lab)
      for (const step of [1, 2, 3]) {
        session.beginStep()
        for (let frame = 0; !session.isStepDone; frame++) session.advanceTo(session.now.nowMs + (frames[frame % frames.length] ?? 1))
        expect(stateOf(session)).toBe(expected[step])
      }
    }), { numRuns: 15 })
  })

  test('what was typed in between is undone by going back', () => {
    const session = new Session(lab)
    session.goToStep(1)
    session.input({ kind: 'command', payload: 'kubectl scale deployment web --replicas=9' })
    session.advanceTo(session.now.nowMs + 60_000)
    expect(stateOf(session)).not.toBe(expected[1])
    session.goToStep(0)
    session.goToStep(1)
    expect(stateOf(session)).toBe(expected[1])
  })

  test('starting anew undoes whatever was typed before the first step', () => {
    const session = new Session(lab)
    session.input({ kind: 'command', payload: 'kubectl create deployment other --image=nginx' })
    session.advanceTo(session.now.nowMs + 60_000)
    session.restart()
    expect(session.inputs).toEqual([])
    expect(stateOf(session)).toBe(expected[0])
  })

  test('keys are inputs like any other', () => {
    const session = new Session(lab)
    session.goToStep(1)
    session.input({ kind: 'keys', payload: 'kubectl get deploymentt\x7F web -o name\r' })
    expect(linesOf(session.now.terminal.output).slice(-3)).toEqual(['$ kubectl get deployment web -o name', 'deployment.apps/web', '$ '])
  })
})

describe('the still of a step', () => {
  const caught = readLab('caught', `
title: 붙잡기
say: 처음
steps:
  - say: 만든다
    run: kubectl create deployment web --image=nginx --replicas=2
    until: deployment/web jsonpath={.status.availableReplicas}=2
  - say: 지운다
    run: kubectl delete $(kubectl get pods -o name | head -n 1)
    until: deployment/web jsonpath={.status.availableReplicas}=2
    still: pod -l app=web count=3
`)

  test('is the moment at which its predicate first holds', () => {
    const session = new Session(caught)
    session.goToStill(2)
    const states = new Stage(session.now.cluster).scene().nodes.flatMap(node => node.slots).map(pod => pod?.state)
    expect(session.isStepDone).toBe(false)
    expect(states.filter(state => state === 'terminating')).toHaveLength(1)
  })
})
