// A window that opens only listens: on the lecturer's own machine every window may lead the others, and one that opens at
// a slide of its own would take them all there. From the first key or touch in it, it leads as well.
import { syncDirections } from '@slidev/client/state/storage.ts'

const hands = ['keydown', 'pointerdown', 'wheel'] as const

export function listenFirst(): void {
  const say = (viewerSend: boolean): void => { syncDirections.value = { ...syncDirections.value, viewerSend } }
  const lead = (event: Event): void => {
    if (!event.isTrusted) return
    for (const hand of hands) removeEventListener(hand, lead, { capture: true })
    say(true)
  }
  say(false)
  for (const hand of hands) addEventListener(hand, lead, { capture: true, passive: true })
}
