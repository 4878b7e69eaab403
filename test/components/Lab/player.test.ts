// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { Player } from '../../../components/Lab/player.ts'
import { formatRun, parseRun } from '../../../engine/lab/run-text.ts'
import { Session } from '../../../engine/lab/session.ts'
import { Stage } from '../../../engine/lab/scene.ts'
import { readLab } from '../../../tools/labs.ts'

const lab = readLab('replace', readFileSync('pages/00-start/labs/replace.yaml', 'utf8'))
const opened = (): Player => new Player(new Session(lab), session => new Stage(session.now.cluster))
const passed = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })

describe('a player', () => {
  test('does nothing at all while nobody looks', async () => {
    const player = opened()
    player.openAt(1)
    player.setSpeed(60)
    player.play()
    const before = player.nowMs
    await vi.waitFor(() => { if (player.nowMs === before) throw new Error('time stands') })
    const other = player.fork()
    other.play()
    player.vanish()
    const stood = [player.nowMs, other.nowMs]
    const steps = vi.spyOn(player.cluster.clock, 'step')
    await passed(200)
    expect([player.nowMs, other.nowMs]).toEqual(stood)
    expect([player.playing.value, other.playing.value, player.tend()]).toEqual([false, false, false])
    expect(steps).not.toHaveBeenCalled()
  })

  test('stops at the end of a step, in the state that it has when nobody watches', async () => {
    const player = opened()
    player.goToStep(1, true)
    player.setSpeed(600)
    await vi.waitFor(() => { if (player.playing.value) throw new Error('still playing') }, { timeout: 20_000 })
    const other = opened()
    other.openAt(1)
    expect([player.nowMs, player.view.value.output]).toEqual([other.nowMs, other.view.value.output])
  })

  test('keeps both branches of a fork', () => {
    const player = opened()
    player.openAt(2)
    player.seek(player.view.value.marks[1] ?? 0)
    player.stepBack()
    const here = player.nowMs
    const other = player.fork()
    other.command('kubectl scale deployment web --replicas=1')
    other.pause()
    expect([player.nowMs, player.view.value.endMs > here, player.tape.length]).toEqual([here, true, 2])
    expect([other.nowMs, other.tape.map(({ kind }) => kind)]).toEqual([here, ['step', 'command']])
  })

  test('what is typed into the past begins another future', () => {
    const player = opened()
    player.openAt(3)
    player.seek((player.view.value.marks[1] ?? 0) - 1)
    player.command('kubectl get pods')
    player.pause()
    expect(player.tape.map(({ kind }) => kind)).toEqual(['step', 'command'])
    expect(player.view.value.endMs).toBe(player.nowMs)
  })

  test('opens what was sent, at the instant that it was looked at', async () => {
    const player = opened()
    player.openAt(3)
    player.seek(player.view.value.marks[2] ?? 0)
    const sent = parseRun(formatRun({ lab: 'replace', engine: 'x', tape: player.tape, nowMs: player.nowMs }))
    const elsewhere = opened()
    expect(await elsewhere.adopt(sent.tape, sent.nowMs)).toBe(true)
    expect([elsewhere.nowMs, elsewhere.view.value.steps, elsewhere.view.value.output]).toEqual([player.nowMs, player.view.value.steps, player.view.value.output])
    expect(elsewhere.view.value.marks).toEqual(player.view.value.marks)
  })

  test('breaks off what was made to keep the machine busy', async () => {
    const player = opened()
    player.openAt(1)
    const before = player.nowMs
    const now = vi.spyOn(performance, 'now')
    let ms = 0
    now.mockImplementation(() => ms += 1_000)
    try { expect(await player.adopt([{ atMs: 5_000, kind: 'step' }], 3_600_000)).toBe(false) }
    finally { now.mockRestore() }
    expect([player.nowMs, player.tape.length]).toEqual([before, 1])
  })
})
