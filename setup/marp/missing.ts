// Pictures that are not beside the deck: a build would stop at the first. In its place stands what is missing and where.
import { attributes, openTag } from './html/pieces.ts'
import { decoded } from './where.ts'

export interface Surroundings {
  /** The name of the deck, as the author knows it. */
  readonly file: string
  exists(url: string): boolean
}

const marked = /<img\b(?=[^<>]*\sdata-marp-line=)((?:[^<>"]|"[^"]*")*)>/g

/** A slide's text, without the marks of where its pictures are, and with a word where one is missing. */
export function withoutMissing(slide: string, { file, exists }: Surroundings): string {
  return slide.replace(marked, (_, written: string) => {
    const values = attributes(written.replace(/\/$/, ''))
    const line = values.get('data-marp-line') ?? ''
    values.delete('data-marp-line')
    const src = values.get('src') ?? ''
    if (!/^\.{0,2}\//.test(src) || src.startsWith('//') || exists(decoded(src.replace(/#.*$/, '')))) return openTag('img', values)
    const size = values.get('style')
    return `${openTag('MarpMissing', [['src', decoded(src)], ['at', `${file}:${line}`], ...size === undefined ? [] : [['style', size] as const]])}</MarpMissing>`
  })
}
