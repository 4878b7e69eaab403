// @vitest-environment happy-dom
// The terminal widget around a screen that only remembers what it was told.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import Terminal from '../../../components/Terminal/Terminal.vue'

type Links = (event: MouseEvent, text: string) => void

const made = vi.hoisted(() => ({ draws: true, screens: [] as { written: string, type: (data: string) => void, links: Links[] }[] }))

vi.mock('../../../components/Terminal/xterm.ts', () => {
  const links: Links[] = []
  class FakeTerminal {
    written = ''
    cols: number
    rows: number
    options: Record<string, unknown>
    textarea = document.createElement('textarea')
    buffer = { active: { type: 'normal' }, onBufferChange: () => {} }
    readonly links = links
    private listeners: ((data: string) => void)[] = []
    private drawings: (() => void)[] = []
    constructor(options: { readonly cols: number, readonly rows: number }) {
      this.options = { ...options }
      this.cols = options.cols
      this.rows = options.rows
      made.screens.push(this)
    }

    type(data: string) { for (const listener of this.listeners) listener(data) }

    loadAddon() { /* none here */ }
    open(element: HTMLElement) { element.append(this.textarea) }
    onData(listener: (data: string) => void) { this.listeners.push(listener) }
    attachCustomKeyEventHandler() { /* keys have tests of their own */ }
    write(text: string, done?: () => void) {
      this.written += text
      if (done) setTimeout(done)
    }
    onRender(listener: () => void) {
      this.drawings.push(listener)
      return { dispose: () => { this.drawings = this.drawings.filter(each => each !== listener) } }
    }
    refresh() { if (made.draws) for (const drawn of this.drawings) drawn() }
    reset() { this.written = '' }
    resize(cols: number, rows: number) { Object.assign(this, { cols, rows }) }
    getSelection() { return '' }
    clearSelection() { /* none */ }
    focus() { this.textarea.focus() }
    blur() { this.textarea.blur() }
    dispose() { this.textarea.remove() }
  }
  class Search { findNext() { return true } }
  class WebLinks { constructor(follow: Links) { links.push(follow) } }
  return { Terminal: FakeTerminal, SearchAddon: Search, WebLinksAddon: WebLinks }
})

const before = '$ '
let shown: VueWrapper | undefined

async function show(props: Record<string, unknown> = {}): Promise<VueWrapper> {
  const mounted = shown = mount(Terminal, { props: { output: before, lines: ['$ '], live: true, ...props }, attachTo: document.body })
  await vi.waitFor(() => { if (made.screens.length === 0 || made.screens.at(-1)?.written === '') throw new Error('not yet') })
  await new Promise(resolve => { setTimeout(resolve, 5) })
  return mounted
}

beforeEach(() => {
  made.screens.length = 0
  made.draws = true
  Object.defineProperty(document, 'fonts', { value: { load: () => Promise.resolve([]) }, configurable: true })
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => {}, removeEventListener: () => {} }))
})
afterEach(() => {
  shown?.unmount()
  vi.unstubAllGlobals()
})

const screen = () => made.screens.at(-1)

describe('a terminal', () => {
  test('is a still until its screen is drawn', async () => {
    made.draws = false
    const waiting = await show({ lines: ['$ ls'] })
    expect([waiting.find('.still').text(), waiting.find('.screen').classes()]).toEqual(['$ ls', ['screen', 'unseen']])
    shown?.unmount()
    made.draws = true
    const drawn = await show({ lines: ['$ ls'] })
    await vi.waitFor(() => expect(drawn.find('.still').exists()).toBe(false))
    expect(drawn.find('.screen').classes()).toEqual(['screen'])
  })

  test('as a still shows the newest rows', () => {
    shown = mount(Terminal, { props: { output: '', lines: ['1', '2', '3', '4'], live: false, rows: 2 } })
    expect(shown.find('.still').text()).toBe('3\n4')
  })

  test('shows what is said as it grows, and begins anew when the run went back', async () => {
    const mounted = await show()
    await mounted.setProps({ output: '$ ls\r\nfile\r\n$ ' })
    expect(screen()?.written).toBe('\x1B[?2004h$ ls\r\nfile\r\n$ ')
    await mounted.setProps({ output: '$ pwd' })
    expect(screen()?.written).toBe('\x1B[?2004h$ pwd')
  })

  test.each([[true, '\x1B[?2004h$ kubectl get pods\r\n'], [false, '\x1B[?2004h$ ']])('types out what was not typed here, unless less motion is asked for (%s)', async (isCalm, atOnce) => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: isCalm && query === '(prefers-reduced-motion: reduce)', addEventListener: () => {}, removeEventListener: () => {} }))
    const mounted = await show()
    await mounted.setProps({ output: '$ kubectl get pods\r\n' })
    expect(screen()?.written).toBe(atOnce)
  })

  test('tells its size with the first key, and again after the run went back', async () => {
    const mounted = await show()
    screen()?.type('a')
    screen()?.type('b')
    await mounted.setProps({ output: '' })
    screen()?.type('c')
    expect(mounted.emitted('keys')).toEqual([['\x1B[8;5;69ta'], ['b'], ['\x1B[8;5;69tc']])
  })

  test('comes back to the script with one key, when there is something to come back from', async () => {
    const mounted = await show()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F9' }))
    expect(mounted.emitted('rejoin')).toBeUndefined()
    await mounted.setProps({ scripted: true })
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F9' }))
    expect(mounted.emitted('rejoin')).toHaveLength(1)
  })

  test('does not touch the keys of the deck', async () => {
    await show({ scripted: true })
    for (const key of ['PageDown', 'PageUp', 'ArrowRight', 'Escape', 'b', 'F5']) {
      const event = new KeyboardEvent('keydown', { key, cancelable: true })
      window.dispatchEvent(event)
      expect(event.defaultPrevented).toBe(false)
    }
  })

  test('opens a link only when somebody agrees, and a hostile one never', async () => {
    const open = vi.fn()
    vi.stubGlobal('open', open)
    const mounted = await show()
    const follow = screen()?.links.at(-1)
    follow?.(new MouseEvent('click'), 'javascript:alert(1)')
    await mounted.vm.$nextTick()
    expect(mounted.find('[role="alertdialog"]').exists()).toBe(false)
    follow?.(new MouseEvent('click'), 'https://kubernetes.io/docs/')
    await mounted.vm.$nextTick()
    expect(mounted.find('[role="alertdialog"]').text()).toContain('kubernetes.io')
    expect(open).not.toHaveBeenCalled()
    await mounted.find('[role="alertdialog"] button').trigger('click')
    expect(open).toHaveBeenCalledWith('https://kubernetes.io/docs/', '_blank', 'noopener,noreferrer')
  })

  test('can be read as text', async () => {
    const mounted = await show({ lines: ['$ ls  ', 'file', '$ '] })
    await mounted.trigger('mouseenter')
    await mounted.find('[aria-label="글로 읽기"]').trigger('click')
    expect(mounted.find('.whole').text()).toBe('$ ls\nfile\n$')
  })
})
