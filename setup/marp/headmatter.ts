// The settings of a whole deck: what a lecture needs of Slidev, then what the deck says in Marp's words, then its own.
import type { Deck } from './deck.ts'
import { directiveNames } from './directives.ts'
import { titleText } from './title.ts'

const recommended = {
  theme: 'none', // Slidev would look for a theme of that name on the registry
  canvasWidth: 1280,
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
  htmlAttrs: { lang: 'ko' },
  defaults: { preload: false },
  preloadImages: false, // Slidev does not resolve addresses that begin with a dot
}

const fourToThree = { aspectRatio: '4/3', canvasWidth: 960 }

export function headmatter(deck: Deck): Record<string, unknown> {
  const { title, author, description, keywords, lang, size } = deck.globals
  const said = {
    title: typeof title === 'string' ? titleText(title) : undefined,
    author,
    info: description,
    keywords,
    htmlAttrs: lang === undefined ? undefined : { lang },
  }
  return {
    ...recommended,
    ...size === '4:3' ? fourToThree : {},
    ...deck.own ? ownKeys(deck) : { colorSchema: 'light' },
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  }
}

export function canvasWidth(deck: Deck): number {
  return deck.globals['size'] === '4:3' ? fourToThree.canvasWidth : recommended.canvasWidth
}

/** Slidev's keys in the front matter of our own decks. */
function ownKeys({ frontMatter }: Deck): Record<string, unknown> {
  return Object.fromEntries(Object.entries(frontMatter).filter(([key]) => !directiveNames.has(key.replace(/^_/, ''))))
}
