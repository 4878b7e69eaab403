// `<style>` and `<style scoped>`. Slidev scopes every style to its slide, so what is meant for the whole deck is given to
// every slide. As in Marp, `section` and `:root` are the slide itself, and a deck's style is stronger than its theme's.
import postcss, { type AtRule, type ChildNode, type Container } from 'postcss'
import type { Notice } from './deck.ts'
import type { Token } from './token.ts'

/** The class is doubled for weight: themes say `.slidev-layout.marp h1`, the styles of a deck come later and count as much. */
const slide = '.slidev-layout.slidev-layout'
const holdsRules = ['media', 'supports', 'layer', 'container', 'scope']

export interface Styles { readonly css: readonly string[], readonly notices: readonly Notice[] }

/** The styles of a slide or a deck: those that its tokens hold, scoped or not. */
export function stylesOf(tokens: readonly Token[], scoped: boolean): Styles {
  return merged(tokens.filter(({ type, meta }) => type === 'marpit_style' && (meta?.marpitStyleScoped ?? false) === scoped)
    .map(({ content, map, markup }) => styles(content, (map?.[0] ?? 0) + markup.slice(0, markup.indexOf(content)).split('\n').length)))
}

export function styles(source: string, line: number): Styles {
  try {
    const root = postcss.parse(source)
    adapt(root)
    const css = root.toString().trim()
    return { css: css === '' ? [] : [css], notices: [] }
  }
  catch (error) {
    const [at, reason] = error instanceof postcss.CssSyntaxError ? [(error.line ?? 1) - 1, error.reason] : [0, String(error)]
    return { css: [], notices: [{ line: line + at, text: `스타일을 읽을 수 없습니다: ${reason}` }] }
  }
}

export function merged(all: readonly Styles[]): Styles {
  return { css: all.flatMap(({ css }) => css), notices: all.flatMap(({ notices }) => notices) }
}

export function styleLines(css: readonly string[]): string[] {
  const lines = css.flatMap(text => text.split('\n')).map(line => line.trimEnd()).filter(line => line !== '')
  return lines.length === 0 ? [] : ['<style scoped>', ...lines.map(line => line.replace(/^---/, ' ---')), '</style>']
}

/** Slidev finds the end of a style by its first `<`, so there must be none. */
function adapt(container: Container<ChildNode>): void {
  container.each((node) => {
    if (node.type === 'comment') node.remove()
    else if (node.type === 'rule') {
      node.selectors = node.selectors.map(onSlide)
      node.walkComments((comment) => { comment.remove() })
      const isOfCode = /(?:^|[\s>+~])pre(?![\w-])[^\s>+~]*$/.test(node.selector) // Slidev says how code looks with `!important`
      node.walkDecls((decl) => {
        decl.value = decl.value.replaceAll('<', '\\3c ')
        decl.important ||= isOfCode
      })
    }
    else if (node.type === 'atrule') {
      if (node.params.includes('<') || isThemeImport(node)) node.remove()
      else if (holdsRules.includes(node.name) && node.nodes) adapt(node as AtRule & Container<ChildNode>)
    }
  })
}

/** `@import 'gaia'` names a theme of Marp, not a file. */
function isThemeImport({ name, params }: AtRule): boolean {
  return name.startsWith('import') && !/https?:/.test(params)
}

function onSlide(selector: string): string {
  const rest = /^(?:section|:root)(?![\w-])(.*)$/s.exec(selector)?.[1]
  return rest === undefined ? `${slide} ${selector}` : `${slide}${rest}`
}
