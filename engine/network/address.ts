// IPv4 addresses and the networks they lie in. Addresses are texts everywhere; numbers only where they are compared.

/** The number of an address, or NaN when the text is none. */
export function numberOf(address: string): number {
  let number = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code === 46) {
      if (digits === 0 || part > 255) return Number.NaN
      number = number * 256 + part
      part = digits = 0
      dots++
    }
    else if (code >= 48 && code <= 57 && digits < 3) {
      part = part * 10 + code - 48
      digits++
    }
    else return Number.NaN
  }
  return dots === 3 && digits > 0 && part <= 255 ? number * 256 + part : Number.NaN
}

export const isAddress = (text: string): boolean => !Number.isNaN(numberOf(text))

export const addressFrom = (number: number): string => `${number >>> 24}.${number >>> 16 & 255}.${number >>> 8 & 255}.${number & 255}`

/** A network, as `10.244.0.0/16`; a bare address is a network of one. */
export interface Network {
  readonly text: string
  readonly contains: (address: string) => boolean
}

const known = new Map<string, Network>()

export function networkOf(text: string): Network {
  const found = known.get(text)
  if (found) return found
  const [address = '', length = '32'] = text.split('/')
  const size = 2 ** (32 - Number(length))
  const first = Math.floor(numberOf(address) / size) * size
  const network: Network = {
    text: `${addressFrom(first)}/${length}`,
    contains: length === '32' ? other => other === address : other => {
      const number = numberOf(other)
      return number >= first && number < first + size
    },
  }
  if (known.size < 10_000) known.set(text, network) // a pure function's memory: bounded, and never seen from outside
  return network
}

export const isLoopback = (address: string): boolean => address.startsWith('127.')
