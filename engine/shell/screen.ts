// What a terminal's output looks like as plain lines: for paper, for screen readers and for tests. Understands the
// few control sequences that our own terminal and commands write.

const sequence = /\x1B\[([0-9;]*)([A-Za-z])|[\s\S]/gu

export function linesOf(output: string): readonly string[] {
  let lines: string[][] = [[]]
  let row = 0
  let column = 0
  for (const [text, parameters = '', command] of output.matchAll(sequence)) {
    const line = lines[row] ?? []
    if (command === 'D') column = Math.max(0, column - Number(parameters || 1)) // cells; exact while the line is narrow letters
    else if (command === 'K') line.length = Math.min(line.length, column)
    else if (command === 'J' && parameters === '2') lines = [[]]
    else if (command === 'H') row = column = 0
    else if (command !== undefined || text === '\x1B') continue
    else if (text === '\r') column = 0
    else if (text === '\n') {
      row++
      lines[row] ??= []
    }
    else {
      line[column] = text
      lines[row] = line
      column++
    }
  }
  return lines.map(line => Array.from(line, letter => letter ?? ' ').join(''))
}
