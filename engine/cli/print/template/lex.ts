// The tokens of a Go template: texts, and what stands between {{ and }}.

export interface Token {
  readonly type: 'text' | 'open' | 'close' | 'field' | 'variable' | 'word' | 'number' | 'string' | 'char' | 'punctuation' | 'space'
  readonly text: string
  /** Where in the template it begins. */
  readonly at: number
}

/** Thrown for what is wrong with a template, or with what it is applied to; the place is put before the message. */
export class TemplateError extends Error {}

export const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length

/** The place of a parse error: the template of kubectl is always called `output`. */
export const parseError = (source: string, at: number, message: string): TemplateError =>
  new TemplateError(`template: output:${lineOf(source, at)}: ${message}`)

const tokenPattern = new RegExp([
  '(?<space>[ \\t\\r\\n]+)',
  '(?<field>\\.[\\p{L}\\p{Nd}_]+)',
  '(?<variable>\\$[\\p{L}\\p{Nd}_]*)',
  '(?<number>[+-]?(?:0[xX][0-9a-fA-F_]+|(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?))',
  '(?<string>"(?:\\\\.|[^"\\\\\\n])*"|`[^`]*`)',
  '(?<char>\'(?:\\\\.|[^\'\\\\\\n])+\')',
  '(?<word>[\\p{L}_][\\p{L}\\p{Nd}_]*)',
  '(?<punctuation>:=|[.|(),=])',
].join('|'), 'uy')

export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('{{', at)
    const text = source.slice(at, open < 0 ? undefined : open)
    const trimAfter = open >= 0 && /^\{\{-[ \t\r\n]/.test(source.slice(open, open + 4))
    const kept = trimAfter ? text.replace(/[ \t\r\n]+$/, '') : text
    if (kept !== '') tokens.push({ type: 'text', text: kept, at })
    if (open < 0) break
    at = actionTokens(source, open, trimAfter ? open + 3 : open + 2, tokens)
  }
  return tokens
}

/** Reads one action and gives back where the text after it begins. */
function actionTokens(source: string, open: number, start: number, tokens: Token[]): number {
  const comment = /^[ \t\r\n]*\/\*[\s\S]*?\*\//.exec(source.slice(start))
  if (comment) {
    const end = start + comment[0].length
    const close = closeAt(source, end)
    if (close === undefined) throw parseError(source, open, 'comment ends before closing delimiter')
    return close
  }
  tokens.push({ type: 'open', text: '{{', at: open })
  let depth = 0
  for (let at = start; ;) {
    const close = closeAt(source, at)
    if (close !== undefined) {
      if (depth > 0) throw parseError(source, at, 'unclosed left paren')
      tokens.push({ type: 'close', text: '}}', at })
      return close
    }
    if (at >= source.length) throw parseError(source, at, 'unclosed action')
    tokenPattern.lastIndex = at
    const match = tokenPattern.exec(source)
    if (!match) throw parseError(source, at, badToken(source, at))
    const type = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] as Token['type'] // the groups are named after the types
    tokens.push({ type, text: match[0], at })
    if (match[0] === '(') depth++
    if (match[0] === ')' && --depth < 0) throw parseError(source, at, 'unexpected right paren U+0029 \')\'')
    at += match[0].length
  }
}

/** Where the text goes on when an action ends here. */
function closeAt(source: string, at: number): number | undefined {
  if (source.startsWith('}}', at)) return at + 2
  const trimmed = /^[ \t\r\n]-\}\}[ \t\r\n]*/.exec(source.slice(at, at + 4)) && /^[ \t\r\n]-\}\}[ \t\r\n]*/.exec(source.slice(at))
  return trimmed ? at + trimmed[0].length : undefined
}

function badToken(source: string, at: number): string {
  const char = source[at] ?? ''
  if (char === '"') return 'unterminated quoted string'
  if (char === '`') return 'unterminated raw quoted string'
  if (char === '\'') return 'unterminated character constant'
  if (char === ':') return 'expected :='
  const code = source.codePointAt(at) ?? 0
  return `unrecognized character in action: U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`
}
