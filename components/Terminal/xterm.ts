// xterm, what is added to it, and its style, in one chunk of their own, fetched when a terminal first comes alive.
import '@xterm/xterm/css/xterm.css'

export { SearchAddon } from '@xterm/addon-search'
export { WebLinksAddon } from '@xterm/addon-web-links'
export { Terminal } from '@xterm/xterm'
