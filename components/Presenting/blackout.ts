// The third key of a clicker: `.` turns the screen black, here and in all windows that show the deck, and back. Whoever
// presents goes on seeing his notes.
import { ref } from 'vue'
import { wireOf } from '../Lab/wire.ts'

export const isBlack = ref(false)

let wire: ReturnType<typeof wireOf> | undefined

/** Hears of it when another window turns black. */
export function hearBlackout(): void {
  wire ??= wireOf('blackout')
  wire.listen(message => {
    if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'black' && 'isBlack' in message) isBlack.value = message.isBlack === true
  })
}

export function toggleBlack(): void {
  isBlack.value = !isBlack.value
  wire?.post({ kind: 'black', isBlack: isBlack.value })
}

/** Nobody goes on in the dark: on a black screen any key but its own brings the light back, and does nothing else. */
export function lightUp(event: KeyboardEvent): void {
  if (!isBlack.value || event.key === '.' || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  toggleBlack()
}
