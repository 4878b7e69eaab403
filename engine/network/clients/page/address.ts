// What stands in the address bar of a browser, and where a link leads.

export interface WebAddress {
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** With what follows a question mark. */
  readonly path: string
}

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443 }

/** `web:8080/x` as it is typed; undefined: no address of the web. */
export function webAddress(typed: string): WebAddress | undefined {
  const [, scheme = 'http', host = '', port, path = '/'] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^/@?#]*@)?([a-z0-9._-]+)(?::(\d{1,5}))?([/?#].*)?$/is.exec(typed.trim()) ?? []
  const number = port === undefined ? usualPorts[scheme.toLowerCase()] ?? 0 : Number(port)
  if (host === '' || number > 65_535) return undefined
  const plain = path.replace(/#.*$/s, '')
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), port: number, path: plain.startsWith('/') ? plain : `/${plain}` }
}

export const hostText = ({ scheme, host, port }: WebAddress): string => port === (usualPorts[scheme] ?? 0) ? host : `${host}:${port}`
export const addressText = (address: WebAddress): string => `${address.scheme}://${hostText(address)}${address.path}`

/** Where a link of a page leads; undefined where a browser would not load a page: `mailto:`, `javascript:`. */
export function linkedFrom(page: WebAddress, href: string): WebAddress | undefined {
  const link = href.trim()
  if (/^https?:\/\//i.test(link)) return webAddress(link)
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined
  if (link.startsWith('//')) return webAddress(`${page.scheme}:${link}`)
  const [target = ''] = link.split('#')
  const [own = '/'] = page.path.split('?')
  if (target === '') return page
  if (target.startsWith('?')) return { ...page, path: own + target }
  const [path = '', ...query] = target.split('?')
  const base = path.startsWith('/') ? [] : own.split('/').slice(1, -1)
  const steps = [...base, ...path.replace(/^\//, '').split('/')]
  const kept: string[] = []
  for (const [i, step] of steps.entries()) {
    if (step === '..') kept.pop()
    else if (step !== '.') kept.push(step)
    if ((step === '..' || step === '.') && i === steps.length - 1) kept.push('')
  }
  return { ...page, path: `/${kept.join('/')}${query.length > 0 ? `?${query.join('?')}` : ''}` }
}
