// Which part of the lecture a slide belongs to: that of the last chapter slide up to it. What comes before the first is the opening.

interface Slide {
  readonly no: number
  readonly meta: { readonly slide: { readonly title?: string, readonly frontmatter: { readonly layout?: string } } }
}

export interface Chapter { readonly number: number, readonly title: string }

export const opening: Chapter = { number: 0, title: '시작하기' }

export function chapterAt(slides: readonly Slide[], page: number): Chapter {
  let chapter = opening
  for (const slide of slides) {
    if (slide.no > page) break
    const { title, frontmatter } = slide.meta.slide
    if (frontmatter.layout === 'chapter') chapter = { number: chapter.number + 1, title: title ?? '' }
  }
  return chapter
}
