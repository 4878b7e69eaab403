// vi and nano as programs: they open a file, take the terminal, and write.
import { FileError, resolvePath } from '../../runtime/files.ts'
import type { Process, Program } from '../../runtime/process.ts'
import { cellsOf } from '../../runtime/width.ts'
import { cutTo, onScreen, padded, reversed, type Picture } from '../fullscreen/canvas.ts'
import * as nanos from './nano.ts'
import { viewOf } from './view.ts'
import * as vis from './vi.ts'

/** Does what an editor wishes; answers what went wrong. */
function grant(process: Process, { write, content = '' }: vis.Wish): string | undefined {
  if (write === undefined) return undefined
  try { process.machine.files.write(resolvePath(process.cwd, write), content) }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    return error.message
  }
  return undefined
}

/** The file to edit, and the line to begin at: `vi +3 file`. */
function opening(process: Process): { readonly path: string, readonly content: string | undefined, readonly row: number } {
  const words = process.args.slice(1)
  const path = words.find(word => !/^[-+]/.test(word)) ?? ''
  const row = Number(words.find(word => /^\+\d+$/.test(word))?.slice(1) ?? 1) - 1
  return { path, content: path === '' ? undefined : process.machine.files.read(resolvePath(process.cwd, path)), row }
}

export const vi: Program = function* (process) {
  const { path, content, row } = opening(process)
  if (process.machine.files.isDirectory(resolvePath(process.cwd, path)) && path !== '') {
    process.err(`"${path}" is a directory\n`)
    return 1
  }
  let state = vis.opened(path, content, 22)
  if (row > 0) state = { ...state, text: { ...state.text, at: { row: Math.min(row, state.text.lines.length - 1), column: 0 } } }
  let top = 0
  const draw = ({ columns, rows }: { readonly columns: number, readonly rows: number }): Picture => {
    const height = Math.max(1, rows - 1)
    const view = viewOf(state.text, top, height, columns, state.numbers)
    top = view.top
    state = { ...state, height }
    const filler = Array.from({ length: height - view.rows.length }, () => '~')
    const modes = { normal: '', insert: '-- INSERT --', replace: '-- REPLACE --', line: '' }
    const left = state.mode === 'line' ? state.typed : state.message || modes[state.mode]
    const where = `${state.pending.padEnd(11)}${state.text.at.row + 1},${state.text.at.column + 1}`
    const last = state.mode === 'line' || cellsOf(left) + where.length + 2 > columns ? cutTo(left, columns) : padded(left, Math.max(cellsOf(left), columns - where.length - 8)) + where
    return { rows: [...view.rows, ...filler, last].slice(0, rows), cursor: state.mode === 'line' ? { row: rows - 1, column: Math.min(columns - 1, cellsOf(state.typed)) } : view.cursor }
  }
  const code = yield* onScreen(process, {
    draw,
    press: key => {
      state = vis.press(state, key)
      const { wish } = state
      if (!wish) return undefined
      const wrong = grant(process, wish)
      if (wrong !== undefined) state = { ...state, written: '\0', message: `"${wish.write ?? ''}" E212: Can't open file for writing: ${wrong}` }
      return wish.quit && wrong === undefined ? 0 : undefined
    },
  })
  return code ?? noTerminal(process, 'Vim: Warning: Input is not from a terminal\n')
}

export const nano: Program = function* (process) {
  const { path, content, row } = opening(process)
  let state = nanos.opened(path, content, 20)
  if (row > 0) state = { ...state, text: { ...state.text, at: { row: Math.min(row, state.text.lines.length - 1), column: 0 } } }
  let top = 0
  const draw = ({ columns, rows }: { readonly columns: number, readonly rows: number }): Picture => {
    const height = Math.max(1, rows - 4)
    const view = viewOf(state.text, top, height, columns)
    top = view.top
    state = { ...state, height }
    const title = padded(`  GNU nano 7.2${' '.repeat(Math.max(1, Math.floor((columns - 20 - cellsOf(state.path)) / 2)))}${state.path || 'New Buffer'}`, Math.max(1, columns - 10)) + (nanos.isChanged(state) ? 'Modified  ' : ' '.repeat(10))
    const prompt = nanos.promptOf(state)
    const status = state.question ? reversed(padded(prompt, columns)) : state.message === '' ? '' : ' '.repeat(Math.max(0, Math.floor((columns - state.message.length) / 2))) + reversed(state.message)
    const keys = nanos.keysOf(state)
    const perLine = Math.ceil(keys.length / 2)
    const width = Math.floor(columns / Math.max(1, perLine))
    const help = [keys.slice(0, perLine), keys.slice(perLine)].map(half => half.map(([key, what]) => reversed(key) + padded(` ${what}`, Math.max(1, width - key.length))).join(''))
    const filler = Array.from({ length: Math.max(0, height - view.rows.length) }, () => '')
    return { rows: [reversed(cutTo(title, columns)), ...view.rows, ...filler, status, ...help].slice(0, rows), cursor: state.question ? { row: rows - 3, column: Math.min(columns - 1, cellsOf(prompt)) } : { row: view.cursor.row + 1, column: view.cursor.column } }
  }
  const code = yield* onScreen(process, {
    draw,
    hasAltKeys: true,
    press: key => {
      state = nanos.press(state, key)
      const { wish } = state
      if (!wish) return undefined
      const wrong = grant(process, wish)
      if (wrong !== undefined) state = { ...state, written: '\0', message: `[ Error writing ${wish.write ?? ''}: ${wrong} ]` }
      return wish.quit && wrong === undefined ? 0 : undefined
    },
  })
  return code ?? noTerminal(process, 'Standard input is not a terminal\n')
}

function noTerminal(process: Process, complaint: string): number {
  process.err(complaint)
  return 1
}
