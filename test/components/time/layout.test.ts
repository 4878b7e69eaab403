// Where the words of a chart over time stand: nothing covers them, and they cover nothing.
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { placeOf, roomy, ticksOf, type ChartLane, type ChartMark, type ChartSpan } from '../../../components/EventTimeline/chart.ts'
import { labelledTicks, placeGuides, roomForNames, wordsOfLane } from '../../../components/EventTimeline/layout.ts'
import { widthOf } from '../../../components/EventTimeline/words.ts'
import { openFont } from '../../styles/font.ts'

const domain = { fromMs: 0, toMs: 100_000 }
const trackPx = 1000 // so 100 ms are a pixel
const second = 1000

const span = (fromS: number, toS: number | undefined, text: string, ...shorter: string[]): ChartSpan =>
  ({ key: `${fromS}`, fromMs: fromS * second, toMs: toS === undefined ? undefined : toS * second, tone: 'ready', text, shorter })
const cross = (atS: number, text?: string): ChartMark => ({ key: `x${atS}`, atMs: atS * second, tone: 'failing', title: 'x', ...text === undefined ? {} : { text } })
const lane = (spans: readonly ChartSpan[], marks: readonly ChartMark[] = []): ChartLane => ({ key: 'lane', name: 'lane', spans, marks })
const told = (of: ChartLane, nowS: number, linesS: readonly number[] = []) =>
  wordsOfLane(of, domain, nowS * second, linesS.map(s => s * second), trackPx).map(({ text, leftPx, isBeside }) => `${text} ${isBeside ? 'beside ' : ''}${Math.round(leftPx)}`)

describe('the words of a lane', () => {
  test('stand where their stretch begins', () => {
    expect(told(lane([span(0, 30, 'Running 30초'), span(30, 60, 'Terminating')]), 80)).toEqual(['Running 30초 8', 'Terminating 308'])
  })

  test('make way for a cross, and for a line', () => {
    expect(told(lane([span(0, 30, 'Running')], [cross(0)]), 80)).toEqual(['Running 16'])
    expect(told(lane([span(0, 30, 'Running')]), 80, [2])).toEqual(['Running 27'])
    expect(told(lane([span(0, 30, 'Running')]), 80, [2, 10, 29])).toEqual(['Running 107'])
  })

  test('are shorter before they go', () => {
    expect(told(lane([span(0, 10, 'Running 10초', 'Running', '10초'), span(10, 90, 'Running')]), 80)).toEqual(['Running 8', 'Running 108'])
    expect(told(lane([span(0, 30, 'a'), span(30, 32, 'Running 2초', '2초'), span(32, 90, 'b')]), 90)).toEqual(['a 8', 'b 328'])
  })

  test('stand beside the last stretch, or the first, where that is too narrow', () => {
    expect(told(lane([span(0, 30, 'Running'), span(30, 31, 'Terminating')]), 80, [80])).toEqual(['Running 8', 'Terminating beside 315'])
    expect(told(lane([span(96, undefined, 'Running 3초')]), 99)).toEqual([`Running 3초 beside ${Math.round(960 - 5 - widthOf('Running 3초'))}`])
    expect(told(lane([span(70, undefined, 'Terminating')]), 71, [71])).toEqual(['Terminating beside 717'])
  })

  test('are not far from what they speak of', () => {
    expect(told(lane([span(30, 31, 'Terminating')], [27, 28, 30, 32, 33].map(at => cross(at))), 80)).toEqual([])
  })

  test('tell a number beside its cross, if there is room before the next', () => {
    expect(told(lane([], [cross(10, '1'), cross(12, '2'), cross(20, '137')]), 80)).toEqual(['2 beside 133', '137 beside 213'])
  })

  const seconds = fc.integer({ min: 0, max: 100 })
  const words = fc.constantFrom('Running', 'Running 6분 11초', 'ImagePullBackOff', '137 → Running 0/1', '5초', 'Running, Ready=False 5분')
  const someLane = fc.record({
    cuts: fc.uniqueArray(seconds, { minLength: 2, maxLength: 8 }), texts: fc.array(fc.tuple(words, words), { minLength: 8, maxLength: 8 }),
    marks: fc.uniqueArray(fc.tuple(seconds, fc.option(words, { nil: undefined })), { maxLength: 6, selector: ([at]) => at }), lines: fc.array(seconds, { maxLength: 4 }), trackPx: fc.integer({ min: 120, max: 1200 }),
  })

  test('touch no cross, no line, and no other words; inside they stay inside', () => {
    let seen = 0
    fc.assert(fc.property(someLane, ({ cuts, texts, marks, lines, trackPx }) => {
      const edges = cuts.toSorted((a, b) => a - b)
      const spans = edges.slice(1).map((to, i) => span(edges[i] ?? to, to, texts[i]?.[0] ?? '', texts[i]?.[1] ?? ''))
      const crosses = marks.map(([at, text]) => cross(at, text))
      const placed = wordsOfLane(lane(spans, crosses), domain, 100_000, lines.map(s => s * second), trackPx)
      const pxOf = (s: number): number => placeOf(domain, s * second) / 100 * trackPx
      const boxes = placed.map(({ leftPx, widthPx }) => [leftPx, leftPx + widthPx] as const)
      const obstacles = [...marks.map(([at]) => [pxOf(at) - 11, pxOf(at) + 11] as const), ...lines.map(at => [pxOf(at) - 2, pxOf(at) + 2] as const)]
      boxes.forEach(([from, to], i) => {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(trackPx)
        for (const [left, right] of [...obstacles, ...boxes.slice(i + 1)]) expect(to <= left || right <= from).toBe(true)
      })
      for (const one of placed.filter(({ key }) => !key.startsWith('mark '))) {
        for (const each of spans) {
          const [left, right] = [pxOf(each.fromMs / second), pxOf((each.toMs ?? 0) / second)]
          const isOwn = each.key === one.key
          expect(isOwn && !one.isBeside ? one.leftPx >= left && one.leftPx + one.widthPx <= right : one.leftPx + one.widthPx <= left || one.leftPx >= right).toBe(true)
        }
      }
      seen += placed.length
    }), { numRuns: 500 })
    expect(seen).toBeGreaterThan(500)
  })
})

