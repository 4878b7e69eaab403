// What was entered before: `!!`, `!3`, `!kub`, `!$`, `^old^new`.

const mostLines = 500

/** Remembers a command, however many lines it took, as one line. */
export function remembered(history: string[], text: string): void {
  const lines = text.replace(/\n+$/, '').split('\n')
  const line = text.includes('<<') ? text.replace(/\n+$/, '')
    : lines.reduce((all, next) => all.endsWith('\\') ? all.slice(0, -1) + next : /(^|\s|;|[({|&])(do|then|else|elif|in|\{|\(|&&|\|\||\||;;?)$/.test(all) ? `${all} ${next.trim()}` : `${all}; ${next.trim()}`)
  if (line.trim() === '' || history.at(-1) === line) return
  history.push(line)
  if (history.length > mostLines) history.shift()
}

/** A line with what it says of earlier ones filled in. */
export function expandHistory(line: string, history: readonly string[]): { readonly text: string, readonly error?: string } {
  const [, old, by] = /^\^([^^]+)\^([^^]*)\^?$/.exec(line) ?? []
  if (old !== undefined) {
    const last = history.at(-1) ?? ''
    return last.includes(old) ? { text: last.replace(old, () => by ?? '') } : { text: line, error: `:s${line}: substitution failed` }
  }
  let text = ''
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i)
    if (letter === '\\') text += letter + line.charAt(++i)
    else if (letter === '!' && quote !== '\'' && /^![^\s=(]/.test(line.slice(i)) && !(quote === '"' && line.charAt(i + 1) === '"') && line.charAt(i - 1) !== '$' && line.charAt(i - 1) !== '{' && line.charAt(i - 1) !== '[') {
      const { event, found } = eventAt(line.slice(i + 1), history)
      if (found === undefined) return { text: line, error: `!${event}` }
      text += found
      i += event.length
    }
    else {
      if (quote === '' && (letter === '\'' || letter === '"')) quote = letter
      else if (letter === quote) quote = ''
      text += letter
    }
  }
  return { text }
}

function eventAt(rest: string, history: readonly string[]): { readonly event: string, readonly found: string | undefined } {
  const last = history.at(-1)
  const event = /^(!|\$|\*|-?\d+|\?[^?]*\??|[^\s;&|<>()'"]+)/.exec(rest)?.[0] ?? ''
  if (event === '!') return { event, found: last }
  if (event === '$') return { event, found: last?.trim().split(/\s+/).at(-1) }
  if (event === '*') return { event, found: last?.trim().split(/\s+/).slice(1).join(' ') }
  if (/^\d+$/.test(event)) return { event, found: history[Number(event) - 1] }
  if (/^-\d+$/.test(event)) return { event, found: history.at(Number(event)) }
  if (event.startsWith('?')) return { event, found: history.findLast(line => line.includes(event.replace(/^\?|\?$/g, ''))) }
  return { event, found: history.findLast(line => line.startsWith(event)) }
}
