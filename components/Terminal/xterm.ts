// xterm and its style in one chunk of their own, fetched when a terminal first comes alive.
import '@xterm/xterm/css/xterm.css'

export { Terminal } from '@xterm/xterm'
