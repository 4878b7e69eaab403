// `o` shows all slides; among hundreds, the one that is on should be in sight.
import { nextTick } from 'vue'

const shownSlide = '.z-modal .grid .border-primary' // Slidev's mark on the card of the slide that is on

export async function findShownSlide(): Promise<void> {
  await nextTick()
  document.querySelector(shownSlide)?.scrollIntoView({ block: 'center' })
}
