// Ways through the lecture, as Slidev gets them: what is not on the way is hidden.
import { expect, test } from 'vitest'
import { linesOf, toSlidev } from '../../../setup/marp/index.ts'
import { slidevSlides } from './slidev.ts'

const deck = `---
marp: true
theme: podium
---

# 표지

---
src: ./pages/03-architecture/slides.md
---

---

<!-- _id: p01-vm -->
<!-- _way: two-hours -->
<!-- _covers: S001 E-05 -->

# 가상 머신

---
src: ./pages/11-scheduling/slides.md
---

---

# 끝
`

const shown = (way?: string): string[] => slidevSlides(toSlidev(linesOf(deck), { isEntry: true, way }))
  .filter(({ frontmatter }) => frontmatter['hide'] !== true)
  .map(({ frontmatter: { src, title } }) => String(src ?? title))

test.each([
  [undefined, ['표지', './pages/03-architecture/slides.md', '가상 머신', './pages/11-scheduling/slides.md', '끝']],
  ['two-hours', ['표지', './pages/03-architecture/slides.md', '가상 머신', './pages/11-scheduling/slides.md']],
  ['03', ['표지', './pages/03-architecture/slides.md', '가상 머신', '끝']],
  ['11-scheduling', ['표지', '가상 머신', './pages/11-scheduling/slides.md', '끝']],
])('%s', (way, slides) => { expect(shown(way)).toEqual(slides) })

test('what a slide says of the lecture is not for the browser, but its address is', () => {
  const [, , slide] = slidevSlides(toSlidev(linesOf(deck), { isEntry: true }))
  expect(slide?.frontmatter).toEqual({ 'layout': 'default', 'title': '가상 머신', 'level': 1, 'routeAlias': 'p01-vm', 'data-theme': 'podium' })
  expect(slide?.note).toBeUndefined()
})
