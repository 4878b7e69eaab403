// The laws hold while components fail: the same run again, out of its log, in steps of any size.
import { describe, expect, test } from 'vitest'
import { createCluster, replay, type PodiumCluster } from '../../../engine/index.ts'
import { draw } from '../../../tools/fuzz/draw.ts'
import { render } from '../../../tools/fuzz/render.ts'

/** Seeds whose lives have faults in them. */
const seeds = Array.from({ length: 30 }, (_, i) => i + 1).filter(seed => draw(seed).steps.some(({ deed }) => deed.do === 'act')).slice(0, 4)

function live(seed: number, pass: (cluster: PodiumCluster, seconds: number) => void): PodiumCluster {
  const { nodes, etcdMembers, steps } = draw(seed)
  const cluster = createCluster({ seed, nodes, ...etcdMembers === 3 && { etcdMembers } })
  for (const { afterMs, deed } of steps) {
    pass(cluster, afterMs / 1000)
    const entry = render(deed)
    if (entry.kind === 'act') cluster.act(entry.line)
    else cluster.run(entry.line, entry.stdin === undefined ? {} : { stdin: entry.stdin })
  }
  pass(cluster, 60)
  return cluster
}

const atOnce = (cluster: PodiumCluster, seconds: number): void => cluster.advance(seconds)

function inParts(cluster: PodiumCluster, seconds: number): void {
  for (let leftMs = Math.round(seconds * 1000); leftMs > 0; leftMs -= 700) cluster.advance(Math.min(700, leftMs) / 1000)
}

describe.each(seeds)('a life with faults, of seed %i,', seed => {
  const cluster = live(seed, atOnce)

  test('comes out of its log', () => {
    const log: typeof cluster.log = JSON.parse(JSON.stringify(cluster.log))
    expect(log.inputs.some(({ kind }) => kind === 'act')).toBe(true)
    expect(replay(log).hash()).toBe(cluster.hash())
  })

  test('does not depend on the steps in which time passes', () => expect(live(seed, inParts).hash()).toBe(cluster.hash()))
})
