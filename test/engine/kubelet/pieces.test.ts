import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Container, Pod } from '../../../engine/apiserver/types.gen.ts'
import { Clock } from '../../../engine/clock/clock.ts'
import { Random } from '../../../engine/clock/random.ts'
import { Backoff } from '../../../engine/kubelet/backoff.ts'
import { expandWith, fromBase64, numberOf } from '../../../engine/kubelet/environment.ts'
import { durationText } from '../../../engine/kubelet/format.ts'
import { Addresses, Rhythm } from '../../../engine/kubelet/host.ts'
import { qosClassOf } from '../../../engine/kubelet/qos.ts'

test.each([[0, '0s'], [49, '49ms'], [3200, '3.2s'], [10_000, '10s'], [80_000, '1m20s'], [300_000, '5m0s'], [3_600_000, '1h0m0s']])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

describe('back-off', () => {
  /** Something that fails again as soon as it may: the waits it gets. */
  const waits = (count: number, runMs: number): readonly number[] => {
    const clock = new Clock()
    const backoff = new Backoff(clock)
    return Array.from({ length: count }, () => {
      const endedMs = clock.nowMs
      const waitMs = backoff.leftMs('x', endedMs)
      clock.advanceTo(endedMs + waitMs)
      backoff.raise('x', endedMs)
      clock.advanceTo(clock.nowMs + runMs)
      return waitMs / 1000
    })
  }
  test('doubles from 10 s to 5 min; the first restart is immediate', () => expect(waits(9, 0)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]))
  test('counts from the end of the run', () => expect(waits(4, 12_000)).toEqual([0, 10, 20, 40]))
  test('is forgotten after a run of more than ten minutes', () => expect(waits(4, 600_001)).toEqual([0, 0, 0, 0]))
})

test('a beat comes once a second, and never before it is due', () => {
  fc.assert(fc.property(fc.nat(), fc.nat(1e9), (seed, ms) => {
    const rhythm = new Rhythm(new Random(seed))
    const after = rhythm.after(ms)
    expect(after - ms).toBeGreaterThan(0)
    expect(after - ms).toBeLessThanOrEqual(1000)
    expect(rhythm.from(after)).toBe(after)
    expect(rhythm.after(after)).toBe(after + 1000)
  }))
})

test('no two pods of a node have the same address', () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 400 }), steps => {
    const addresses = new Addresses('10.244.7.0/24')
    const taken: string[] = []
    for (const isTake of steps) {
      if (isTake && taken.length < 200) taken.push(addresses.take())
      else addresses.release(taken.shift() ?? '10.244.7.1')
      expect(new Set(taken).size).toBe(taken.length)
    }
  }))
})

test('text and base64 go back and forth', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => {
    expect(fromBase64(Buffer.from(text).toString('base64'))).toBe(text)
  }))
})

test('variables expand what came before them', () => {
  const env = new Map([['A', '1'], ['B', 'two']])
  expect(['$(A) and $(B)', '$$(A)', '$(C)', '$A', '$(A', 'plain'].map(text => expandWith(text, env))).toEqual(['1 and two', '$(A)', '$(C)', '$A', '$(A', 'plain'])
})

test('quantities are numbers', () => {
  expect(['500m', '2', '64Mi', '1Gi', '1k', '0'].map(numberOf)).toEqual([0.5, 2, 67_108_864, 1_073_741_824, 1000, 0])
})

test('the quality of service follows from requests and limits', () => {
  const classOf = (...resources: readonly Container['resources'][]) =>
    qosClassOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: '', resourceVersion: '', creationTimestamp: '' }, status: {}, spec: { containers: resources.map((each, i) => ({ name: `c${i}`, resources: each })) } } satisfies Pod)
  const both = { cpu: '100m', memory: '64Mi' }
  expect([
    classOf({}), classOf({ requests: { memory: '16Mi' } }), classOf({ limits: both }), classOf({ limits: both, requests: both }),
    classOf({ limits: both, requests: { cpu: '50m' } }), classOf({ limits: both }, {}),
  ]).toEqual(['BestEffort', 'Burstable', 'Guaranteed', 'Guaranteed', 'Burstable', 'Burstable'])
})
