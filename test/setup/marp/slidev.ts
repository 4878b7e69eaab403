// What Slidev makes of the reader's output: its own splitter, its Markdown, and Vue's compiler.
import { componentPlugin } from '@mdit-vue/plugin-component'
import { parseSync } from '@slidev/parser'
import { createMarkdownExit } from 'markdown-exit'
import { compileTemplate } from 'vue/compiler-sfc'

export interface SlidevSlide {
  readonly frontmatter: Record<string, unknown>
  readonly note: string | undefined
  /** The template of the slide, without styles. */
  readonly template: string
  readonly css: string
}

const markdown = createMarkdownExit({ html: true, linkify: true, xhtmlOut: true, typographer: true })
Reflect.apply(componentPlugin, undefined, [markdown, {}]) // typed for markdown-it, made for both
markdown.renderer.rules['fence'] = (tokens, index) => `<pre v-pre>${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</pre>`

const style = /<style[^>]*\b[^>]*>[^<]*<\/style>/gm // as Slidev finds it

export function slidevSlides(lines: readonly string[]): SlidevSlide[] {
  return parseSync(lines.join('\n'), 'deck.md').slides.map(({ frontmatter, note, content }) => {
    const html = markdown.render(content)
    return { frontmatter, note, template: html.replace(style, ''), css: (html.match(style) ?? []).join('\n') }
  })
}

/** What Vue's compiler says against a template. */
export function vueErrors(template: string): string[] {
  const { errors } = compileTemplate({ id: 'slide', filename: 'slide.vue', source: `<section>${template}</section>`, transformAssetUrls: false })
  return errors.map(error => typeof error === 'string' ? error : error.message)
}
