// `npm run build`: the static site.
import { join, relative } from 'node:path'
import { commandLine, onlyOne, run } from './lib/command.ts'
import { findDeck, withEntry } from './lib/deck.ts'
import { distRoot } from './lib/project.ts'
import { buildSite } from './lib/slidev.ts'

const help = `
npm run build [-- [deck.md] [--way WAY] [--with-notes]]

Makes the static site in dist/ (emptied first). It works offline, under any path, from any web server.
  deck.md       any Marp deck, instead of the lecture; its site is made in dist/<name of the deck>/
  --way         through the lecture: two-hours, or a chapter (03, 03-architecture)
  --with-notes  with the speaker notes; by default students get the site without
`

await run(async () => {
  const { values, positionals } = commandLine(help, { 'with-notes': { type: 'boolean' }, way: { type: 'string' } })
  const deck = findDeck(onlyOne(positionals), values.way)
  const out = deck.own ? distRoot : join(distRoot, deck.name)
  await withEntry(deck, entry => buildSite(entry, out, { withNotes: values['with-notes'] === true }))
  console.log(`The site is in ${relative(process.cwd(), out)}/. Any web server can show it.`)
})
