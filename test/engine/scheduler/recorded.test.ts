// The scheduler decides as the recorded one did: the same scores, the same words when a pod fits nowhere.
import { describe, expect, test } from 'vitest'
import { scoresOf } from '../../../engine/scheduler/index.ts'
import { play, recordings, type Recording } from './recorded.ts'

type Scores = NonNullable<Recording['scores']>

function scoresGiven(recording: Recording, seed: number): Scores {
  const world = play(recording, seed)
  return Object.fromEntries(Object.keys(recording.scores ?? {}).map(key => {
    const decision = world.scheduler.decisions.of(world.pod(key.split('/')[1] ?? '').metadata.uid)
    if (!decision) throw new Error(`no decision about ${key}`)
    return [key, Object.fromEntries(decision.feasible.map((node, i) => [node, {
      ...Object.fromEntries([...scoresOf(decision, node)].map(([plugin, { weighted }]) => [plugin, weighted])),
      total: decision.totals[i] ?? NaN,
    }]))]
  }))
}

describe('scores', () => {
  // where nodes are equally good, chance decided in the recording as it does here
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

  test.each(recordings(/^sched-.*\.json$/).filter(({ scores }) => scores).map(recording => [recording.name, recording] as const))('%s', (_name, recording) => {
    const given = seeds.map(seed => scoresGiven(recording, seed))
    expect(given).toContainEqual(recording.scores)
  })
})

describe('why a pod fits nowhere', () => {
  const line = /FailedScheduling +pod\/(\S+) +(.*)$/
  const later = /PersistentVolumeClaims|persistentvolumeclaim/ // volumes come with VolumeBinding

  test.each(recordings(/^sched-(?!preemption|wffc|immediate).*\.json$/).map(recording => [recording.name, recording] as const))('%s', (_name, recording) => {
    const told: string[] = []
    const recorded: string[] = []
    play(recording, 1, ({ run = '', stdout = '' }, world) => {
      if (!run.startsWith('kubectl get events --field-selector reason=FailedScheduling')) return
      recorded.push(...stdout.split('\n').flatMap(row => {
        const [, , message = ''] = line.exec(row.trimEnd()) ?? []
        return message === '' || later.test(message) ? [] : [message]
      }))
      told.push(...world.told('FailedScheduling'))
    })
    expect([...new Set(told)].sort()).toEqual([...new Set(recorded)].sort())
  })
})
