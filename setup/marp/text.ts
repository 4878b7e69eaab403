// Words out of tokens: titles and slugs.
import { elementName, isComponentName } from './html/names.ts'
import type { Token } from './token.ts'

/** The text of a heading as it can be seen. */
function visibleText(tokens: readonly Token[]): string {
  return tokens.map((token) => {
    if (token.hidden) return ''
    if (token.type === 'text' || token.type === 'code_inline' || token.type === 'emoji') return token.content
    if (token.type === 'softbreak' || token.type === 'hardbreak' || /^<br/i.test(token.content)) return ' '
    if (token.type === 'html_inline') return isText(token.content) ? token.content : ''
    return token.type === 'inline' ? visibleText(token.children ?? []) : ''
  }).join('').replace(/\s+/g, ' ').trim()
}

/** A tag that HTML does not know is shown. */
function isText(tag: string): boolean {
  const name = /^<\/?([A-Za-z][\w.-]*)/.exec(tag)?.[1]
  return name !== undefined && elementName(name) === undefined && !isComponentName(name)
}

export interface Heading { readonly text: string, readonly level: number }

export function headingsOf(tokens: readonly Token[]): Heading[] {
  return tokens.flatMap((token, index) => token.type === 'heading_open'
    ? [{ text: visibleText(tokens.slice(index + 1, index + 2)), level: Number(token.tag.slice(1)) }]
    : [])
}
