// The parts of the terminal widget that need no screen.
import { describe, expect, test } from 'vitest'
import { cellsIn, cellsOf, sizeKeys } from '../../../components/Terminal/cells.ts'
import { wishOf } from '../../../components/Terminal/keys.ts'
import { pageOf } from '../../../components/Terminal/links.ts'
import { lettersAfter, typedLine } from '../../../components/Terminal/pace.ts'
import { transcriptOf } from '../../../components/Terminal/transcript.ts'

describe('links', () => {
  test.each([
    ['https://kubernetes.io/docs/', { address: 'https://kubernetes.io/docs/', host: 'kubernetes.io' }],
    ['http://127.0.0.1:8080', { address: 'http://127.0.0.1:8080/', host: '127.0.0.1:8080' }],
    ['https://kubernetes.io@evil.example/', undefined],
    ['https://user:word@evil.example/', undefined],
    ['javascript:alert(1)', undefined],
    ['JaVaScRiPt:alert(1)', undefined],
    ['data:text/html,<script>1</script>', undefined],
    ['file:///etc/passwd', undefined],
    ['https://good.example/\u202Egpj.exe', undefined],
    ['https://good.example/ x', undefined],
    ['not a link', undefined],
  ])('%s', (text, link) => expect(pageOf(text)).toEqual(link))
})

describe('a line that the lab types', () => {
  test.each([
    ['$ ', 'kubectl get pods\r\nNAME', 'kubectl get pods'],
    ['done\r\n$ ', 'ls\r\n', 'ls'],
    ['done\r\n$ ', 'l', ''],
    ['done\r\n$ ', '\x1B[Kls\r\n', ''],
    ['pod/web', 'created\r\n', ''],
    ['\x1B[2J\x1B[H$ ', 'echo 한글\r\n', 'echo 한글'],
  ])('%j + %j', (shown, added, line) => expect(typedLine(shown, added)).toBe(line))

  test('comes letter by letter, and never takes long', () => {
    expect([0, 32, 64, 320, 10_000].map(ms => lettersAfter('kubectl get pods', ms))).toEqual([1, 1, 2, 10, 16])
    expect(lettersAfter('x'.repeat(400), 1_600)).toBe(400)
  })
})

describe('keys', () => {
  const pressed = (key: string, ...held: readonly ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, isComposing: false, ...Object.fromEntries(held.map(name => [name, true])) })
  const plain = { hasSelection: false, isFullScreen: false }
  test.each([
    [pressed('Escape'), plain, 'leave'],
    [pressed('Escape'), { ...plain, isFullScreen: true }, undefined],
    [pressed('Escape', 'shiftKey'), { ...plain, isFullScreen: true }, 'leave'],
    [pressed('c', 'ctrlKey'), plain, undefined],
    [pressed('c', 'ctrlKey'), { ...plain, hasSelection: true }, 'copy'],
    [pressed('C', 'ctrlKey', 'shiftKey'), plain, 'copy'],
    [pressed('F', 'ctrlKey', 'shiftKey'), plain, 'search'],
    [pressed('v', 'ctrlKey'), plain, 'browser'],
    [pressed('F9'), plain, 'rejoin'],
    [pressed('PageDown'), plain, undefined],
    [{ ...pressed('Escape'), isComposing: true }, plain, undefined],
  ] as const)('%j %j', (event, situation, wish) => expect(wishOf(event, situation)).toBe(wish))
})

test('columns and rows follow the box', () => {
  expect(cellsIn({ width: 728, height: 135 }, { width: 10.5, height: 25.2 })).toEqual({ columns: 69, rows: 5 })
  expect(cellsIn({ width: 10, height: 10 }, { width: 10.5, height: 25.2 })).toEqual({ columns: 20, rows: 2 })
  expect(sizeKeys({ columns: 69, rows: 5 })).toBe('\x1B[8;5;69t')
})

test('taken along as text', () => {
  expect(transcriptOf(['$ kubectl get pods  ', 'No resources found', '$ ', ''])).toBe('$ kubectl get pods\nNo resources found\n$\n')
})

test('a letter of Hangul takes two cells', () => {
  expect([cellsOf('abc'), cellsOf('파드 a'), cellsOf('├─')]).toEqual([3, 6, 2])
})
