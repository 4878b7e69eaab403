// What the keyboard can rely on over every slide: keys that drive the deck, stops at what scrolls, a focus that is not lost.
import { onBeforeUnmount, onMounted } from 'vue'
import { useNav } from '@slidev/client'
import { toggleBlack } from './blackout.ts'
import { heedDeckKeys } from './deck-keys.ts'
import { keepFocus } from './keep-focus.ts'
import { heedScrolling } from './scrolling.ts'

export function heedKeyboard(): void {
  const { next, prev, nextSlide, prevSlide, isPrintMode } = useNav()
  let heeded: readonly (() => void)[] = []
  onMounted(() => {
    if (!isPrintMode.value) heeded = [heedScrolling(), heedDeckKeys({ next, prev, nextSlide, prevSlide, black: toggleBlack }), keepFocus()]
  })
  onBeforeUnmount(() => { for (const stop of heeded) stop() })
}
