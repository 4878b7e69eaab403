// The hash in `web-7c5ddbdf54`: FNV-1a of the pod template, in letters that make no words.
import type { PodTemplateSpec } from '../../apiserver/types.gen.ts'

export const hashLabel = 'pod-template-hash'

const offsetBasis = 0x811C9DC5
const prime = 0x01000193
const safeLetters = 'bcdfghjklmnpqrstvwxz2456789'

/** Two templates that hash alike are told apart by a count of collisions, hashed in as well. */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  let hash = offsetBasis
  const eat = (byte: number): void => { hash = Math.imul(hash ^ byte, prime) }
  const text = canonical(template)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    eat(unit & 0xFF)
    if (unit > 0xFF) eat(unit >>> 8)
  }
  if (collisionCount !== undefined) for (let shift = 0; shift < 64; shift += 8) eat(shift < 32 ? (collisionCount >>> shift) & 0xFF : 0)
  return safeEncoded(String(hash >>> 0))
}

/** Each character becomes one of the safe letters. */
export const safeEncoded = (text: string): string =>
  [...text].map(character => safeLetters.charAt(character.charCodeAt(0) % safeLetters.length)).join('')

/** JSON with its keys in order, so that equal templates give equal text. */
const canonical = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1))
    : part)
