// The body of a slide: HTML that Markdown leaves alone, with the code blocks standing between as Markdown. So nothing that
// Slidev's Markdown reads differently from Marp's can change what a slide says.
import { codeLines, isCode } from './code.ts'
import type { Deck } from './deck.ts'
import { Balancer } from './html/balance.ts'
import { isComponentName, starters } from './html/names.ts'
import { pieces } from './html/pieces.ts'
import type { Token } from './token.ts'

export function bodyLines(tokens: readonly Token[], deck: Deck, after: string): string[] {
  const balancer = new Balancer()
  const stretches: string[][] = []
  let html = ''
  for (const run of runs(tokens)) {
    const [first] = run
    if (first && isCode(first)) {
      stretches.push(...htmlStretches(html), codeLines(first, deck.own), commentEnd(first))
      html = ''
    }
    else html += balancer.feed(deck.render(run))
  }
  stretches.push(...htmlStretches(html + balancer.end() + after))
  return stretches.filter(lines => lines.length > 0).flatMap((lines, index) => index === 0 ? lines : ['', ...lines])
}

/** The tokens in runs: each code block alone, what lies between together. */
function runs(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = []
  let isOpen = false
  for (const token of tokens) {
    if (isOpen && !isCode(token)) found.at(-1)?.push(token)
    else found.push([token])
    isOpen = !isCode(token)
  }
  return found
}

/** A blank line would end the HTML, so there is none. */
function htmlStretches(html: string): string[][] {
  return begun(html.split('\n').map(line => line.trimEnd()).filter(line => line !== '').map(disarmed))
}

/** HTML must begin with a tag that begins HTML in Slidev's Markdown. A component that stands alone is HTML of one line there. */
function begun([first = '', ...rest]: string[]): string[][] {
  if (first === '') return []
  const [, tag = '', name = ''] = /^\s*(<\/?([A-Za-z][\w-]*)(?=[\s/>]).*)$/.exec(first) ?? []
  const isComponent = isComponentName(name)
  if (starters.has(name) || isComponent && !/\/>|<\//.test(tag)) return [[tag, ...rest]]
  return isComponent && isAlone(tag) ? [[tag], ...begun(rest)] : [['<div hidden></div>', first, ...rest]]
}

function isAlone(line: string): boolean {
  const [tag, ...rest] = pieces(line)
  return tag?.kind === 'open' && tag.selfClosing && rest.length === 0
}

/** Slidev looks for a note from any `<!--` to the next `-->`, also from one that only stands in a piece of code. */
function commentEnd({ content }: Token): string[] {
  return content.lastIndexOf('<!--') > content.lastIndexOf('-->') ? ['<div hidden data-end="-->"></div>'] : []
}

/** Slidev's splitter looks at the beginning of every line. */
function disarmed(line: string): string {
  if (line.startsWith('---')) return `&#45;${line.slice(1)}`
  return line.replace(/^(\s*)`(?=``)/, '$1&#96;')
}
