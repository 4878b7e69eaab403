import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { below, drawn, redraw, shownOf } from '../../../engine/shell/line-display.ts'
import { emptyEditor, press, textOf, type Editor } from '../../../engine/shell/line-editor.ts'
import { keysOf } from '../../../engine/runtime/tty.ts'
import { linesOf, rowsOf } from '../../../engine/shell/screen.ts'
import { cellsOf } from '../../../engine/runtime/width.ts'

const prompt = '$ '
/** As the terminal passes it on. */
const screenOf = (output: string): readonly string[] => rowsOf(output.replaceAll('\n', '\r\n'))

/** Types keys into an editor and, beside it, shows them on a screen: both must agree. */
function type(data: string, history: string[] = [], columns = 80): { line: string, cursor: number, screen: readonly string[], entered: string[], editor: Editor } {
  let editor = emptyEditor
  let output = drawn(shownOf(prompt, editor), columns)
  const entered: string[] = []
  for (const key of keysOf(data)) {
    const before = shownOf(prompt, editor)
    const outcome = press(editor, key, history)
    editor = outcome.editor
    output += redraw(before, shownOf(prompt, editor), columns)
    if (outcome.what !== 'entered') continue
    entered.push(textOf(editor.line))
    history.push(textOf(editor.line))
    output += below(shownOf(prompt, editor), columns)
    editor = emptyEditor
    output += drawn(shownOf(prompt, editor), columns)
  }
  return { line: textOf(editor.line), cursor: editor.line.cursor, screen: screenOf(output), entered, editor }
}

describe('typing a line', () => {
  test.each([
    ['abc', 'abc', 3],
    ['abc\x7F', 'ab', 2],
    ['abc\x1B[D\x1B[Dx', 'axbc', 2],
    ['abc\x01x\x05y', 'xabcy', 5],
    ['abc\x01\x1B[3~', 'bc', 0],
    ['abc\x01\x04', 'bc', 0],
    ['one two\x17', 'one ', 4],
    ['one two\x01\x0B', '', 0],
    ['one two\x17\x19\x19', 'one twotwo', 10],
    ['one\x15two', 'two', 3],
    ['one\x15two\x19', 'twoone', 6],
    ['get-pods x\x1Bb\x1Bb\x1Bb', 'get-pods x', 0],
    ['get-pods x\x01\x1Bf\x1Bd', 'get x', 3],
    ['ab\x14', 'ba', 2],
    ['one\x01\x1Bu', 'ONE', 3],
    ['\x7F\x1B[D\x1B[C\x1B[9~', '', 0],
    ['파드\x7F드', '파드', 2],
    ['\x1B[200~a\tb\x1B[201~', 'a\tb', 3],
  ])('%j', (keys, line, cursor) => {
    const typed = type(keys)
    expect({ line: typed.line, cursor: typed.cursor, screen: typed.screen.at(-1)?.trimEnd() }).toEqual({ line, cursor, screen: `$ ${line.replace('\t', '    ')}`.trimEnd() })
  })

  test('lines that were entered come back, and the one begun is kept', () => {
    const history = ['one', 'two']
    expect(type('\x1B[A', history).line).toBe('two')
    expect(type('\x1B[A\x1B[A', history).line).toBe('one')
    expect(type('\x1B[A\x1B[A\x1B[A', history).line).toBe('one')
    expect(type('draft\x1B[A\x1B[A\x1B[B\x1B[B', history).line).toBe('draft')
    expect(type('draft\x1B[A\x1B.', history).line).toBe('twotwo')
  })

  test('looking for an earlier line', () => {
    const history = ['kubectl get pods', 'ls', 'kubectl get nodes']
    const shows = (keys: string): string | undefined => type(keys, [...history]).screen.at(-1)?.trimEnd()
    expect([shows('\x12'), shows('\x12get'), shows('\x12get\x12'), shows('\x12get\x12\x12'), shows('\x12ls\x1B[C!'), shows('x\x12get\x07')]).toEqual([
      '(reverse-i-search)`\':', '(reverse-i-search)`get\': kubectl get nodes', '(reverse-i-search)`get\': kubectl get pods', '(failed reverse-i-search)`get\': kubectl get pods', '$ l!s', '$ x',
    ])
    expect(type('\x12pods\r', [...history]).entered).toEqual(['kubectl get pods'])
  })

  test('a long line goes over several rows; wide letters are not divided', () => {
    expect(type('abcdefgh', [], 10).screen).toEqual(['$ abcdefgh', ''])
    expect(type('abcdefghij\x01X', [], 10).screen).toEqual(['$ Xabcdefg', 'hij'])
    expect(type('abcdefg파드\x7F', [], 10).screen).toEqual(['$ abcdefg', '파'])
    expect(type('abcdefghijkl\r', [], 10).screen).toEqual(['$ abcdefgh', 'ijkl', '$ '])
    expect(type('abcdefghijkl\x01\x04\x04\x04\x04\x04', [], 10).screen).toEqual(['$ fghijkl'])
  })

  test('as text it is one line all the same', () => {
    const text = drawn(shownOf(prompt, type('abcdefghijkl').editor), 10).replaceAll('\n', '\r\n')
    expect([rowsOf(text), linesOf(text)]).toEqual([['$ abcdefgh', 'ijkl'], ['$ abcdefghijkl']])
  })

  const key = fc.constantFrom('a', 'B', ' ', '-', '한', '🙂', '\x7F', '\x1B[D', '\x1B[C', '\x01', '\x05', '\x17', '\x0B', '\x15', '\x19', '\x1B[A', '\x1B[B', '\x12', '\x07', '\x14', '\x1Bb', '\x1Bf', '\x1Bd', '\x04')
  test('only adds what is typed at the end of a long line, so that a narrower screen shows it too', () => {
    let editor = emptyEditor
    let output = ''
    for (const key of '0123456789'.repeat(3)) {
      const before = shownOf(prompt, editor)
      editor = press(editor, key, []).editor
      output += redraw(before, shownOf(prompt, editor), 12)
    }
    expect(output.replaceAll('\x1B[?7777h\n', '|')).toBe('0123456789|012345678901|23456789')
  })

  test('whatever is typed, the screen shows it', () => {
    fc.assert(fc.property(fc.array(key, { maxLength: 60 }), fc.integer({ min: 5, max: 40 }), (keys, columns) => {
      const { screen, editor } = type(keys.join(''), ['an earlier line', '한글 명령 줄'], columns)
      const shown = screenOf(drawn(shownOf(prompt, editor), columns))
      expect(screen.map(row => row.trimEnd()).join('\n').trimEnd()).toBe(shown.map(row => row.trimEnd()).join('\n').trimEnd())
    }), { numRuns: 500 })
  })
})

test('Hangul takes two cells', () => {
  expect([cellsOf('abc'), cellsOf('파드 a'), cellsOf('e\u0301'), cellsOf('🙂')]).toEqual([3, 6, 1, 2])
})
