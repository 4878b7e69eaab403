// A terminal, as the kernel sees it: keys come in, and whoever reads gets them line by line, or raw. What editing a
// shell offers on its command line is the shell's own.
import { Input, type Sink, type Taken } from './input.ts'
import type { Group, Process, Signal } from './process.ts'
import { cellsOf } from './width.ts'

/** One key of a terminal's input: a letter, a control character or an escape sequence. */
export const keysOf = (data: string): readonly string[] => data.match(/\x1B\[[0-9;]*[A-Za-z~]|\x1BO[A-Za-z]|\x1B[A-Za-z.<>]|[\s\S]/gu) ?? []

/** More than this does not wait to be read: who pastes more is told. */
const mostWaiting = 100_000
const interruptKey = '\x03'
const endKey = '\x04'
/** What ends a line that is being edited. */
const endsLine = /^[\r\n\x03\x04]$/
const eraseKey = '\x7F'
/** Keys that are signals, unless somebody reads them raw. */
const signalKeys: ReadonlyMap<string, { readonly signal: Signal, readonly shown: string }> = new Map([
  ['\x03', { signal: 'INT', shown: '^C' }],
  ['\x1A', { signal: 'TSTP', shown: '^Z' }],
  ['\x1C', { signal: 'QUIT', shown: '^\\' }],
])
/** How a terminal reports its size, in rows and columns. */
const sizeReport = /^\x1B\[8;(\d{1,4});(\d{1,4})t$/
export const sizeKeys = (columns: number, rows: number): string => `\x1B[8;${rows};${columns}t`

export interface Size { readonly columns: number, readonly rows: number }
const usualSize: Size = { columns: 80, rows: 24 }
export const isUsual = ({ columns, rows }: Size): boolean => columns === usualSize.columns && rows === usualSize.rows

export class Tty extends Input {
  size: Size = usualSize
  /** Those whom its signals reach; undefined: everybody on it. */
  foreground: Group | undefined
  /** What is shown on it. */
  readonly out: Sink
  private keys: string[] = []
  /** Those before this have been read. */
  private first = 0
  private stopsAtLines = false
  private line: string[] = []
  private mode: 'lines' | 'raw' = 'lines'
  private readonly processes = new Set<Process>()

  constructor(show: (text: string) => void) {
    super()
    this.out = Object.assign((text: string) => show(text), { isTerminal: true })
  }

  join(process: Process): void { this.processes.add(process) }
  leave(process: Process): void { this.processes.delete(process) }

  type(data: string): void {
    if (data.length + this.keys.length - this.first > mostWaiting) {
      this.out(`\n${data.length} letters are too many at once: ${mostWaiting} can be pasted\n`)
      if (this.mode === 'raw') this.keys.push(interruptKey) // the line that it would have been part of
      return this.wake()
    }
    for (const key of keysOf(data)) {
      const [, rows, columns] = sizeReport.exec(key) ?? []
      const signal = this.mode === 'lines' ? signalKeys.get(key) : undefined
      if (rows !== undefined) {
        this.resize({ columns: Math.max(2, Number(columns)), rows: Math.max(1, Number(rows)) })
        if (this.mode === 'raw') this.keys.push(key) // who passes keys on to another terminal passes on this
      }
      else if (signal) {
        this.keys = []
        this.first = 0
        this.line = []
        this.out(`${signal.shown}\n`)
        this.signal(signal.signal)
      }
      else this.keys.push(key)
    }
    this.wake()
  }

  resize(size: Size): void {
    if (size.columns === this.size.columns && size.rows === this.size.rows) return
    this.size = size
    this.signal('WINCH')
  }

  /** Raw: keys go through as they are, Ctrl-C too; at most a line at once, if that is wanted. Answers how it was before. */
  setRaw(isRaw: boolean, stopsAtLines = false): boolean {
    const before = this.mode === 'raw'
    this.stopsAtLines = stopsAtLines
    this.mode = isRaw ? 'raw' : 'lines'
    return before
  }

  /** What was typed ahead, given back by who had taken too much. */
  giveBack(keys: string): void {
    if (keys !== '') this.keys = [...keysOf(keys), ...this.taken()]
  }

  /** All keys, or as many of them. */
  private taken(count = Infinity): readonly string[] {
    const keys = this.keys.slice(this.first, this.first + count)
    this.first += keys.length
    if (this.first >= this.keys.length) [this.keys, this.first] = [[], 0]
    return keys
  }

  private get nextKey(): string | undefined { return this.taken(1)[0] }

  private get untilLine(): number {
    let end = this.first
    while (end < this.keys.length && !endsLine.test(this.keys[end] ?? '')) end++
    return end + 1 - this.first
  }

  /** Whoever waits for keys looks again whether they are for him. */
  bringForward(group: Group | undefined): void {
    this.foreground = group
    this.wake()
  }

  private isForeground({ group }: Process): boolean { return this.foreground === undefined || group === this.foreground }

  private signal(signal: Signal): void {
    const reached = [...this.processes].filter(process => this.isForeground(process))
    // A shell first, which must know why its command ends; of a pipeline the last first, before its input ends.
    for (const process of reached.sort((a, b) => a.depth - b.depth || b.pid - a.pid)) process.signal(signal)
  }

  protected take(reader?: Process): Taken | undefined {
    if (reader && !this.isForeground(reader)) {
      reader.signal('TTIN') // only the foreground reads
      return undefined
    }
    if (this.mode === 'raw') return this.keys.length > this.first ? { piece: this.taken(this.stopsAtLines ? this.untilLine : Infinity).join('') } : undefined
    for (let key = this.nextKey; key !== undefined; key = this.nextKey) {
      if (key === endKey) return { piece: this.line.length > 0 ? this.line.splice(0).join('') : undefined }
      if (key === '\r' || key === '\n') {
        this.out('\n')
        return { piece: `${this.line.splice(0).join('')}\n` }
      }
      this.edit(key)
    }
    return undefined
  }

  private edit(key: string): void {
    if (key === eraseKey || key === '\b') {
      const erased = this.line.pop()
      if (erased !== undefined) this.out(cellsOf(erased) === 2 ? '\b\b  \b\b' : '\b \b')
    }
    else if (key >= ' ') {
      this.line.push(key)
      this.out(key)
    }
  }
}
