// Pictures that are not beside the deck: a build would stop at the first. In its place stands what is missing and where.
import { attributes, escaped, openTag } from './html/pieces.ts'
import { candidatesOf, localUrl } from './url.ts'
import { decoded } from './where.ts'

export interface Surroundings {
  /** The name of the deck, as the author knows it. */
  readonly file: string
  exists(path: string): boolean
}

const marked = /<(img|video|source|image)\b((?:[^<>"]|"[^"]*")*?)\sdata-marp-line="(\d+)"\s*\/?>/g

/** A slide's text, without the marks of where its pictures are, and with a word where one is missing. */
export function withoutMissing(slide: string, surroundings: Surroundings): string {
  return withStyleNotices(withPlaceholders(slide, surroundings), surroundings)
}

function withPlaceholders(slide: string, { file, exists }: Surroundings): string {
  return slide.replace(marked, (_, name: string, written: string, line: string) => {
    const values = attributes(written)
    const style = values.get('style')
    const missing = [...values].flatMap(([key, value = '']) => filesOf(key, value).filter(path => !exists(path)).map(path => ({ key, path })))
    for (const { key } of missing) values.delete(key)
    const words = missing.map(({ path }) => placeholder([['src', path], ['at', `${file}:${line}`], ...style === undefined ? [] : [['style', style] as const]]))
    return words.join('') + (name === 'img' && missing.length > 0 ? '' : openTag(name, values))
  })
}

/** A picture that a style calls for has no place of its own: the slide says so in a corner. */
function withStyleNotices(slide: string, { file, exists }: Surroundings): string {
  const style = /^<style scoped>[\s\S]*?<\/style>/.exec(slide)?.[0] ?? ''
  const paths = Array.from(style.matchAll(/url\(\s*(["']?)([^"')]+)\1\s*\)/g), ([, , url = '']) => localUrl(url))
  const missing = new Set(paths.filter(isLocal).map(pathOf).filter(path => !exists(path)))
  if (missing.size === 0) return slide
  const items = Array.from(missing, path => `<li>${file}: 스타일의 그림 없음: ${escaped(path)}</li>`).join('\n')
  return slide.includes('</MarpNotice>') ? slide.replace('</MarpNotice>', `${items}\n</MarpNotice>`) : `${slide}\n\n<MarpNotice>\n${items}\n</MarpNotice>`
}

/** The files that an attribute names. */
function filesOf(key: string, value: string): string[] {
  const urls = /^(?:src|poster|(?:xlink:)?href)$/.test(key) ? [value] : key === 'srcset' ? candidatesOf(value).map(({ url }) => url) : []
  return urls.filter(isLocal).map(pathOf)
}

function isLocal(url: string): boolean {
  return /^\.{0,2}\/(?!\/)/.test(url)
}

function pathOf(url: string): string {
  return decoded(url.replace(/#.*$/, ''))
}

function placeholder(values: readonly (readonly [string, string])[]): string {
  return `${openTag('MarpMissing', values)}</MarpMissing>`
}
