// The words of the command at the end of a line that is not finished.

export interface Typed {
  /** The words before the one at the cursor, without their quotes. */
  readonly words: readonly string[]
  /** The word at the cursor, without its quotes, and as it was typed. */
  readonly word: string
  readonly raw: string
  /** The quote that is still open. */
  readonly quote: string
  /** It is where output goes or input comes from. */
  readonly isTarget: boolean
}

const before: ReadonlySet<string> = new Set(['do', 'then', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time', 'sudo', 'watch', 'exec', 'command', 'nohup', 'env'])

export function commandAt(line: string): Typed {
  let words: string[] = []
  let [word, raw, quote] = ['', '', '']
  let isTarget = false
  const end = (): void => {
    if (raw !== '' && !isTarget) words.push(word)
    if (raw !== '') isTarget = false
    ;[word, raw] = ['', '']
  }
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i)
    if (quote === '' && (letter === ' ' || letter === '\t')) end()
    else if (quote === '' && '|&;()\n'.includes(letter)) {
      end()
      words = []
    }
    else if (quote === '' && (letter === '<' || letter === '>')) {
      end()
      isTarget = true
    }
    else {
      raw += letter
      if (letter === '\\' && quote !== '\'') {
        raw += line.charAt(++i)
        word += line.charAt(i)
      }
      else if (letter === quote) quote = ''
      else if (quote === '' && (letter === '"' || letter === '\'')) quote = letter
      else word += letter
      if (quote === '' && raw.endsWith('$(')) {
        words = []
        ;[word, raw] = ['', '']
      }
    }
  }
  while (words[0] !== undefined && (before.has(words[0]) || /^\w+=/.test(words[0]))) words = words.slice(1)
  return { words, word, raw, quote, isTarget }
}

/** A name as it must be typed. */
export const quoted = (name: string, quote: string): string =>
  quote === '' ? name.replace(/[\s'"\\$`&|;<>()*?![\]{}]/g, '\\$&') : quote + name
