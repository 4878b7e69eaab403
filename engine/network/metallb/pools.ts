// Addresses to give out: ranges of them, in pools with names.
import { addressFrom, isAddress, networkOf, numberOf } from '../address.ts'

export interface Pool {
  readonly name: string
  readonly ranges: readonly (readonly [first: number, last: number])[]
  /** Whether Services get addresses of it without asking for it. */
  readonly isAutomatic: boolean
}

/** `192.168.1.11-192.168.1.99` or `192.168.1.0/28`; undefined when the text is neither. */
export function rangeOf(text: string): readonly [first: number, last: number] | undefined {
  const [from = '', to] = text.split('-').map(part => part.trim())
  if (to !== undefined) return isAddress(from) && isAddress(to) && numberOf(from) <= numberOf(to) ? [numberOf(from), numberOf(to)] : undefined
  const [address = '', length = '32'] = from.split('/')
  if (!isAddress(address) || !/^\d+$/.test(length) || Number(length) > 32) return undefined
  const first = numberOf(networkOf(from).text.split('/')[0] ?? '')
  return [first, first + 2 ** (32 - Number(length)) - 1]
}

export const poolWith = (pools: readonly Pool[], address: string): Pool | undefined => {
  const number = numberOf(address)
  return pools.find(({ ranges }) => ranges.some(([first, last]) => number >= first && number <= last))
}

/** The lowest address of a pool that nobody has. */
export function freeAddress({ ranges }: Pool, taken: ReadonlySet<string>): string | undefined {
  for (const [first, last] of ranges) for (let number = first; number <= last; number++) {
    const address = addressFrom(number)
    if (!taken.has(address)) return address
  }
  return undefined
}
