// A clicker has two keys, and they are the deck's whatever has the focus: a button that was pressed, a terminal, an editor.

const clickerKeys = ['PageDown', 'PageUp']

/** Lets the clicker through as long as the deck is shown; answers how to stop. */
export function heedClicker(): () => void {
  const hear = (event: KeyboardEvent): void => {
    const focused = document.activeElement
    if (!event.isTrusted || !clickerKeys.includes(event.key) || !(focused instanceof HTMLElement) || focused === document.body || focused.closest('[role=dialog]')) return
    event.preventDefault()
    event.stopImmediatePropagation()
    focused.blur()
    // The deck looks at the focus when a key comes; it has to have seen that it is free.
    requestAnimationFrame(() => { for (const type of ['keydown', 'keyup']) document.body.dispatchEvent(new KeyboardEvent(type, { key: event.key, code: event.code, bubbles: true })) })
  }
  addEventListener('keydown', hear, { capture: true })
  return () => removeEventListener('keydown', hear, { capture: true })
}
