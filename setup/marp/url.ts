// Addresses beside the deck. Vite finds a picture only if its address begins with a dot; Marp wants no dot.

const remote = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i

export function localUrl(url: string): string {
  const address = url.trim()
  if (address === '' || remote.test(address)) return address
  const path = address.replace(/\?.*$/, '') // a query would be an instruction to Vite
  return /^\.{0,2}\//.test(path) ? path : `./${path}`
}

/** Each address of a `srcset`, with what is said of it. */
export function candidatesOf(srcset: string): { url: string, descriptors: string[] }[] {
  return srcset.split(/,\s+|,$/).map(candidate => candidate.trim().split(/\s+/)).filter(([url]) => url !== '')
    .map(([url = '', ...descriptors]) => ({ url, descriptors }))
}

export function localSrcset(srcset: string): string {
  return candidatesOf(srcset).map(({ url, descriptors }) => [localUrl(url), ...descriptors].join(' ')).join(', ')
}
