// What readers have guessed, answered and repaired, kept on their device. Where nothing can be kept (a private window,
// paper) it lasts as long as the page.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

const prefix = 'podium:'

/** `read` makes sense of what was kept, perhaps by an older deck; undefined: it makes none. */
export function useKept<T>(key: string, initial: T, read: (kept: unknown) => T | undefined): ShallowRef<T> {
  const name = `${prefix}${key}`
  const load = (): T => {
    try { return read(JSON.parse(localStorage.getItem(name) ?? 'null')) ?? initial }
    catch { return initial }
  }
  const value: ShallowRef<T> = shallowRef(load())

  watch(value, now => {
    const text = JSON.stringify(now)
    try {
      if (text === JSON.stringify(initial)) localStorage.removeItem(name)
      else if (text !== localStorage.getItem(name)) localStorage.setItem(name, text)
    }
    catch { /* full, or forbidden */ }
  })

  const heard = (event: StorageEvent): void => { if (event.key === name) value.value = load() } // from another window
  addEventListener('storage', heard)
  onScopeDispose(() => removeEventListener('storage', heard))
  return value
}

export const isText = (value: unknown): value is string => typeof value === 'string'

export const textsIn = (kept: unknown): readonly string[] | undefined =>
  Array.isArray(kept) && kept.every(isText) ? kept : undefined

/** The same letters give the same short name, on every device: what an answer is kept under. */
export function nameFor(text: string): string {
  let mixed = 0x811C9DC5
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193)
  return (mixed >>> 0).toString(36)
}
