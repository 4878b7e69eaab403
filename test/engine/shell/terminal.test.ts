import { describe, expect, test } from 'vitest'
import { emptyEditor, press, redraw, type Editor } from '../../../engine/shell/line-editor.ts'
import { keysOf } from '../../../engine/runtime/tty.ts'
import { linesOf } from '../../../engine/shell/screen.ts'
import { cellsOf } from '../../../engine/runtime/width.ts'

/** Types keys into an editor and, beside it, shows them on a screen: both must agree. */
function type(data: string, start: Editor = emptyEditor): { line: string, cursor: number, screen: string, entered: string[], editor: Editor } {
  let editor = start
  let output = ''
  const entered: string[] = []
  for (const key of keysOf(data)) {
    const before = editor.line
    const outcome = press(editor, key)
    editor = outcome.editor
    if (outcome.entered === undefined) output += redraw(before, editor.line)
    else {
      entered.push(outcome.entered)
      output += '\r\n'
    }
  }
  return { line: editor.line.letters.join(''), cursor: editor.line.cursor, screen: linesOf(output).at(-1) ?? '', entered, editor }
}

describe('typing a line', () => {
  test.each([
    ['abc', 'abc', 3],
    ['abc\x7F', 'ab', 2],
    ['abc\x1B[D\x1B[Dx', 'axbc', 2],
    ['abc\x01x\x05y', 'xabcy', 5],
    ['abc\x01\x1B[3~', 'bc', 0],
    ['one two\x17', 'one ', 4],
    ['one two\x01\x0B', '', 0],
    ['one\x15two', 'two', 3],
    ['\x7F\x1B[D\x1B[C\x1B[9~', '', 0],
    ['파드\x7F드', '파드', 2],
  ])('%j', (keys, line, cursor) => {
    const typed = type(keys)
    expect({ line: typed.line, cursor: typed.cursor, screen: typed.screen.trimEnd() }).toEqual({ line, cursor, screen: line.trimEnd() })
  })

  test('lines that were entered come back, and the one begun is kept', () => {
    const { editor, entered } = type('one\rtwo\rtwo\r\rdraft')
    expect(entered).toEqual(['one', 'two', 'two', ''])
    expect(type('\x1B[A', editor).line).toBe('two')
    expect(type('\x1B[A\x1B[A', editor).line).toBe('one')
    expect(type('\x1B[A\x1B[A\x1B[A', editor).line).toBe('one')
    expect(type('\x1B[A\x1B[A\x1B[B\x1B[B', editor).line).toBe('draft')
  })

  test('Hangul takes two cells', () => {
    expect([cellsOf('abc'), cellsOf('파드 a'), cellsOf('e\u0301'), cellsOf('🙂')]).toEqual([3, 6, 1, 2])
    expect(redraw({ letters: ['파'], cursor: 1 }, { letters: ['파', '드'], cursor: 1 })).toBe('\x1B[2D\x1B[K파드\x1B[2D')
  })
})
