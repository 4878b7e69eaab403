// Who works by keyboard keeps his place when a widget is drawn anew: a pod that had the focus is gone, a button gave way to
// another, a line was moved. The focus goes to what stands where it was. (A pointer's focus is given back to the deck anyway.)
import { stops } from './stops.ts'

interface Place { readonly around: Element, readonly at: number }

/** Heeds slides; answers how to stop. */
export function keepFocus(): () => void {
  let byKeyboard = false
  let focused: Element | undefined
  /** Where it stands in all that is around it, from the inside out. */
  let places: readonly Place[] = []
  /** It had the focus a moment ago. */
  let justLeft = false

  const key = (): void => { byKeyboard = true }
  const pointer = (): void => { byKeyboard = false }
  const enter = ({ target }: FocusEvent): void => {
    justLeft = false
    focused = target instanceof Element && target.closest('.slidev-page') ? target : undefined
    places = focused && byKeyboard ? placesOf(focused) : []
  }
  const leave = ({ relatedTarget }: FocusEvent): void => {
    justLeft = relatedTarget === null
    setTimeout(() => { justLeft = false }) // nobody took it away: it was let go
  }
  const drawn = new MutationObserver(changes => {
    if (!focused || !byKeyboard) return
    const isTaken = justLeft && changes.some(({ removedNodes }) => [...removedNodes].some(node => node.contains(focused ?? null)))
    const isDisabled = document.activeElement === focused && focused.matches(':disabled')
    if (isTaken || isDisabled) heir(focused, places)?.focus()
  })
  drawn.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })

  const stop = new AbortController()
  const early = { capture: true, signal: stop.signal }
  document.addEventListener('keydown', key, early)
  document.addEventListener('pointerdown', pointer, early)
  document.addEventListener('focusin', enter, early)
  document.addEventListener('focusout', leave, early)
  return () => {
    drawn.disconnect()
    stop.abort()
  }
}

const stopsIn = (around: Element): HTMLElement[] => [...around.querySelectorAll<HTMLElement>(stops)].filter(stop => stop.checkVisibility())

function placesOf(element: Element): readonly Place[] {
  const places: Place[] = []
  for (let around = element.parentElement; around && !around.matches('.slidev-page'); around = around.parentElement) places.push({ around, at: stopsIn(around).findIndex(stop => stop === element) })
  return places
}

function heir(element: Element, places: readonly Place[]): HTMLElement | undefined {
  if (element instanceof HTMLElement && element.isConnected && element.matches(stops)) return element
  for (const { around, at } of places) {
    const left = around.isConnected ? stopsIn(around) : []
    const found = left[Math.min(Math.max(at, 0), left.length - 1)]
    if (found) return found
  }
  return undefined
}
