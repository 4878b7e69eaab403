// The third key of a clicker: `.` turns the screen black, here and in all windows that show the deck, and back.
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
