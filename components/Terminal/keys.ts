// Keys that mean something to the widget before they mean something to the terminal.

export type Wish = 'leave' | 'copy' | 'search' | 'rejoin' | 'browser'

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'>

export interface Situation {
  readonly hasSelection: boolean
  /** A program has the whole terminal: Escape is its own, and with Shift one leaves. */
  readonly isFullScreen: boolean
}

/** What a key is for; undefined: it belongs to the terminal. */
export function wishOf({ key, ctrlKey, metaKey, shiftKey, altKey, isComposing }: Pressed, { hasSelection, isFullScreen }: Situation): Wish | undefined {
  if (isComposing) return undefined
  if (key === 'Escape' && !altKey && !ctrlKey && (shiftKey || !isFullScreen)) return 'leave'
  if (key === 'F9') return 'rejoin'
  const letter = key.toLowerCase()
  if ((ctrlKey || metaKey) && letter === 'c' && (hasSelection || shiftKey)) return 'copy'
  if ((ctrlKey || metaKey) && shiftKey && letter === 'f') return 'search'
  if ((ctrlKey || metaKey) && letter === 'v') return 'browser' // it pastes
  return undefined
}
