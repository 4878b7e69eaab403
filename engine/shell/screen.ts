// What a terminal's output looks like as plain lines: for paper, for screen readers and for tests. Understands the
// control sequences that our own terminal and commands write.
import { cellsOf } from '../runtime/width.ts'

const sequence = /\x1B\[([?0-9;]*)([A-Za-z])|\x1B[^[]|[\s\S]/gu

/** A letter in the first of its cells; the others of a wide one are empty. */
type Row = string[]

class Screen {
  rows: Row[] = [[]]
  private row = 0
  private column = 0
  /** The screen behind the one that an editor took. */
  private behind: { readonly rows: Row[], readonly row: number, readonly column: number } | undefined

  control(command: string, parameters: string): void {
    const [first = '', second = ''] = parameters.split(';')
    const count = Number(first || 1)
    switch (command) {
      case 'A': this.row = Math.max(0, this.row - count); break
      case 'B': this.moveTo(this.row + count, this.column); break
      case 'C': this.column += count; break
      case 'D': this.column = Math.max(0, this.column - count); break
      case 'G': this.column = count - 1; break
      case 'H': this.moveTo(count - 1, Number(second || 1) - 1); break
      case 'K': this.eraseLine(first); break
      case 'J': this.erase(first); break
      case 'h':
      case 'l': if (parameters === '?1049') this.swap(command === 'h'); break
    }
  }

  put(letter: string): void {
    if (letter === '\r') this.column = 0
    else if (letter === '\n') this.moveTo(this.row + 1, this.column)
    else if (letter === '\b') this.column = Math.max(0, this.column - 1)
    else if (letter >= ' ') {
      const row = this.rows[this.row] ?? []
      const cells = cellsOf(letter)
      if (cells === 0) row[Math.max(0, this.column - 1)] += letter
      else {
        row[this.column] = letter
        if (cells === 2) row[this.column + 1] = ''
        this.column += cells
      }
    }
  }

  private moveTo(row: number, column: number): void {
    this.row = row
    this.column = column
    while (this.rows.length <= row) this.rows.push([])
  }

  private eraseLine(how: string): void {
    const row = this.rows[this.row]
    if (!row) return
    if (how === '2') row.length = 0
    else if (how === '1') row.fill(' ', 0, this.column + 1)
    else row.length = Math.min(row.length, this.column)
  }

  private erase(how: string): void {
    if (how === '2' || how === '3') {
      this.rows = [[]]
      this.moveTo(0, 0)
    }
    else {
      this.eraseLine('')
      this.rows.length = this.row + 1
    }
  }

  private swap(isTaken: boolean): void {
    if (isTaken === (this.behind !== undefined)) return
    const { rows, row, column } = this.behind ?? { rows: [[]], row: 0, column: 0 }
    this.behind = isTaken ? { rows: this.rows, row: this.row, column: this.column } : undefined
    Object.assign(this, { rows, row, column })
  }
}

/** What was asked last: what a terminal says only grows, so the next answer goes on from there. */
let last = { output: '', read: 0, screen: new Screen() }

export function linesOf(output: string): readonly string[] {
  if (!output.startsWith(last.output)) last = { output: '', read: 0, screen: new Screen() }
  const { screen } = last
  const fresh = output.slice(last.read)
  const whole = fresh.length - (/\x1B(?:\[[?0-9;]*)?$/.exec(fresh)?.[0].length ?? 0) // the rest of a sequence is still to come
  for (const [text, parameters = '', command] of fresh.slice(0, whole).matchAll(sequence)) {
    if (command !== undefined) screen.control(command, parameters)
    else if (text.length === 1 || !text.startsWith('\x1B')) screen.put(text)
  }
  last = { output, read: last.read + whole, screen }
  return screen.rows.map(row => Array.from(row, letter => letter ?? ' ').join(''))
}
