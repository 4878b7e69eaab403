// What a terminal's output looks like as plain lines: for paper, for screen readers and for tests. Understands the
// control sequences that our own terminal and commands write.
import { cellsOf } from '../runtime/width.ts'

const sequence = /\x1B\[([?0-9;]*)([A-Za-z])|\x1B[^[]|[\s\S]/gu

/** A letter in the first of its cells; the others of a wide one are empty. */
interface Row {
  readonly cells: string[]
  /** The line goes on in the next row. */
  goesOn: boolean
}

/** Said before the line break of a line that is only too long for its row; terminals do not know it, and pass over it. */
export const softBreak = '\x1B[?7777h\n'

const emptyRow = (): Row => ({ cells: [], goesOn: false })

class Screen {
  rows: Row[] = [emptyRow()]
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
      case 'l':
        if (parameters === '?1049') this.swap(command === 'h')
        else if (parameters === '?7777') this.goOn()
        break
    }
  }

  put(letter: string): void {
    if (letter === '\r') this.column = 0
    else if (letter === '\n') this.moveTo(this.row + 1, this.column)
    else if (letter === '\b') this.column = Math.max(0, this.column - 1)
    else if (letter >= ' ') {
      const row = this.rows[this.row]?.cells ?? []
      const width = cellsOf(letter)
      if (width === 0) row[Math.max(0, this.column - 1)] += letter
      else {
        row[this.column] = letter
        if (width === 2) row[this.column + 1] = ''
        this.column += width
      }
    }
  }

  private moveTo(row: number, column: number): void {
    this.row = row
    this.column = column
    while (this.rows.length <= row) this.rows.push(emptyRow())
  }

  private goOn(): void {
    const row = this.rows[this.row]
    if (row) row.goesOn = true
  }

  private eraseLine(how: string): void {
    const row = this.rows[this.row]
    if (!row) return
    if (how !== '1') row.goesOn = false
    if (how === '2') row.cells.length = 0
    else if (how === '1') row.cells.fill(' ', 0, this.column + 1)
    else row.cells.length = Math.min(row.cells.length, this.column)
  }

  private erase(how: string): void {
    if (how === '2' || how === '3') {
      this.rows = [emptyRow()]
      this.moveTo(0, 0)
    }
    else {
      this.eraseLine('')
      this.rows.length = this.row + 1
    }
  }

  private swap(isTaken: boolean): void {
    if (isTaken === (this.behind !== undefined)) return
    const { rows, row, column } = this.behind ?? { rows: [emptyRow()], row: 0, column: 0 }
    this.behind = isTaken ? { rows: this.rows, row: this.row, column: this.column } : undefined
    Object.assign(this, { rows, row, column })
  }
}

/** What was asked last: what a terminal says only grows, so the next answer goes on from there. */
let last = { output: '', read: 0, screen: new Screen() }

function screenOf(output: string): Screen {
  if (!output.startsWith(last.output)) last = { output: '', read: 0, screen: new Screen() }
  const { screen } = last
  const fresh = output.slice(last.read)
  const whole = fresh.length - (/\x1B(?:\[[?0-9;]*)?$/.exec(fresh)?.[0].length ?? 0) // the rest of a sequence is still to come
  for (const [text, parameters = '', command] of fresh.slice(0, whole).matchAll(sequence)) {
    if (command !== undefined) screen.control(command, parameters)
    else if (text.length === 1 || !text.startsWith('\x1B')) screen.put(text)
  }
  last = { output, read: last.read + whole, screen }
  return screen
}

const textOf = ({ cells }: Row): string => Array.from(cells, letter => letter ?? ' ').join('')

/** The rows as they stand. */
export const rowsOf = (output: string): readonly string[] => screenOf(output).rows.map(textOf)

/** The lines, each whole, however many rows it takes. */
export function linesOf(output: string): readonly string[] {
  const lines: string[] = []
  let begun = ''
  for (const row of screenOf(output).rows) {
    begun += textOf(row)
    if (row.goesOn) continue
    lines.push(begun)
    begun = ''
  }
  return begun === '' ? lines : [...lines, begun]
}
