// Lights what differs between two drawings of the same widget: the smallest parts that say something else.

const lit = 'differs'

/** `root` holds the two drawings, one after the other. */
export function lightDifferences(root: Element): void {
  for (const element of root.querySelectorAll(`.${lit}`)) element.classList.remove(lit)
  const [one, other] = root.children
  if (one && other) for (const element of differences(bodyOf(one), bodyOf(other))) element.classList.add(lit)
}

/** Without the heading, which is meant to differ. */
const bodyOf = (branch: Element): readonly Element[] => [...branch.children].filter(child => child.tagName !== 'H3')

function differences(ones: readonly Element[], others: readonly Element[]): readonly Element[] {
  return Array.from({ length: Math.max(ones.length, others.length) }, (_, i) => between(ones[i], others[i])).flat()
}

function between(one: Element | undefined, other: Element | undefined): readonly Element[] {
  if (!one || !other) return [one ?? other].filter(element => element !== undefined)
  if (saying(one) === saying(other)) return []
  const ones = [...one.children]
  const others = [...other.children]
  const isLeaf = ones.length === 0 || others.length === 0 || isInline(ones) && isInline(others)
  return isLeaf || one.tagName !== other.tagName ? [one, other] : differences(ones, others)
}

/** What it says: its words, its state and its measure. */
const saying = (element: Element): string =>
  [element, ...element.querySelectorAll('*')].map(part => `${part.tagName} ${part.getAttribute('data-state') ?? ''} ${part.children.length === 0 ? part.textContent : ''}`).join('\n')

/** A line of text with marks in it is one thing. */
const isInline = (children: readonly Element[]): boolean => children.every(({ tagName }) => ['B', 'I', 'CODE', 'SPAN', 'SVG', 'svg'].includes(tagName))
