// What stands on a slide, out of Marpit's tokens: its headline, its words, what runs on it.
import { isComponentName } from '../../setup/marp/html/names.ts'
import type { Token } from '../../setup/marp/token.ts'

export interface Fence {
  /** What stands behind the ticks: a language, and what else. */
  readonly info: string
  readonly body: string
  readonly line: number
}

export interface Component { readonly name: string, readonly attributes: Readonly<Record<string, string>> }

/** A run of text; `quoted` is what the slide only cites. */
export interface Run { readonly text: string, readonly line: number, readonly quoted: boolean }

export interface Content {
  readonly headline: string | undefined
  /** The text in running letters, block by block, headline included; code is left out of it, marked by ⟨⟩. */
  readonly runs: readonly Run[]
  /** All words beside the headline, code in running text included. */
  readonly text: string
  /** How many they are. */
  readonly wordCount: number
  readonly fences: readonly Fence[]
  readonly components: readonly Component[]
  readonly pictures: readonly { readonly url: string, readonly description: string }[]
  readonly links: readonly string[]
}

export function contentOf(tokens: readonly Token[]): Content {
  const blocks = blocksIn(tokens)
  const html = everyToken(tokens).filter(({ type }) => type === 'html_block' || type === 'html_inline').map(({ content }) => content).join('\n')
  const text = blocks.filter(({ heading }) => !heading).map(({ counted }) => counted).join(' ')
  return {
    headline: blocks.find(({ heading }) => heading)?.text,
    runs: blocks.map(({ text, line, quoted }) => ({ text, line, quoted })),
    text,
    wordCount: text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length,
    fences: tokens.filter(({ type }) => type === 'fence').map(({ info, content, map }) => ({ info: info.trim(), body: content, line: (map?.[0] ?? 0) + 1 })),
    components: componentsIn(html),
    pictures: everyToken(tokens).filter(({ type }) => type === 'image')
      .filter(({ meta }) => meta?.marpitImage?.background !== true)
      .map(token => ({ url: token.attrGet('src') ?? '', description: (token.children ?? []).map(({ content }) => content).join('') })),
    links: everyToken(tokens).filter(({ type }) => type === 'link_open').map(token => token.attrGet('href') ?? ''),
  }
}

interface Block extends Run {
  readonly heading: boolean
  readonly counted: string
}

function blocksIn(tokens: readonly Token[]): Block[] {
  let quotes = 0
  let line = 1
  let heading = false
  return tokens.flatMap((token): Block[] => {
    if (token.map) line = token.map[0] + 1
    if (token.type === 'blockquote_open' && token.tag === 'blockquote') quotes++
    if (token.type === 'blockquote_close' && token.tag === 'blockquote') quotes--
    if (token.type === 'heading_open') heading = token.tag === 'h1'
    if (token.type === 'heading_close') heading = false
    const block = { line, quoted: quotes > 0, heading }
    if (token.type === 'inline') return [{ ...block, text: textOf(token.children ?? [], '⟨⟩'), counted: textOf(token.children ?? []) }]
    if (token.type !== 'html_block') return []
    const text = token.content.replace(/<!--.*?-->|<[^>]*>/gs, ' ').trim()
    return text === '' ? [] : [{ ...block, text, counted: text }]
  })
}

/** The words of a line; `code` in the place of what is set as code, or the code itself. */
function textOf(tokens: readonly Token[], code?: string): string {
  return tokens.map((token) => {
    if (token.type === 'text' || token.type === 'emoji') return token.content
    if (token.type === 'code_inline') return code ?? token.content
    if (token.type === 'softbreak' || token.type === 'hardbreak' || /^<br/i.test(token.content)) return ' '
    return ''
  }).join('').replace(/\s+/g, ' ').trim()
}

const everyToken = (tokens: readonly Token[]): Token[] => tokens.flatMap(token => [token, ...everyToken(token.children ?? [])])

function componentsIn(html: string): Component[] {
  return [...html.matchAll(/<([A-Za-z][\w.-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g)]
    .filter(([, name = '']) => isComponentName(name))
    .map(([, name = '', attributes = '']) => ({
      name,
      attributes: Object.fromEntries([...attributes.matchAll(/([\w:@-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value])),
    }))
}
