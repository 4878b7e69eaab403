// Which slides somebody has had on screen, kept in this browser by their lasting addresses.
import { shallowRef } from 'vue'

const key = 'podium seen'

export const seen = shallowRef<ReadonlySet<string>>(stored())

export function see(address: string): void {
  if (seen.value.has(address)) return
  seen.value = new Set([...seen.value, address])
  try { localStorage.setItem(key, JSON.stringify([...seen.value])) }
  catch { /* a browser that keeps nothing: then it is known only until the page is left */ }
}

function stored(): Set<string> {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(list) ? list.filter(item => typeof item === 'string') : [])
  }
  catch { return new Set() }
}