describe('the words of lines', () => {
  const guide = (atS: number, text: string) => ({ key: `${atS} ${text}`, atMs: atS * second, text })
  const lay = (...of: ReturnType<typeof guide>[]) => placeGuides(of, domain, trackPx).map(({ text, row, leftPx, atPx }) => `${text} ${row} ${leftPx > atPx ? 'right' : 'left'}`).toReversed()

  test('stand to the right, to the left at the edge, and in rows where they are close', () => {
    expect(lay(guide(10, 'stop machine node-1'), guide(60, 'start machine node-1'))).toEqual(['stop machine node-1 0 right', 'start machine node-1 0 right'])
    expect(lay(guide(95, 'stop machine node-1'))).toEqual(['stop machine node-1 0 left'])
    expect(lay(guide(10, 'stop kubelet node-1'), guide(12, 'stop kubelet node-2'), guide(14, 'stop kubelet node-3'))).toEqual(['stop kubelet node-1 2 right', 'stop kubelet node-2 1 right', 'stop kubelet node-3 0 right'])
    expect(lay(guide(50, 'SIGTERM'), guide(52, '늦어도 1:30 재시작'))).toEqual(['SIGTERM 0 left', '늦어도 1:30 재시작 0 right'])
  })

  test('touch no line and no other words', () => {
    const text = fc.constantFrom('stop machine node-1', 'SIGTERM 1:17', '강제 종료', '늦어도 1:47 재시작')
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), text), { maxLength: 5 }), fc.integer({ min: 200, max: 1200 }), (all, trackPx) => {
      const placed = placeGuides(all.map(([at, text], i) => ({ key: `${i}`, atMs: at * second, text })), domain, trackPx)
      expect(placed.length).toBe(all.length)
      for (const one of placed.filter(({ text }) => text !== '')) {
        const [from, to] = [one.leftPx, one.leftPx + one.widthPx]
        expect(from >= 0 && to <= trackPx).toBe(true)
        for (const other of placed.filter(({ key }) => key !== one.key)) {
          if (other.row >= one.row) expect(other.atPx <= from || other.atPx >= to).toBe(true)
          if (other.row === one.row && other.text !== '') expect(other.leftPx >= to || other.leftPx + other.widthPx <= from).toBe(true)
        }
      }
    }), { numRuns: 500 })
  })
})

test('names take no more room than the longest needs', () => {
  const named = (name: string, note?: string): ChartLane => ({ key: name, name, spans: [], marks: [], ...note === undefined ? {} : { note } })
  expect([roomForNames([], 190), roomForNames([named('db-1')], 190), roomForNames([named('db-1'), named('web-kbqxx')], 190), roomForNames([named('걸린 시간')], 190), roomForNames([named('a-very-long-name-of-a-pod')], 190)]).toEqual([94, 94, 109, 109, 190])
  expect(roomForNames([named('활성', '성공 1/1')], 190)).toBe(Math.round(42 + widthOf('성공 1/1') + 12 + 14))
})

test('the labels of ticks do not touch', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 120, max: 1200 }), (ageMs, trackPx) => {
    const domain = roomy(0, ageMs)
    const label = (ms: number): string => `${ms / 1000}:00`
    const labelled = labelledTicks(ticksOf(domain), label, trackPx)
    const boxes = labelled.map((tick) => { // the first begins at its tick, the last ends there
      const [px, widthPx] = [placeOf(domain, tick) / 100 * trackPx, widthOf(label(tick))]
      const share = px / trackPx < 0.03 ? 0 : px / trackPx > 0.97 ? 1 : 0.5
      return [px - widthPx * share, px + widthPx * (1 - share)] as const
    })
    boxes.slice(1).forEach(([from], i) => expect(from).toBeGreaterThan(boxes[i]?.[1] ?? 0))
    expect(labelled[0]).toBe(0)
  }))
})

test('words are never wider than they are taken for, and not much narrower', () => {
  const [path = ''] = [...readFileSync('styles/fonts.css', 'utf8').matchAll(/url\('([^']+Pretendard-Regular\.subset[^']+)'\)/g)].map(([, path = '']) => `node_modules/${path}`)
  const { advance } = openFont(path)
  const trueWidth = (text: string): number => [...text].reduce((sum, letter) => sum + (advance(letter.codePointAt(0) ?? 0) ?? Infinity), 0) * 21 / 2048
  for (const text of ['Running, Ready=False 5분', 'Terminating 1분 3초', 'stop machine node-1', '137 → Running 0/1', 'ImagePullBackOff 2m40s', '✓ …482', 'CreateContainerConfigError', '늦어도 1:47 재시작']) {
    expect(widthOf(text)).toBeGreaterThanOrEqual(trueWidth(text))
    expect(widthOf(text)).toBeLessThan(trueWidth(text) * 1.12)
  }
  for (let code = 32; code < 127; code++) expect([String.fromCharCode(code), widthOf(String.fromCharCode(code)) >= trueWidth(String.fromCharCode(code))]).toEqual([String.fromCharCode(code), true])
})
