// @vitest-environment happy-dom
// The browser of a lab: what it shows at each step, and what typing and clicking do to the run.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Browser from '../../../components/Browser/Browser.vue'
import { excuses } from '../../../components/Browser/errors.ts'
import PageBlocks from '../../../components/Browser/PageBlocks.vue'
import Lab from '../../../components/Lab/Lab.vue'
import { documentOf } from '../../../engine/network/clients/page/blocks.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let lab: VueWrapper | undefined

async function show(clicks: number): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = lab = mount(Lab, { props: { of: 'browse', terminal: false }, slots: { default: () => h(Browser, { url: 'http://192.168.1.101:30080/' }) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}

const words = (wrapper: VueWrapper, selector: string): string => wrapper.find(selector).text().replace(/\s+/g, ' ')

afterEach(() => lab?.unmount())

describe('as a still', () => {
  beforeEach(() => {
    resetSlide()
    slide.renderContext.value = 'previewNext'
  })

  test('the page, its title and who answered', async () => {
    const seen = await show(2)
    expect(words(seen, '.address')).toBe('http://192.168.1.101:30080/')
    expect(words(seen, '.page .heading')).toBe('Welcome to nginx!')
    expect(words(seen, 'footer')).toMatch(/^200 OKWelcome to nginx!192\.168\.1\.101 · \d+ms$/)
    expect(seen.findAll('.browser button, .browser input')).toHaveLength(0)
  })

  test('why there is none', async () => {
    const seen = await show(3)
    expect(words(seen, '.page')).toBe('사이트에 연결할 수 없음192.168.1.101에서 연결을 거부했습니다.거기까지는 갔습니다. 그 포트에서 듣는 것이 없거나, 서비스에 준비된 엔드포인트가 없습니다.')
    expect(words(seen, 'footer')).toBe('ERR_CONNECTION_REFUSED')
  })

  test('through a forwarded port; and when the pods are gone', async () => {
    const seen = await show(5)
    expect(words(seen, 'footer')).toMatch(/^200 OKWelcome to nginx!127\.0\.0\.1 · \d+ms$/)
    lab?.unmount()
    expect(words(await show(7), 'footer')).toBe('ERR_CONNECTION_REFUSED')
  })

  test('nothing yet', async () => {
    const seen = await show(0)
    expect([words(seen, '.address'), words(seen, '.page'), words(seen, 'footer')]).toEqual(['http://192.168.1.101:30080/', '아직 연 페이지가 없다', ''])
  })
})

describe('alive', () => {
  beforeEach(() => resetSlide())

  const settled = async (seen: VueWrapper, ready: () => boolean): Promise<void> => {
    await vi.waitFor(() => { if (!ready()) throw new Error(words(seen, '.page')) }, { timeout: 20_000 })
  }

  test('an address is typed, a page comes; back, headers, and the keys go back to the deck', async () => {
    const seen = await show(2)
    const bar = seen.find<HTMLInputElement>('input[aria-label=주소]')
    expect(bar.element.value).toBe('http://192.168.1.101:30080/')
    await bar.setValue('192.168.1.102:30080/nothing')
    await seen.find('form.bar').trigger('submit')
    await settled(seen, () => words(seen, 'footer').startsWith('404 Not Found'))
    expect(seen.find('footer .bad').exists()).toBe(true)
    expect(bar.element.value).toBe('http://192.168.1.102:30080/nothing')
    await seen.find('footer button').trigger('click')
    expect(words(seen, '.headers')).toMatch(/^Servernginx\/1\.27/)
    await seen.find('footer button').trigger('click')
    await seen.find('button[aria-label=뒤로]').trigger('click')
    await settled(seen, () => words(seen, 'footer').startsWith('200 OK'))
    expect(seen.find('button[aria-label=뒤로]').attributes('disabled')).toBeDefined()
    await bar.setValue('elsewhere')
    await bar.trigger('keydown', { key: 'Escape' })
    expect(bar.element.value).toBe('http://192.168.1.101:30080/')
  })
})

describe('alive, over TLS', () => {
  beforeEach(() => resetSlide())

  test('a certificate that nobody vouches for is shown, and can be let pass', async () => {
    const seen = await show(1)
    await seen.find('input[aria-label=주소]').setValue('https://172.18.0.100:6443/healthz')
    await seen.find('form.bar').trigger('submit')
    await vi.waitFor(() => { if (words(seen, 'footer') !== 'ERR_CERT_AUTHORITY_INVALID') throw new Error(words(seen, '.page')) }, { timeout: 20_000 })
    expect(words(seen, '.page')).toMatch(/^연결이 비공개로 설정되어 있지 않습니다.* 발급 kubernetes안전하지 않지만 계속$/)
    await seen.find('button.proceed').trigger('click')
    await vi.waitFor(() => { if (!words(seen, 'footer').startsWith('200 OK')) throw new Error(words(seen, '.page')) }, { timeout: 20_000 })
    expect([words(seen, '.lock'), words(seen, '.page')]).toEqual(['주의 요함', 'ok'])
  })
})

test('a page cannot bring in what runs, and its links are followed only where they lead to a page', async () => {
  const { blocks } = documentOf('<h1>Hi</h1><p onclick="x">a <a href="/b">b</a> <a href="javascript:alert(1)">c</a> <img src=x onerror="alert(1)"><script>alert(1)</script></p><ul><li><a href="/d">d</a></ul>')
  const seen = mount(PageBlocks, { props: { blocks, live: true, follow: href => href.startsWith('/') ? `http://web${href}` : undefined } })
  expect(seen.html()).not.toMatch(/onclick|onerror|script|href|src/)
  expect(seen.findAll('button').map(button => button.text())).toEqual(['b', 'd'])
  for (const button of seen.findAll('button')) await button.trigger('click')
  expect(seen.emitted('open')).toEqual([['http://web/b'], ['http://web/d']])
})

test('every error has its words', () => {
  expect(Object.values(excuses).flatMap(excuse => Object.values(excuse)).filter(text => text === '')).toEqual([])
})
