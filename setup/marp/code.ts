// Code blocks stay Markdown: Slidev colours them. It stops at a language it does not know, and its splitter sees only fences
// of backticks.
import { bundledLanguages } from 'shiki/langs'
import type { Token } from './token.ts'

const plain = ['text', 'txt', 'plain', 'plaintext', 'ansi', 'mermaid', 'plantuml']
const otherNames: Readonly<Record<string, string>> = { 'c++': 'cpp', 'c#': 'csharp', 'f#': 'fsharp' } // Slidev reads only letters

export function isCode(token: Token): boolean {
  return token.type === 'fence' || token.type === 'code_block'
}

export function codeLines({ type, info, markup, content }: Token, own: boolean): string[] {
  const code = content.replace(/\n$/, '').split('\n')
  const runs = code.map(line => /^\s*(`*)/.exec(line)?.[1]?.length ?? 0)
  const written = markup.startsWith('`') ? markup.length : 0
  const fence = '`'.repeat(Math.max(3, written, ...runs.map(run => run + 1)))
  return [fence + (type === 'fence' ? infoFor(info, own) : 'text'), ...code, fence]
}

/** Foreign decks name a language; what else stands there would mean something to Slidev. */
function infoFor(info: string, own: boolean): string {
  const [, written = '', rest = ''] = /^\s*([^\s{[]*)(.*)$/s.exec(info) ?? []
  const language = languageOf(written)
  return own ? language + rest : language
}

function languageOf(written: string): string {
  const name = written.toLowerCase()
  const language = otherNames[name] ?? name
  return language === '' || plain.includes(language) || Object.hasOwn(bundledLanguages, language) ? language : 'text'
}
