// What Marp writes on the <section> of a slide. Slidev gives what stands in the front matter to the root of the layout.
import postcss from 'postcss'
import type { Token } from './token.ts'
import { localUrl } from './url.ts'

const kept = ['data-theme', 'data-class', 'data-paginate', 'data-marpit-pagination', 'data-marpit-pagination-total', 'lang']

export interface Section {
  readonly attributes: Readonly<Record<string, string>>
  readonly style: string
  /** Declarations with pictures in them: those must be a style sheet, for Vite to find the pictures. */
  readonly css: readonly string[]
}

export function sectionOf(open: Token): Section {
  const attributes = kept.flatMap((name) => {
    const value = open.attrGet(name)
    return value === null ? [] : [[name, String(value)] as const]
  })
  const declarations = declarationsOf(open.attrGet('style') ?? '')
  const holdsPicture = declarations.some(declaration => declaration.includes('url('))
  const css = `.slidev-layout.slidev-layout.slidev-layout { ${declarations.map(withLocalUrls).join('; ')} }`
  return holdsPicture
    ? { attributes: Object.fromEntries(attributes), style: '', css: [css] }
    : { attributes: Object.fromEntries(attributes), style: declarations.join(';'), css: [] }
}

/** Without the custom properties in which Marpit repeats every directive. */
function declarationsOf(style: string): string[] {
  return postcss.parse(style).nodes.flatMap(node =>
    node.type === 'decl' && !node.prop.startsWith('--') ? [`${node.prop}: ${node.value.replaceAll('<', '')}`] : [])
}

function withLocalUrls(declaration: string): string {
  return declaration.replace(/url\(\s*(["']?)([^"')]*)\1\s*\)/g, (_, __, url: string) => `url("${localUrl(url)}")`)
}
