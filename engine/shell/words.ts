// The words of a command line, as a POSIX shell cuts them: blanks part, quotes join, operators stand alone.

/** A piece of a word: taken as it is, the value of a variable, or what a command says. */
export type Piece =
  | { readonly text: string }
  | { readonly variable: string, readonly quoted: boolean }
  | { readonly command: string, readonly quoted: boolean }

export type Token =
  | { readonly type: 'word', readonly pieces: readonly Piece[] }
  | { readonly type: 'operator', readonly text: Operator }
  | { readonly type: 'end' }

export type Operator = '&&' | '||' | ';' | '|' | '&' | '>' | '>>' | '<' | '2>' | '2>>' | '2>&1' | '<<'

export class ShellSyntaxError extends Error {}

const operators: readonly Operator[] = ['2>&1', '2>>', '2>', '&&', '||', '>>', '<<', ';', '|', '&', '>', '<']
const name = /^[A-Za-z_][A-Za-z0-9_]*|^[?$#@*0-9]/
const braced = /^\{([A-Za-z_][A-Za-z0-9_]*|[?$#@*0-9])\}/

export function tokens(line: string): readonly Token[] {
  const found: Token[] = []
  let at = 0
  while (at < line.length) {
    const letter = line.charAt(at)
    if (letter === ' ' || letter === '\t') at++
    else if (letter === '\n') {
      found.push({ type: 'operator', text: ';' })
      at++
    }
    else if (letter === '#') at = endOfLine(line, at)
    else {
      const operator = operators.find(text => line.startsWith(text, at))
      if (operator !== undefined) {
        found.push({ type: 'operator', text: operator })
        at += operator.length
      }
      else {
        const word = readWord(line, at)
        found.push({ type: 'word', pieces: word.pieces })
        at = word.end
      }
    }
  }
  return [...found, { type: 'end' }]
}

function endOfLine(line: string, at: number): number {
  const end = line.indexOf('\n', at)
  return end < 0 ? line.length : end
}

function readWord(line: string, start: number): { readonly pieces: readonly Piece[], readonly end: number } {
  const pieces: Piece[] = []
  let text = ''
  let began = false // so that '' is a word of no letters, and not no word
  const flush = (): void => {
    if (text !== '' || began) pieces.push({ text })
    text = ''
    began = false
  }
  const variable = (at: number, quoted: boolean): number => {
    if (line.startsWith('$(', at)) {
      const close = closingParenthesis(line, at + 2)
      flush()
      pieces.push({ command: line.slice(at + 2, close), quoted })
      return close + 1
    }
    const rest = line.slice(at + 1, at + 130)
    const found = braced.exec(rest)?.[1] ?? name.exec(rest)?.[0]
    if (found === undefined) {
      text += '$'
      return at + 1
    }
    flush()
    pieces.push({ variable: found, quoted })
    return at + 1 + found.length + (rest.startsWith('{') ? 2 : 0)
  }
  let at = start
  while (at < line.length && !/[ \t\n;|&<>]/.test(line.charAt(at))) {
    const letter = line.charAt(at)
    if (letter === '\'') {
      const close = line.indexOf('\'', at + 1)
      if (close < 0) throw new ShellSyntaxError('unexpected EOF while looking for matching `\'\'')
      text += line.slice(at + 1, close)
      began = true
      at = close + 1
    }
    else if (letter === '"') {
      began = true
      at++
      while (line.charAt(at) !== '"') {
        if (at >= line.length) throw new ShellSyntaxError('unexpected EOF while looking for matching `"\'')
        if (line.charAt(at) === '\\' && /["\\$`\n]/.test(line.charAt(at + 1))) {
          text += line.charAt(at + 1) === '\n' ? '' : line.charAt(at + 1)
          at += 2
        }
        else if (line.charAt(at) === '$') at = variable(at, true)
        else text += line.charAt(at++)
      }
      at++
    }
    else if (letter === '\\') {
      text += line.charAt(at + 1) === '\n' ? '' : line.charAt(at + 1)
      at += 2
    }
    else if (letter === '$') at = variable(at, false)
    else {
      text += letter
      at++
    }
  }
  flush()
  return { pieces, end: at }
}

/** Where the `$(` that opened before `start` closes, past nested ones and quotes. */
function closingParenthesis(line: string, start: number): number {
  let depth = 1
  for (let at = start; at < line.length; at++) {
    const letter = line.charAt(at)
    if (letter === '\\') at++
    else if (letter === '\'' || letter === '"') {
      at = line.indexOf(letter, at + 1)
      if (at < 0) break
    }
    else if (letter === '(') depth++
    else if (letter === ')' && --depth === 0) return at
  }
  throw new ShellSyntaxError('unexpected EOF while looking for matching `)\'')
}
