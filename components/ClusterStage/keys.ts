// The keyboard in a rack, and the pointer's manners.

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** The arrow keys go from one thing of a rack to the next, so that Tab has only to go from rack to rack. */
export function moveWithin(event: KeyboardEvent): void {
  const step = steps[event.key]
  const { target } = event
  if (step === undefined || !(target instanceof HTMLElement)) return
  const buttons = [...target.closest('.node-rack')?.querySelectorAll('button') ?? []]
  const at = buttons.findIndex(button => button === target)
  if (at < 0) return
  event.preventDefault()
  buttons[at + step]?.focus()
}

/** After a pointer's click the keys belong to the deck again; who came by keyboard stays. */
export function release(event: MouseEvent): void {
  if (event.detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
