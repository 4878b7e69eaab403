import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { addressWith, codeIn, codeOf, fitsInLink, runIn } from '../../../components/Lab/link.ts'
import { forgetRun, keepRun, keptRun } from '../../../components/Lab/progress.ts'
import { formatRun, parseRun, type Run } from '../../../engine/lab/run-text.ts'

const run: Run = {
  lab: 'replace', engine: '0.1.0-12345678.87654321', nowMs: 30_000,
  tape: [{ atMs: 3000, kind: 'step' }, ...[...'kubectl get pods -o wide\r'].map((payload, i) => ({ atMs: 9000 + 137 * i, kind: 'keys', payload } as const)), { atMs: 20_000, kind: 'file', payload: { path: '웹.yaml', text: 'kind: 파드\n' } }],
}
const complaintOf = (code: string): Promise<string> => runIn(code).then(() => 'none', error => String(error.message))
const coded = (bytes: Buffer): string => bytes.toString('base64url')

describe('a link', () => {
  test('brings the run, in a few hundred letters', async () => {
    const code = await codeOf(formatRun(run))
    expect(code.length).toBeLessThan(300)
    expect(await runIn(code)).toEqual(run)
  })

  test('that would be too long is not given out, and goes as a file', async () => {
    const long: Run = { ...run, tape: [{ atMs: 0, kind: 'file', payload: { path: 'a.yaml', text: Array.from({ length: 60_000 }, (_, i) => (i * 7919 % 65_521).toString(36)).join('\n') } }] }
    expect([fitsInLink(await codeOf(formatRun(run))), fitsInLink(await codeOf(formatRun(long)))]).toEqual([true, false])
    expect(parseRun(formatRun(long))).toEqual(long)
  })

  test.each([
    ['letters that are no code', '!!!', '깨진 링크입니다.'],
    ['a code that is nothing compressed', 'AAAAAAAA', '깨진 링크입니다.'],
    ['half of a good one', coded(deflateRawSync(formatRun(run))).slice(0, 60), '깨진 링크입니다.'],
    ['a bomb', coded(deflateRawSync(Buffer.alloc(20_000_000, 32))), '너무 깁니다.'],
    ['a very long one', 'A'.repeat(40_000), '너무 깁니다.'],
    ['what is no text', coded(deflateRawSync(Buffer.from([0xFF, 0xFE, 0xC0]))), '깨진 링크입니다.'],
    ['another JSON', coded(deflateRawSync('{"a":1}')), '이 버전이 모르는 형식입니다.'],
  ])('of %s is refused', async (_, code, complaint) => expect(await complaintOf(code)).toBe(complaint))

  test.each([
    ['https://x.io/deck/#/3?clicks=2', 'https://x.io/deck/#/3?clicks=2&run=abc'],
    ['https://x.io/deck/#/3', 'https://x.io/deck/#/3?run=abc'],
    ['https://x.io/deck/#/3?run=old&clicks=2', 'https://x.io/deck/#/3?clicks=2&run=abc'],
    ['https://x.io/deck/#/3?clicks=2&run=old', 'https://x.io/deck/#/3?clicks=2&run=abc'],
    ['http://localhost:3030/3?clicks=2', 'http://localhost:3030/3?clicks=2#run=abc'],
    ['http://localhost:3030/3?clicks=2#run=old', 'http://localhost:3030/3?clicks=2#run=abc'],
  ])('%s', (address, expected) => {
    expect(addressWith(address, 'abc')).toBe(expected)
    expect(codeIn(expected)).toBe('abc')
  })

  test('an address without one has none', () => expect(codeIn('https://x.io/#/3?clicks=2')).toBe(undefined))
})

describe('what the reader has done', () => {
  function shelf() {
    const kept = new Map<string, string>()
    return { kept, getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) }, removeItem: (key: string) => { kept.delete(key) } }
  }

  test('is kept on the device, and forgotten when one wants', () => {
    const device = shelf()
    keepRun('replace', formatRun(run), device)
    expect([...device.kept.keys()]).toEqual(['podium:1:lab:replace'])
    expect(keptRun('replace', device)).toEqual(run)
    expect(keptRun('rollout', device)).toBe(undefined)
    forgetRun('replace', device)
    expect(keptRun('replace', device)).toBe(undefined)
  })

  test('is thrown away when it cannot be read, and never breaks anything', () => {
    const device = shelf()
    device.setItem('podium:1:lab:replace', '{"podium":1')
    expect(keptRun('replace', device)).toBe(undefined)
    expect(device.kept.size).toBe(0)
    const full = { ...device, setItem: () => { throw new Error('QuotaExceededError') } }
    keepRun('replace', 'x', full)
  })
})
