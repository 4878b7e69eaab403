// Pictures that are not beside the deck: a build would stop at the first. In its place stands what is missing and where.
import { attributes, openTag } from './html/pieces.ts'
import { decoded } from './where.ts'

export interface Surroundings {
  /** The name of the deck, as the author knows it. */
  readonly file: string
  exists(path: string): boolean
}

const marked = /<(img|video|source|image)\b((?:[^<>"]|"[^"]*")*?)\sdata-marp-line="(\d+)"\s*\/?>/g

/** A slide's text, without the marks of where its pictures are, and with a word where one is missing. */
export function withoutMissing(slide: string, { file, exists }: Surroundings): string {
  return slide.replace(marked, (_, name: string, written: string, line: string) => {
    const values = attributes(written)
    const style = values.get('style')
    const missing = [...values].flatMap(([key, value = '']) => isLocal(key, value) && !exists(pathOf(value)) ? [[key, pathOf(value)] as const] : [])
    for (const [key] of missing) values.delete(key)
    const words = missing.map(([, path]) => placeholder([['src', path], ['at', `${file}:${line}`], ...style === undefined ? [] : [['style', style] as const]]))
    return words.join('') + (name === 'img' && missing.length > 0 ? '' : openTag(name, values))
  })
}

function isLocal(key: string, value: string): boolean {
  return /^(?:src|poster|(?:xlink:)?href)$/.test(key) && /^\.{0,2}\/(?!\/)/.test(value)
}

function pathOf(url: string): string {
  return decoded(url.replace(/#.*$/, ''))
}

function placeholder(values: readonly (readonly [string, string])[]): string {
  return `${openTag('MarpMissing', values)}</MarpMissing>`
}
