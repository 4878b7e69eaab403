import { describe, expect, test } from 'vitest'
import { complain, next, openWatch, sleep, unixNow, write, type Program } from '../../../engine/client/program.ts'
import { Process } from '../../../engine/client/process.ts'
import { Cluster } from '../../../engine/lab/cluster.ts'

const idle = { name: 'nobody', start: () => {}, stop: () => {} }

function start(program: Program<number>): { cluster: Cluster, said: string[], process: Process<number> } {
  const cluster = new Cluster({ nodes: 1, nodeAgent: () => idle })
  const said: string[] = []
  const process = new Process(program, {
    client: cluster.admin,
    name: 'a program',
    write: (to, text) => { said.push(`${cluster.clock.nowMs} ${to}: ${text}`) },
    exited: code => { said.push(`${cluster.clock.nowMs} exit ${code}`) },
    budget: 1_000,
  })
  return { cluster, said, process }
}

const watchConfigMaps = () => openWatch({ verb: 'watch', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', fieldSelector: 'metadata.name=news' })

describe('a program on the engine', () => {
  test('waits in virtual time', () => {
    const { cluster, said } = start(function* () {
      yield* write('now')
      yield* sleep(1_500)
      yield* complain(String((yield* unixNow()) % 10_000))
      return 3
    }())
    cluster.clock.advanceTo(10_000)
    expect(said).toEqual(['0 stdout: now', '1500 stderr: 1500', '1500 exit 3'])
  })

  test('hears of what it watches, and of nothing when its patience ends', () => {
    const { cluster, said } = start(function* () {
      const stream = yield* watchConfigMaps()
      const news = yield* next(stream)
      yield* write(news.map(({ type, object }) => `${type} ${object.metadata.name}`).join())
      yield* write(`then ${(yield* next(stream, 2_000)).length}`)
      return 0
    }())
    cluster.clock.advanceTo(1_000)
    for (const name of ['other', 'news']) cluster.admin.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } })
    cluster.clock.advanceTo(10_000)
    expect(said.map(line => line.replace(/^\d+ /, ''))).toEqual(['stdout: ADDED news', 'stdout: then 0', 'exit 0'])
  })

  test('interrupted, it cleans up and is heard of no more', () => {
    let cleaned = false
    const { cluster, said, process } = start(function* () {
      try { yield* next(yield* watchConfigMaps()) }
      finally { cleaned = true }
      return 0
    }())
    process.interrupt()
    cluster.admin.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'news', namespace: 'default' } })
    cluster.clock.advanceTo(10_000)
    expect({ cleaned, said, isRunning: process.isRunning }).toEqual({ cleaned: true, said: [], isRunning: false })
  })

  test('that goes round in circles is stopped by its budget', () => {
    expect(() => start(function* () { for (;;) yield* unixNow() }())).toThrow('a program goes round in circles without time passing')
  })
})
