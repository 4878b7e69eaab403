// The settings of a whole deck: what a lecture needs of Slidev, then what the deck says in Marp's words, then its own.
import type { Deck } from './deck.ts'
import { directiveNames } from './directives.ts'
import { isRecord } from './frontmatter.ts'
import { titleText } from './title.ts'

const canvasWidthPx = 1280

const recommended: Readonly<Record<string, unknown>> = {
  theme: 'none', // Slidev would look for a theme of that name on the registry
  canvasWidth: canvasWidthPx,
  routerMode: 'hash',
  favicon: '/favicon.svg',
  fonts: { provider: 'none', sans: 'Pretendard', mono: 'D2Coding' },
  monaco: false,
  twoslash: false,
  record: false,
  wakeLock: false,
  editor: false, // it would write what the reader makes over the deck
  mcp: false,
  selectable: true,
  drawings: { enabled: false },
  export: { withToc: true },
  lang: 'ko', // of the page; Slidev reads it from here
  defaults: { preload: false },
  titleTemplate: '%s', // not "… - Slidev"
  preloadImages: false, // Slidev does not resolve addresses that begin with a dot
}

const fourToThree = { aspectRatio: '4/3', canvasWidth: 960 }

export function headmatter(deck: Deck): Record<string, unknown> {
  const { title, author, description, keywords, lang, size, url } = deck.globals
  const said = {
    title: typeof title === 'string' ? titleText(title) : undefined,
    author,
    info: description,
    keywords,
    lang,
    url, // where the handout's codes lead
  }
  const own = deck.own ? ownKeys(deck) : { colorSchema: 'light' }
  return [size === '4:3' ? fourToThree : {}, own, said].reduce(merged, recommended)
}

/** Settings in groups (`fonts`) are given and overridden one by one. */
function merged(all: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(more).filter(([, value]) => value !== undefined)
  return { ...all, ...Object.fromEntries(given.map(([key, value]) => [key, isRecord(value) && isRecord(all[key]) ? { ...all[key], ...value } : value])) }
}

export function canvasWidth(deck: Deck): number {
  return deck.globals['size'] === '4:3' ? fourToThree.canvasWidth : canvasWidthPx
}

/** Slidev's keys in the front matter of our own decks. */
function ownKeys({ frontMatter }: Deck): Record<string, unknown> {
  return Object.fromEntries(Object.entries(frontMatter).filter(([key]) => !directiveNames.has(key.replace(/^_/, ''))))
}
