// Closes what was left open and drops what closes nothing, by the rules of HTML for implied ends: a browser forgives
// `<td><ul><li>`, Vue's compiler stops the build.
import { blocks, isComponentName, voids } from './names.ts'
import { pieces, type Tag } from './pieces.ts'

const cells = ['table', 'td', 'th', 'caption']
const rowParts = ['thead', 'tbody', 'tfoot']

/** Opening a tag ends the nearest of these, unless a barrier stands between. */
function impliedEnd(name: string): { ends: string[], barriers: string[] } | undefined {
  if (name === 'li') return { ends: ['li'], barriers: ['ul', 'ol', 'menu', ...cells] }
  if (name === 'dt' || name === 'dd') return { ends: ['dt', 'dd'], barriers: ['dl', ...cells] }
  if (name === 'td' || name === 'th') return { ends: ['td', 'th'], barriers: ['table', 'tr'] }
  if (name === 'tr') return { ends: ['tr'], barriers: ['table', ...rowParts] }
  if (rowParts.includes(name)) return { ends: rowParts, barriers: ['table'] }
  if (name === 'option') return { ends: ['option'], barriers: ['select'] }
  return undefined
}

/** A closing tag does not reach out of these. */
function barriersOf(name: string): (open: string) => boolean {
  if (name === 'table') return () => false
  if (['td', 'th', 'tr', 'caption', ...rowParts].includes(name)) return open => open === 'table'
  if (name === 'li') return open => ['ul', 'ol', 'menu', ...cells].includes(open)
  if (blocks.has(name)) return open => cells.includes(open)
  return open => blocks.has(open) || cells.includes(open)
}

export class Balancer {
  private readonly open: string[] = []

  feed(html: string): string {
    return pieces(html).map((piece) => {
      if (piece.kind === 'open') return this.opening(piece)
      if (piece.kind === 'close') return this.closing(piece.name)
      return piece.kind === 'text' ? this.text(piece.raw) : ''
    }).join('')
  }

  /** The end of the slide: whatever is open ends here. */
  end(): string {
    return this.closeDownTo(0)
  }

  private opening({ name, raw, selfClosing }: Tag): string {
    const implied = impliedEnd(name)
    const ended = (blocks.has(name) && name !== 'li' ? this.closeNearest(['p'], open => cells.includes(open)) : '')
      + (implied ? this.closeNearest(implied.ends, open => implied.barriers.includes(open)) : '')
    if (!selfClosing && !voids.has(name)) this.open.push(name)
    return ended + raw
  }

  private closing(name: string): string {
    return isComponentName(name) ? this.closeNearest([name], () => false) : this.closeNearest([name], barriersOf(name))
  }

  private closeNearest(names: readonly string[], isBarrier: (open: string) => boolean): string {
    for (const [index, open] of [...this.open.entries()].reverse()) {
      if (names.includes(open)) return this.closeDownTo(index)
      if (isBarrier(open) || isComponentName(open)) return ''
    }
    return ''
  }

  private closeDownTo(index: number): string {
    return this.open.splice(index).reverse().map(name => `</${name}>`).join('')
  }

  /** Braces are no interpolation on a Marp slide, and line ends in `<pre>` must survive a format where a blank line ends HTML. */
  private text(raw: string): string {
    const tame = raw.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')
    return this.open.includes('pre') ? tame.replaceAll('\n', '&#10;') : tame
  }
}
