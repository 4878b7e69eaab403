// The terminal on the screen: xterm, made at its true size and torn down again. What is typed on it, chosen or clicked is
// told to whoever shows it.
import type { ITheme, Terminal } from '@xterm/xterm'
import type { SearchAddon } from '@xterm/addon-search'
import { sizeKeys, type Box, type Cells } from './cells.ts'
import { wishOf, type Wish } from './keys.ts'
import { pageOf, type Link } from './links.ts'
import { Pace } from './pace.ts'

export interface Listener {
  readonly keys: (data: string) => void
  readonly wish: (wish: Wish) => void
  readonly link: (link: Link) => void
  readonly focus: (isFocused: boolean) => void
  readonly fullScreen: (isFull: boolean) => void
}

const fontFamily = 'D2Coding, monospace'
export const lineHeight = 1.2
/** What is typed here comes back at once; what comes later, somebody else has typed. */
const ownMs = 400

export class Screen {
  private readonly terminal: Terminal
  private readonly search: SearchAddon
  private readonly listener: Listener
  private readonly pace: Pace
  private written = ''
  /** The size that the engine knows of; undefined: it has to be told. */
  private told: Cells | undefined
  private typedAtMs = -Infinity

  private constructor(terminal: Terminal, search: SearchAddon, listener: Listener) {
    this.terminal = terminal
    this.search = search
    this.listener = listener
    this.pace = new Pace(text => terminal.write(text))
  }

  /** A cell is measured when the terminal opens, so the font must be there; without it any other will do. */
  static async open(element: HTMLElement, { columns, rows }: Cells, fontSize: number, theme: ITheme, contrast: number, listener: Listener): Promise<Screen> {
    const [{ Terminal, SearchAddon, WebLinksAddon }] = await Promise.all([import('./xterm.ts'), document.fonts.load(`${fontSize}px D2Coding`, '가a').catch(() => [])])
    const follow = (text: string): void => {
      const link = pageOf(text)
      if (link) listener.link(link)
    }
    const terminal = new Terminal({
      cols: columns, rows, fontFamily, fontSize, lineHeight, theme,
      allowProposedApi: true, // the search marks what it finds with it
      // What a phone's keyboard writes without pressing keys does not get through in that mode.
      cursorBlink: false, minimumContrastRatio: contrast, rightClickSelectsWord: true, screenReaderMode: !matchMedia('(pointer: coarse)').matches, scrollback: 2000,
      linkHandler: { activate: (_event, text) => follow(text), allowNonHttpProtocols: false },
    })
    const search = new SearchAddon()
    terminal.loadAddon(search)
    terminal.loadAddon(new WebLinksAddon((_event, text) => follow(text)))
    const screen = new Screen(terminal, search, listener)
    screen.listen()
    terminal.open(element)
    terminal.write('\x1B[?2004h') // a paste is marked as one
    const { textarea } = terminal
    textarea?.setAttribute('aria-label', '명령을 입력하는 터미널. Esc를 누르면 나갑니다')
    textarea?.addEventListener('focus', () => listener.focus(true))
    textarea?.addEventListener('blur', () => listener.focus(false))
    return screen
  }

  /** Tells, once, when what was written until now is to be seen: xterm reads and draws in its own time. */
  whenDrawn(tell: () => void): void {
    const { terminal } = this
    terminal.write('', () => {
      const drawing = terminal.onRender(() => {
        drawing.dispose()
        tell()
      })
      terminal.refresh(0, terminal.rows - 1)
    })
  }

  /** How large a cell has come out; undefined: that is not known yet. */
  get cell(): Box | undefined {
    const drawn = this.terminal.element?.querySelector<HTMLElement>('.xterm-screen')
    return drawn && drawn.offsetWidth > 0 ? { width: drawn.offsetWidth / this.terminal.cols, height: drawn.offsetHeight / this.terminal.rows } : undefined
  }

  get selection(): string { return this.terminal.getSelection() }
  get isFullScreen(): boolean { return this.terminal.buffer.active.type === 'alternate' }

  private listen(): void {
    const { terminal, listener } = this
    terminal.onData(data => {
      this.typedAtMs = performance.now()
      const { cols: columns, rows } = terminal
      const isTold = this.told?.columns === columns && this.told.rows === rows
      this.told = { columns, rows }
      listener.keys(isTold ? data : sizeKeys(this.told) + data)
    })
    terminal.buffer.onBufferChange(() => listener.fullScreen(this.isFullScreen))
    terminal.attachCustomKeyEventHandler(event => {
      const wish = wishOf(event, { hasSelection: terminal.hasSelection(), isFullScreen: this.isFullScreen })
      if (!wish) return true
      if (event.type === 'keydown' && wish !== 'browser') {
        event.preventDefault()
        listener.wish(wish)
      }
      return false
    })
  }

  /** Shows all that has been said. What has not been typed here may be typed out, if `isCalm` is not asked for. */
  show(text: string, isCalm: boolean): void {
    const goesOn = text.startsWith(this.written)
    const isFirst = this.written === ''
    const added = goesOn ? text.slice(this.written.length) : text
    if (!goesOn) {
      this.pace.reset()
      this.terminal.reset()
      this.terminal.write('\x1B[?2004h')
      this.told = undefined
    }
    this.written = text
    this.pace.add(added, goesOn && !isFirst && !isCalm && performance.now() - this.typedAtMs > ownMs)
  }

  resize({ columns, rows }: Cells, fontSize: number): void {
    if (this.terminal.options.fontSize !== fontSize) this.terminal.options.fontSize = fontSize
    if (this.terminal.cols !== columns || this.terminal.rows !== rows) this.terminal.resize(columns, rows)
  }

  paint(theme: ITheme, contrast: number): void { Object.assign(this.terminal.options, { theme, minimumContrastRatio: contrast }) }

  find(text: string, isBackward: boolean): boolean {
    const options = { decorations: { matchOverviewRuler: '#888888', activeMatchColorOverviewRuler: '#ffffff', matchBackground: '#5a4a12', activeMatchBackground: '#8a6d00' } }
    return isBackward ? this.search.findPrevious(text, options) : this.search.findNext(text, options)
  }

  endSearch(): void { this.search.clearDecorations() }
  clearSelection(): void { this.terminal.clearSelection() }
  focus(): void { this.terminal.focus() }
  blur(): void { this.terminal.blur() }

  close(): void {
    this.pace.reset()
    this.terminal.dispose()
  }
}
