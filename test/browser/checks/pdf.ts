// What is in a PDF: its pages, their text as one would select it, the fonts, the outline.
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface Paper {
  readonly pages: readonly { readonly width: number, readonly height: number, readonly text: string, readonly isTagged: boolean, readonly smallest: Smallest }[]
  readonly fonts: readonly PaperFont[]
  /** Each with how deep it is. */
  readonly outline: readonly Entry[]
}

/** The smallest words of a page. */
export interface Smallest { readonly points: number, readonly text: string }

export interface Entry { readonly title: string, readonly depth: number }

export interface PaperFont {
  readonly name: string // of the subset, without its prefix
  readonly type: string
  readonly isEmbedded: boolean
}

export async function readPaper(pdf: Uint8Array): Promise<Paper> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0, fontExtraProperties: true })
  const file = await task.promise
  const fonts = new Map<string, PaperFont>()
  const pages: Paper['pages'][number][] = []
  for (let number = 1; number <= file.numPages; number++) {
    const page = await file.getPage(number)
    const { fnArray, argsArray } = await page.getOperatorList()
    fnArray.forEach((operation, index) => {
      const id: unknown = operation === OPS.setFont ? argsArray[index]?.[0] : undefined
      if (typeof id !== 'string') return
      const font = fontOf(page.commonObjs.get(id))
      fonts.set(`${font.name} ${font.type} ${font.isEmbedded}`, font)
    })
    const { items } = await page.getTextContent()
    const [, , width = 0, height = 0] = page.view
    const isTagged = await page.getStructTree() !== null
    pages.push({ width: Math.round(width), height: Math.round(height), text: bare(items.map(item => 'str' in item ? item.str : '').join('')), isTagged, smallest: smallestOf(items) })
  }
  const outline = entriesOf(await file.getOutline() ?? [])
  await task.destroy()
  return { pages, outline, fonts: [...fonts.values()].sort((a, b) => a.name < b.name ? -1 : 1) }
}

interface OutlineNode { readonly title: string, readonly items: readonly OutlineNode[] }
const entriesOf = (nodes: readonly OutlineNode[], depth = 0): readonly Entry[] =>
  nodes.flatMap(({ title, items }) => [{ title: bare(title), depth }, ...entriesOf(items, depth + 1)])

function smallestOf(items: readonly object[]): Smallest {
  return items.flatMap(item => {
    const { str, transform } = Object(item) // marks of the structure have neither
    return typeof str === 'string' && str.trim() !== '' ? [{ points: Math.hypot(Number(transform[2]), Number(transform[3])), text: str }] : []
  }).reduce((least, one) => one.points < least.points ? one : least, { points: Infinity, text: '' })
}

/** Without the spaces, which a PDF does not keep where a line ends. */
export function bare(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, '')
}

function fontOf(font: unknown): PaperFont {
  const { name, type, missingFile, isType3Font } = Object(font) // pdf.js has no types for its fonts
  return {
    name: String(name).replace(/^[A-Z]{6}\+/, ''),
    type: isType3Font === true ? 'Type3' : String(type),
    isEmbedded: missingFile === false,
  }
}
