// Marp Core itself says how many slides a deck has and what can be read on each.
import { Marp } from '@marp-team/marp-core'
import katex from '@marp-team/marp-core/plugins/katex'
import { decodeHtml } from './entities.ts'
import type { SlidevSlide } from './slidev.ts'

export interface MarpSlide { readonly text: string, readonly notes: readonly string[] }

const careful = marpCore({})
const trusting = marpCore({ html: true })

/** `html`: what is no HTML at all is left out, too, instead of shown. */
export function marpSlides(source: string, html = false): MarpSlide[] {
  const { html: slides, comments } = (html ? trusting : careful).render(source, { htmlAsArray: true })
  return slides.map((slide, index) => ({ text: readable(slide), notes: comments[index] ?? [] }))
}

function marpCore(options: { html?: true }): Marp {
  const marp = new Marp({ emoji: { shortcode: true, unicode: false }, script: false, math: 'katex', ...options })
  marp.customDirectives.local['transition'] = transition => ({ transition }) // as Marp's command line does
  return marp.use(katex())
}

export function slidevText({ template }: SlidevSlide): string {
  return readable(template
    .replace(/<div hidden[^>]*-->"><\/div>/g, '')
    .replace(/<MarpNotice>[\s\S]*?<\/MarpNotice>/g, '')
    .replace(alert, (_, kind: string, title: string) => `[!${kind}]${title.toLowerCase() === kind ? '' : title}`))
}

const alert = /<div class="markdown-alert markdown-alert-(\w+)">\s*<p class="markdown-alert-title">(.*?)<\/p>/g

/** The words without tags and blanks; math as its source. */
function readable(html: string): string {
  return decodeHtml(html
    .replace(/<figcaption>[\s\S]*?<\/figcaption>/g, '')
    .replace(/<annotation[^>]*>([\s\S]*?)<\/annotation>/g, '')
    .replace(/<[^>]*>/g, '')).replace(/\s+/g, '').replace(/\[!\w+\]/g, kind => kind.toLowerCase())
}
