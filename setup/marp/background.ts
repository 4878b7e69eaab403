// `![bg left:40% blur](picture.png)`: pictures behind a slide or beside its text. They are real <img>, so that Vite finds
// them and a screen reader can name them.
import { openTag } from './html/pieces.ts'
import { localUrl } from './url.ts'
import type { Background, Token } from './token.ts'

export function backgroundHtml(background: Background, tokens: readonly Token[]): string {
  const lines = tokens.flatMap(({ children }) => children ?? []).filter(({ type, hidden }) => type === 'image' && hidden).map(({ meta }) => meta?.line)
  const direction = background.direction === 'vertical' ? ' direction="vertical"' : ''
  const figures = background.images.map(({ url, alt, size, filter }, index) => {
    const figure = openTag('figure', filter ? [['style', `filter:${filter}`]] : [])
    const picture = openTag('img', [['src', localUrl(url)], ['alt', alt], ['style', fitting(size)], ['data-marp-line', String(lines[index] ?? 1)]])
    return `${figure}${picture}</figure>`
  })
  return [`<MarpBackground${direction}>`, ...figures, '</MarpBackground>'].join('\n')
}

/** CSS sizes a background, here an image must be sized the same. */
function fitting(size: string | undefined): string {
  if (size === undefined || size === 'cover') return 'object-fit:cover'
  if (size === 'contain') return 'object-fit:contain'
  if (size === 'auto') return 'object-fit:none'
  const [width = 'auto', height = 'auto'] = size.split(' ')
  return `width:${width};height:${height}`
}

/** How much of the canvas the pictures take from the text. */
export function split({ split: side, splitSize = '50%' }: Background, canvasWidth: number): Record<string, string> {
  if (side === undefined) return {}
  const width = Math.round(canvasWidth * Math.min(Number.parseFloat(splitSize), 100)) / 100
  return { 'data-marp-split': side, 'style': `--marp-split:${width}px;--marp-rest:${canvasWidth - width}px` }
}
