// What the browser shows: a page as it is read, or why there is none. Never HTML: a tree of plain data.
import { linkedFrom, addressText, webAddress } from '../../network/clients/page/address.ts'
import { documentOf, type Block, type Document } from '../../network/clients/page/blocks.ts'
import { valueOf, type NetError, type Shown, type Visited } from '../../network/clients/browser.ts'
import type { Browser } from '../browser.ts'

export interface PageView {
  /** In the address bar: where the page came from, or what was asked for. */
  readonly url: string
  readonly isLoading: boolean
  readonly canGoBack: boolean
  /** How long it has been waited for, or took. */
  readonly tookMs: number
  readonly loaded: LoadedPage | FailedPage | undefined
}

export interface LoadedPage {
  readonly kind: 'page'
  readonly title: string
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly redirects: readonly string[]
  /** The address that answered. */
  readonly address: string
  readonly blocks: readonly Block[]
  readonly certificate: Shown | undefined
  /** Where a link of the page leads; undefined where it leads to no page. */
  readonly follow: (href: string) => string | undefined
}

export interface FailedPage { readonly kind: 'failed', readonly host: string, readonly error: NetError, readonly certificate: Shown | undefined }

export type { Block, Field, Inline, TableRow } from '../../network/clients/page/blocks.ts'
export type { NetError, Shown }

export function pageOf(browser: Browser, nowMs: number): PageView {
  const { current, isLoading, canGoBack } = browser
  const result = current?.result
  return {
    url: result?.url ?? current?.asked ?? '',
    isLoading,
    canGoBack,
    tookMs: result ? result.tookMs : current ? nowMs - current.sinceMs : 0,
    loaded: result && (result.kind === 'page' ? loadedOf(result) : { kind: 'failed', host: result.host, error: result.error, certificate: result.certificate }),
  }
}

/** A page is read once, however often it is looked at. */
const read = new WeakMap<Visited, LoadedPage>()

function loadedOf(result: Visited & { readonly kind: 'page' }): LoadedPage {
  const known = read.get(result)
  if (known) return known
  const { status, reason, headers, redirects, address, url, body, certificate } = result
  const { title, blocks } = documentIn(body, valueOf(headers, 'content-type') ?? '')
  const here = webAddress(url)
  const made: LoadedPage = {
    kind: 'page', title: title === '' ? url.replace(/^https?:\/\//, '') : title, status, reason, headers: [...headers], redirects, address, blocks, certificate,
    follow: href => {
      const target = here && linkedFrom(here, href)
      return target && addressText(target)
    },
  }
  read.set(result, made)
  return made
}

/** A browser looks at a body that does not say what it is. */
function documentIn(body: string, type: string): Document {
  if (type.includes('html') || type === '' && /^\s*</.test(body)) return documentOf(body)
  if (body === '') return { title: '', blocks: [] }
  return { title: '', blocks: [{ kind: 'pre', text: body.trimEnd() }] }
}
