// While a button has the focus Slidev's keys sleep, so that Space and Enter press it. The others that drive the deck mean
// nothing to a button: they drive it on, and the focus stays. What an arrow key means to a widget, the widget takes
// (`preventDefault`). Escape lets go, whatever has the focus: then all keys are the deck's again.

export interface Deck {
  readonly next: () => unknown
  readonly prev: () => unknown
  readonly nextSlide: () => unknown
  readonly prevSlide: () => unknown
  readonly black: () => unknown
}

/** What a key does to the deck while `focused` has the focus; undefined: nothing, or Slidev hears it itself. */
export function deedOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, focused: Element): keyof Deck | undefined {
  const isLink = focused.matches('a')
  if (!isLink && !focused.matches('button, input[type=range]')) return undefined
  if (key === '.') return 'black'
  if (focused.matches('input')) return undefined
  switch (key) {
    case 'ArrowRight': return shiftKey ? 'nextSlide' : 'next'
    case 'ArrowLeft': return shiftKey ? 'prevSlide' : 'prev'
    case 'ArrowDown': return 'nextSlide'
    case 'ArrowUp': return 'prevSlide'
    case ' ': return isLink ? shiftKey ? 'prev' : 'next' : undefined
    default: return undefined
  }
}

/** Heeds what has the focus on a slide; answers how to stop. */
export function heedDeckKeys(deck: Deck): () => void {
  const hear = (event: KeyboardEvent): void => {
    const focused = document.activeElement
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (!(focused instanceof HTMLElement) || !focused.closest('.slidev-page') || focused.closest('[role=dialog], [role=alertdialog], [role=menu]')) return
    if (event.key === 'Escape') return focused.blur()
    const deed = deedOf(event, focused)
    if (!deed) return
    event.preventDefault()
    if (!event.repeat) deck[deed]()
  }
  addEventListener('keydown', hear)
  return () => removeEventListener('keydown', hear)
}
