// The front matter as the author wrote it, forgiving: an entry that is no YAML is reported and left out, the others count.
import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import type { Notice } from './deck.ts'
import { directiveNames } from './directives.ts'

export interface FrontMatter {
  readonly entries: readonly Entry[]
  readonly values: Readonly<Record<string, unknown>>
  readonly notices: readonly Notice[]
  /** The deck with the broken entries emptied, so that Marpit can read the rest; no line moves. */
  readonly lines: readonly string[]
}

export interface Entry { readonly key: string, readonly line: number }

interface Part { readonly line: number, readonly lines: string[] }

export function frontMatterOf(deck: readonly string[]): FrontMatter {
  if (!/^-{3,}\s*$/.test(deck[0] ?? '')) return { entries: [], values: {}, notices: [], lines: deck }
  const end = deck.findIndex((line, index) => index > 0 && /^ {0,3}-{3,}\s*$/.test(line))
  if (end < 0) return { entries: [], values: {}, notices: [{ line: 1, text: '앞머리를 닫는 ---가 없습니다.' }], lines: deck }

  const lines = [...deck]
  const notices: Notice[] = []
  const entries: Entry[] = []
  const values = new Map<string, unknown>()
  for (const part of partsOf(deck.slice(1, end))) {
    const fault = read(part.lines, values, key => entries.push({ key, line: part.line }))
    if (fault === undefined) continue
    notices.push({ line: part.line, text: `${fault}: ${part.lines[0]?.trim() ?? ''}` })
    part.lines.forEach((_, index) => { lines[part.line - 1 + index] = '' })
  }
  return { entries, values: Object.fromEntries(values), notices, lines }
}

/** An entry begins where a line is not indented. */
function partsOf(lines: readonly string[]): Part[] {
  const parts: Part[] = []
  lines.forEach((line, index) => {
    const last = parts.at(-1)
    if (last && !/^[^\s#\]}]/.test(line)) last.lines.push(line)
    else if (/^\S/.test(line) && !line.startsWith('#')) parts.push({ line: index + 2, lines: [line] })
  })
  return parts
}

/** Adds what an entry says to the values, or tells what is wrong with it. */
function read(lines: readonly string[], values: Map<string, unknown>, found: (key: string) => void): string | undefined {
  const entry = parsed(loose(lines))
  if (entry === undefined) return '앞머리를 YAML로 읽을 수 없습니다'
  for (const [key, value] of Object.entries(entry)) {
    if (values.has(key)) return '앞머리에 같은 열쇠가 두 번 있습니다'
    values.set(key, value)
    found(key)
  }
  return undefined
}

function parsed(yaml: string): Record<string, unknown> | undefined {
  try {
    load(yaml, { schema: FAILSAFE_SCHEMA }) // what Marpit will do
    const value: unknown = load(yaml)
    return isRecord(value) ? value : undefined
  }
  catch {
    return undefined
  }
}

/** As Marpit does: the text after a directive needs no quotes. */
function loose([first = '', ...rest]: readonly string[]): string {
  const [, key = '', gap = '', text = ''] = /^([\w]+)(\s*:\s+)(.+)$/.exec(first) ?? []
  const isLoose = directiveNames.has(key.replace(/^_/, '')) && !/^["'{|>~&*[]/.test(text)
  return [isLoose && rest.every(line => line.trim() === '') ? `${key}${gap}${JSON.stringify(text.trim())}` : first, ...rest].join('\n')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
