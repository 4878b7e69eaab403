import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, formatRun, longestText, parseRun, RunError } from '../../../engine/lab/run-text.ts'
import type { Entry } from '../../../engine/lab/tape.ts'

const what = fc.oneof(
  fc.constant({ kind: 'step' as const }),
  fc.record({ kind: fc.constantFrom('keys' as const, 'command' as const), payload: fc.string({ unit: 'binary', maxLength: 4 }) }),
  fc.record({ kind: fc.constant('act' as const), payload: fc.constantFrom('stop kubelet node-2', 'slow kube-scheduler by 2s') }),
  fc.record({ kind: fc.constant('file' as const), payload: fc.record({ path: fc.string(), text: fc.string() }) }),
)
const tapes = fc.array(fc.tuple(fc.nat(5000), what), { maxLength: 30 }).map(gaps => {
  let atMs = 0
  return gaps.map(([afterMs, entry]): Entry => ({ atMs: atMs += afterMs, ...entry }))
})

const complaintOf = (text: string): string => {
  try { return JSON.stringify(parseRun(text)) }
  catch (error) { return error instanceof RunError ? error.message : `other: ${String(error)}` }
}

describe('a run as a text', () => {
  test('comes back as it was', () => {
    fc.assert(fc.property(tapes, fc.nat(100_000), (tape, nowMs) => {
      const run = { lab: 'probes', engine: '0.1.0-abc', tape, nowMs }
      expect(parseRun(formatRun(run))).toEqual(run)
    }))
  })

  test('a line of typing is short', () => {
    const tape = [...'kubectl get pods -o wide\r'].map((key, i): Entry => ({ atMs: 5000 + 80 * i, kind: 'keys', payload: key }))
    expect(formatRun({ lab: 'a', engine: 'b', tape, nowMs: 9000 }).length).toBeLessThan(200)
  })
})

describe('a text of somebody else', () => {
  const good = { podium: 1, lab: 'a', engine: 'b', nowMs: 1, tape: [] as unknown }
  const bad = (change: Record<string, unknown>): string => JSON.stringify({ ...good, ...change })
  test.each([
    ['', '깨진 기록입니다.'],
    ['{', '깨진 기록입니다.'],
    ['[]', '깨진 기록입니다.'],
    ['null', '깨진 기록입니다.'],
    ['{"podium":2}', '이 버전이 모르는 형식입니다.'],
    [bad({ lab: '../../x' }), '실습 이름이 없습니다.'],
    [bad({ lab: 7 }), '실습 이름이 없습니다.'],
    [bad({ engine: '<b>' }), '엔진 버전이 없습니다.'],
    [bad({ tape: 'x' }), '입력 기록이 없습니다.'],
    [bad({ tape: [[-1, 'step']] }), '시각이 잘못되었습니다.'],
    [bad({ tape: [[1e12, 'step']] }), '시각이 잘못되었습니다.'],
    [bad({ tape: Array.from({ length: 10 }, () => [20_000_000, 'step']) }), '시각이 잘못되었습니다.'],
    [bad({ tape: [[0.5, 'step']] }), '시각이 잘못되었습니다.'],
    [bad({ nowMs: 1e12 }), '시각이 잘못되었습니다.'],
    [bad({ tape: [[1, 'run', { line: 'x' }]] }), '입력 기록에 모르는 것이 있습니다.'],
    [bad({ tape: [[1, '__proto__', 'x']] }), '입력 기록에 모르는 것이 있습니다.'],
    [bad({ tape: [[1, 'keys', 7]] }), '깨진 기록입니다.'],
    [bad({ tape: [[1, 'act', 'rm -rf /']] }), '모르는 조작이 있습니다.'],
    [bad({ tape: [[[1], 'typed', 'two']] }), '깨진 기록입니다.'],
    [bad({ tape: [null] }), '깨진 기록입니다.'],
    [bad({ tape: Array.from({ length: 20_001 }, () => [0, 'step']) }), '입력이 너무 많습니다.'],
    [' '.repeat(longestText + 1), '너무 깁니다.'],
  ])('%s', (text, complaint) => expect(complaintOf(text)).toBe(complaint))

  test('never does anything but complain', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.json().map(json => `{"podium":1,"lab":"a","engine":"b","nowMs":0,"tape":${json}}`)), text => {
      expect(complaintOf(text)).not.toMatch(/^other/)
    }))
    expect(() => entryOf({ atMs: 1, kind: 'keys' })).toThrow(RunError)
  })
})
