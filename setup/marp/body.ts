// The body of a slide: HTML that Markdown leaves alone, with the code blocks standing between as Markdown. So nothing that
// Slidev's Markdown reads differently from Marp's can change what a slide says.
import { codeLines, isCode } from './code.ts'
import type { Deck } from './deck.ts'
import { Balancer } from './html/balance.ts'
import { starters } from './html/names.ts'
import type { Token } from './token.ts'

export function bodyLines(tokens: readonly Token[], deck: Deck, before: string, after: string): string[] {
  const balancer = new Balancer()
  const stretches: string[][] = []
  let html = balancer.feed(before)
  for (const run of runs(tokens)) {
    const [first] = run
    if (first && isCode(first)) {
      stretches.push(htmlLines(html), codeLines(first, deck.own))
      html = ''
    }
    else html += balancer.feed(deck.render(run))
  }
  stretches.push(htmlLines(html + balancer.end() + balancer.feed(after)))
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

/** A blank line would end the HTML, so there is none; it begins with a tag that begins HTML in every Markdown. */
function htmlLines(html: string): string[] {
  const lines = html.split('\n').map(line => line.trimEnd()).filter(line => line !== '').map(disarmed)
  const [first = ''] = lines
  if (lines.length === 0) return []
  const name = /^\s*<\/?([a-z][a-z0-9]*)(?=[\s>])/.exec(first)?.[1] ?? ''
  return starters.has(name) ? [first.trimStart(), ...lines.slice(1)] : ['<div hidden></div>', ...lines]
}

/** Slidev's splitter looks at the beginning of every line. */
function disarmed(line: string): string {
  if (line.startsWith('---')) return `&#45;${line.slice(1)}`
  return line.replace(/^(\s*)`(?=``)/, '$1&#96;')
}
