// What stands on the slides of the lecture, for the search: `import pages from 'virtual:podium-pages'`.
import type { Plugin } from 'vite'
import { courseSlides, type CourseSlide } from '../course/slides.ts'

const name = 'virtual:podium-pages'

export const pages: Plugin = {
  name: 'podium-pages',
  resolveId: id => id === name ? `\0${name}` : undefined,
  load: id => id === `\0${name}` ? { code: `export default ${JSON.stringify(courseSlides().flatMap(pageOf))}`, map: null } : undefined,
}

/** Without the notes: students get the deck without them. */
export function pageOf({ id, headline = '', text, fences }: CourseSlide): { readonly address: string, readonly title: string, readonly text: string }[] {
  if (id === undefined) return []
  return [{ address: id, title: headline, text: [text, ...fences.map(({ body }) => body)].join(' ').replace(/\s+/g, ' ').trim() }]
}
