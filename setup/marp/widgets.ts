// Widgets that a deck of ours names, and properties that it gives them: one that is not there would be dropped without a word.
import type { Notice } from './deck.ts'
import { attributes } from './html/pieces.ts'
import { distance } from './near.ts'
import type { Token } from './token.ts'

/** The names of a widget's properties; undefined where they are not known. */
export type Widgets = ReadonlyMap<string, readonly string[] | undefined>

const tag = /<([A-Z][A-Za-z0-9]*[a-z0-9])((?:[^<>"']|"[^"]*"|'[^']*')*)>/g
/** What any element of Vue may have, or means something to Vue itself. */
const common = /^(?:[@#]|v-|data-|aria-)|^(?:class|style|id|key|ref|is|slot|title|lang|role|hidden|tabindex)$/

/** The properties that a component declares; undefined if it does so in another way than by its own list. */
export function propsIn(source: string): readonly string[] | undefined {
  if (!source.includes('defineProps')) return []
  const list = /defineProps<\{\n?([^]*?)\}>\(\)/.exec(source)?.[1]
  return list === undefined ? undefined : Array.from(list.matchAll(/(?:^|[\n,;{])\s*(?:readonly )?'?([\w-]+)'?\??:/g), ([, name = '']) => name)
}

export function widgetNotices(tokens: readonly Token[], widgets: Widgets, line: number): Notice[] {
  return tokens.flatMap(token => {
    const at = token.map ? token.map[0] + 1 : line
    return [token, ...token.children ?? []].filter(({ type }) => type === 'html_block' || type === 'html_inline').flatMap(({ content }) =>
      Array.from(content.matchAll(tag)).flatMap(({ 1: name = '', 2: rest = '', index }) => {
        const here = at + content.slice(0, index).split('\n').length - 1
        return problemsOf(name, rest, widgets).map(text => ({ line: here, text }))
      }))
  })
}

function problemsOf(name: string, written: string, widgets: Widgets): string[] {
  if (!widgets.has(name)) return [`모르는 위젯 <${name}>${asked(name, [...widgets.keys()])}`]
  const props = widgets.get(name)
  if (!props) return []
  return [...attributes(written.replace(/\/$/, '')).keys()].map(key => key.replace(/^(?::|v-bind:)/, '')).filter(key => !common.test(key))
    .map(key => key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())).filter(key => !props.includes(key))
    .map(key => `<${name}>에 없는 속성 ${key}${asked(key, props)}`)
}

function asked(name: string, known: readonly string[]): string {
  const near = known.find(each => distance(each.toLowerCase(), name.toLowerCase()) <= (each.length < 4 ? 1 : 2))
  return near === undefined ? '' : `: ${near}인가요?`
}
