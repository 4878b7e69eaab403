// The built site without what no deck of ours asks for at run time: Vue's compiler of templates (which would evaluate
// text), twoslash's pop-ups, and the many words in which Slidev tells of each slide before the first one can be read.
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const slideFacts = /__slidev_(\d+)\.frontmatter$/
const popups = /@shikijs\/vitepress-twoslash\/client$/
const withCompiler = /\/vue\/dist\/vue\.esm-bundler\.js$/
const words = fileURLToPath(new URL('slide-of.ts', import.meta.url))
const nothing = '\0podium-nothing'

export const lean: Plugin = {
  name: 'podium-lean',
  apply: 'build',
  enforce: 'pre',
  resolveId(id) {
    if (popups.test(id)) return nothing
    if (withCompiler.test(id)) return id.replace('vue.esm-bundler', 'vue.runtime.esm-bundler')
    return undefined
  },
  load: id => id === nothing ? { code: 'export default { install() {} }', map: null } : undefined,
  transform: {
    filter: { id: slideFacts },
    handler: (code, id) => leanFacts(code, Number(slideFacts.exec(id)?.[1])),
  },
}

/** The module of one slide's facts, shorter; undefined if Slidev has come to write it in another way. */
export function leanFacts(code: string, no: number): { code: string, map: null } | undefined {
  const data = /^export const frontmatterData = (\{.*\})$/m.exec(code)?.[1]
  const told = /^ {4}\.\.\.\((\{.*\})\),$/m.exec(code)?.[1]
  if (data === undefined || told === undefined) return undefined
  const { title, level, note, noteHTML, images } = JSON.parse(told)
  const frontmatter = JSON.parse(data)
  const others = Object.entries({
    title: title === frontmatter.title ? '' : title, level: level === frontmatter.level ? undefined : level, note, noteHTML, images: images?.length > 0 ? images : undefined,
  }).filter(([, value]) => value !== undefined && value !== '')
  return {
    code: `import { slideOf } from ${JSON.stringify(words)}\nexport const { frontmatter, meta } = slideOf(${no}, ${data}, ${JSON.stringify(Object.fromEntries(others))})\nexport default frontmatter\n`,
    map: null,
  }
}
