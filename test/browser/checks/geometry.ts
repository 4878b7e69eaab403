// Nothing sticks out of its slide, and nothing is cut off. What is meant to scroll says so: data-scrollable. What is cut
// with dots says the whole in its title. On a phone held upright a slide is a column (styles/phone.css): as long as it likes,
// and no wider than the screen; there code scrolls too, and what says data-scrollable="column".
import type { Page } from 'playwright-core'

/** Of the slide on screen, in its own pixels. */
export function geometryFindings(page: Page, no: number): Promise<string[]> {
  return page.evaluate(no => {
    const tolerance = 2
    const canvas = document.querySelector<HTMLElement>('#slide-content')
    const slide = canvas?.querySelector(`[data-slidev-no="${no}"]`)
    if (!canvas || !slide) return [`slide ${no} is not there`]
    const frame = canvas.getBoundingClientRect()
    const scale = frame.width / canvas.offsetWidth
    const isColumn = canvas.parentElement !== null && getComputedStyle(canvas.parentElement).overflowY === 'auto'
    const findings: string[] = []

    const tooWide = frame.left < -1 || frame.right > innerWidth + 1
    const tooHigh = frame.top < -1 || frame.bottom > innerHeight + 1
    if (tooWide || (tooHigh && !isColumn)) findings.push('the slide does not fit the window')
    if (document.documentElement.scrollWidth > innerWidth) findings.push('the window scrolls sideways')

    const nameOf = (element: Element) => {
      const own = [...element.classList].filter(name => !/^slidev-(?!layout)/.test(name)).map(name => `.${name}`).join('')
      return `<${element.localName}${element.id && `#${element.id}`}${own}>`
    }
    const excerpt = (text: string) => JSON.stringify(text.trim().replace(/\s+/g, ' ').slice(0, 30))
    const excess = (box: DOMRect, clip: DOMRect) => {
      const sides = { left: clip.left - box.left, top: clip.top - box.top, right: box.right - clip.right, bottom: box.bottom - clip.bottom }
      const [side, worst] = Object.entries(sides).reduce((a, b) => b[1] > a[1] ? b : a)
      return worst > tolerance * scale ? `by ${Math.round(worst / scale)} px (${side})` : undefined
    }
    const report = (what: string, box: DOMRect, clip: { box: DOMRect, owner: Element }) => {
      const by = box.width > 0 && box.height > 0 ? excess(box, clip.box) : undefined
      if (by !== undefined) findings.push(`${what} sticks out of ${clip.owner === slide ? 'the slide' : nameOf(clip.owner)} ${by}`)
      return by !== undefined
    }
    const paints = (element: Element, style: CSSStyleDeclaration) =>
      /^(img|svg|canvas|video|iframe|input|textarea|select|button|path|rect|circle|ellipse|line|polygon|polyline|use|image)$/.test(element.localName)
      || style.backgroundImage !== 'none' || !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor)
      || ['Top', 'Right', 'Bottom', 'Left'].some(side => style.getPropertyValue(`border-${side.toLowerCase()}-style`) !== 'none'
        && parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) > 0)
    const intersection = (a: DOMRect, b: DOMRect) => {
      const left = Math.max(a.left, b.left), top = Math.max(a.top, b.top)
      return new DOMRect(left, top, Math.max(0, Math.min(a.right, b.right) - left), Math.max(0, Math.min(a.bottom, b.bottom) - top))
    }

    // The box of a text reaches from the font's highest to its lowest letter; its ink need not.
    const pen = document.createElement('canvas').getContext('2d')
    const inkOf = (text: Text, style: CSSStyleDeclaration) => {
      const range = document.createRange()
      range.selectNodeContents(text)
      const box = range.getBoundingClientRect()
      if (pen === null) return box
      pen.font = style.font
      const letters = pen.measureText(text.data)
      const above = (letters.fontBoundingBoxAscent - letters.actualBoundingBoxAscent) * scale
      const below = (letters.fontBoundingBoxDescent - letters.actualBoundingBoxDescent) * scale
      return new DOMRect(box.x, box.y + above, box.width, box.height - above - below)
    }

    const look = (element: Element, clip: { box: DOMRect, owner: Element }): void => {
      if (/^(defs|marker|symbol|clipPath|mask|pattern|linearGradient|radialGradient|title|desc|style|script|template)$/.test(element.localName)) return
      const style = getComputedStyle(element)
      const shown = style.display === 'contents' || element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      if (!shown) return
      const box = element.getBoundingClientRect()
      if (box.width <= 2 && box.height <= 2 && style.overflow === 'hidden') return // for screen readers
      if (paints(element, style) && report(nameOf(element), box, clip)) return
      const scrollable = element.getAttribute('data-scrollable')
      if (scrollable !== null && (scrollable !== 'column' || isColumn)) return
      if (isColumn && element.matches('.slidev-code, .mermaid')) return
      if (style.textOverflow === 'ellipsis' && element.closest('[title], [aria-label]')) return // cut with dots, and told whole
      const clips = style.display !== 'contents' && (style.overflowX !== 'visible' || style.overflowY !== 'visible')
      const inner = clips ? { box: intersection(box, clip.box), owner: element } : clip
      for (const child of (element.shadowRoot ?? element).childNodes) {
        if (child instanceof Element) look(child, inner)
        else if (child instanceof Text && child.data.trim() !== '') {
          report(excerpt(child.data), inkOf(child, style), inner)
        }
      }
    }
    look(slide, { box: frame, owner: slide })
    return findings
  }, no)
}
