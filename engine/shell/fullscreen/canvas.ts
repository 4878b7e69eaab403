// The whole terminal for one program: what has changed is drawn anew, and afterwards all is as before.
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { keysOf, Tty, type Size } from '../../runtime/tty.ts'
import { cellsOf } from '../../runtime/width.ts'

export interface Picture {
  readonly rows: readonly string[]
  /** Where the cursor stands; undefined: nowhere. */
  readonly cursor: { readonly row: number, readonly column: number } | undefined
}

export const reversed = (text: string): string => `\x1B[7m${text}\x1B[m`

/** A row as wide as the terminal at most. */
export function cutTo(text: string, columns: number): string {
  if (cellsOf(text) <= columns) return text
  let [cells, cut] = [0, '']
  for (const letter of text) {
    cells += cellsOf(letter)
    if (cells > columns) break
    cut += letter
  }
  return cut
}

export const padded = (text: string, columns: number): string => {
  const cut = cutTo(text, columns)
  return cut + ' '.repeat(Math.max(0, columns - cellsOf(cut)))
}

/** What a program that has the whole terminal does. */
export interface Act {
  readonly draw: (size: Size) => Picture
  /** Answers the exit code when it is over, or that it ends as Ctrl-C ends things. */
  readonly press: (key: string, size: Size) => number | 'interrupted' | undefined
  /** Looks again after so long; undefined: only when something is typed. */
  readonly everyMs?: number
  readonly wake?: () => Task
  /** Alt and a letter are one key, and not Escape and a letter. */
  readonly hasAltKeys?: boolean
}

const suspendKey = '\x1A'
const interrupt = 2

/** Plays until it is over; undefined when there is no terminal to play on. */
export function* onScreen(process: Process, act: Act): Task<number | undefined> {
  const { input, terminal, out } = process
  const tty = input instanceof Tty ? input : terminal // what is shown may come by a pipe; keys come from the terminal
  if (!tty || !out.isTerminal) return undefined
  let shown: readonly string[] = []
  const enter = (): void => {
    shown = []
    tty.setRaw(true)
    out('\x1B[?1049h\x1B[2J')
  }
  const leave = (): void => {
    tty.setRaw(false)
    out('\x1B[?1049l')
  }
  const show = (): void => {
    const { rows, cursor } = act.draw(tty.size)
    let text = ''
    for (const [i, row] of rows.entries()) if (row !== shown[i]) text += `\x1B[${i + 1};1H\x1B[K${row}`
    for (let i = rows.length; i < shown.length; i++) text += `\x1B[${i + 1};1H\x1B[K`
    shown = rows
    out(text + (cursor ? `\x1B[${cursor.row + 1};${cursor.column + 1}H` : ''))
  }
  process.catch('WINCH')
  enter()
  try {
    for (let nextMs = process.machine.clock.nowMs; ;) {
      if (process.machine.clock.nowMs >= nextMs) {
        if (act.wake) yield* act.wake()
        nextMs = process.machine.clock.nowMs + (act.everyMs ?? Infinity)
      }
      show()
      const typed = act.everyMs === undefined ? yield* tty.read(process) : yield* readFor(process, tty, Math.max(0, nextMs - process.machine.clock.nowMs))
      if (typed === undefined) return 1
      if (process.takeSignal()) { // another size: all of it anew
        shown = []
        out('\x1B[2J')
      }
      const keys = keysOf(typed).flatMap(key => /^\x1B[A-Za-z.<>]$/.test(key) && !act.hasAltKeys ? ['\x1B', key.slice(1)] : [key])
      for (const [i, key] of keys.entries()) {
        const code = key === suspendKey ? undefined : act.press(key, tty.size)
        if (code === undefined && key !== suspendKey) continue
        tty.giveBack(keys.slice(i + 1).join(''))
        if (typeof code === 'number') return code
        leave()
        if (code === 'interrupted') {
          process.kill(interrupt)
          return 0
        }
        process.signal('TSTP')
        yield* process.sleep(0)
        enter()
        break
      }
    }
  }
  finally { if (!process.status) leave() }
}

/** What is typed within a while; nothing, when nothing is. */
function* readFor(process: Process, tty: Tty, ms: number): Task<string | undefined> {
  const { clock, name } = process.machine
  const atMs = clock.nowMs + ms
  const reading = tty.read(process)
  for (let step = reading.next(); ; step = reading.next()) {
    if (step.done) return step.value
    if (clock.nowMs >= atMs) return ''
    const news = step.value
    yield* process.until(resume => {
      const cancel = news(resume)
      const timer = clock.after(atMs - clock.nowMs, `${name}: ${process.name} looks again`, resume)
      return () => {
        cancel?.()
        timer.cancel()
      }
    })
    if (process.hasSignal) return ''
  }
}
