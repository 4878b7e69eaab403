// `npm start`: the deck in the browser. Slidev's dev server on loopback, and nothing of it leaves this machine.
import { basename } from 'node:path'
import { commandLine, onlyOne, PlainError, run } from './lib/command.ts'
import { findDeck, withEntry } from './lib/deck.ts'
import { spawnSlidev } from './lib/slidev.ts'

const help = `
npm start [-- [deck.md] [--way WAY] [--port N] [--open]]

Shows the deck in the browser, at the address that is printed.
  deck.md  any Marp deck, instead of the lecture (slides.md)
  --way    through the lecture: two-hours, or a chapter (03, 03-architecture)
  --port   of the address (default: 3030, or the next that is free)
  --open   opens the browser there
`

await run(async () => {
  const { values, positionals } = commandLine(help, { port: { type: 'string' }, way: { type: 'string' }, open: { type: 'boolean' } })
  const deck = findDeck(onlyOne(positionals), values.way)
  return withEntry(deck, async entry => {
    const port = values.port === undefined ? [] : ['--port', portOf(values.port)]
    const child = spawnSlidev([basename(entry.file), ...port, ...values.open === true ? ['--open'] : []], entry, 'inherit')
    const [status, signal] = await new Promise<[number | null, string | null]>(resolve => child.once('close', (...end) => resolve(end)))
    return signal === null ? status ?? 1 : 0 // stopped by hand
  })
})

function portOf(text: string): string {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new PlainError(`--port ${text}: a port is a number from 1 to 65535`)
  return text
}
