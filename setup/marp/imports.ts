// `---⏎src: ./pages/…⏎---` between the slides: to Marp a heading underlined with dashes, to Slidev a file to put in its place.
import { load } from 'js-yaml'
import { isRecord } from './frontmatter.ts'
import type { Slide } from './deck.ts'
import { leadsThrough } from './way.ts'
import { frontMatterLines } from './yaml.ts'

/** The lines of a slide that only names a file. */
export function importLines({ tokens }: Slide, way?: string): string[] | undefined {
  const [open, text, ...rest] = tokens.filter(({ type }) => type !== 'marpit_comment' && type !== 'front_matter')
  const isAlone = rest.every(({ type }) => type === 'heading_close')
  if (open?.type !== 'heading_open' || open.markup !== '-' || !isAlone || !/^src:\s/m.test(text?.content ?? '')) return undefined
  const keys = parsed(text?.content ?? '')
  if (typeof keys?.['src'] !== 'string') return undefined
  return [...frontMatterLines(leadsThrough(way, keys['src']) ? keys : { ...keys, hide: true }), '']
}

function parsed(yaml: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = load(yaml)
    return isRecord(value) ? value : undefined
  }
  catch {
    return undefined
  }
}
