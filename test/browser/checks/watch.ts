// What a page says and asks for while we look at it.
import type { Page } from 'playwright-core'

/** Collects from now on; `take` hands over what has come since the last time. */
export function watch(page: Page, site: string): { take(): string[] } {
  const origin = new URL(site).origin
  let findings: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) findings.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', error => findings.push(`page error: ${error.message}`))
  page.on('request', request => {
    const url = new URL(request.url())
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin) findings.push(`leaves the origin: ${url.href}`)
  })
  page.on('response', response => {
    if (response.status() >= 400) findings.push(`answered ${response.status()}: ${response.url()}`)
  })
  return {
    take() {
      const taken = findings
      findings = []
      return taken
    },
  }
}
