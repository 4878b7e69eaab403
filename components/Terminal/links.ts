// Addresses in what a terminal says. Anybody may have written them: they are opened only when somebody has read where
// they lead, and only when they lead to a page.

export interface Link {
  readonly address: string
  /** Where it leads; the part that cannot pretend. */
  readonly host: string
}

/** The page that an address leads to; undefined when it leads to none, or hides where it leads. */
export function pageOf(text: string): Link | undefined {
  if (/[\s\u0000-\u001F\u007F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/.test(text)) return undefined
  let url: URL
  try { url = new URL(text) }
  catch { return undefined }
  const isPage = (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
  return isPage ? { address: url.href, host: url.host } : undefined
}
