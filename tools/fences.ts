// `node tools/fences.ts`: which fences of the decks do not run.
import { commandLine, run } from './lib/command.ts'
import { deckFences } from './fences/deck.ts'

const help = `
node tools/fences.ts [text …]

Runs the fences in bash, yaml and console, and prints those that do not answer as their authors say; then those that are
only shown.
  text  only of files whose path holds it: node tools/fences.ts 03-architecture
`

await run(async () => {
  const { positionals } = commandLine(help, {})
  const decks = deckFences().filter(({ file }) => positionals.length === 0 || positionals.some(text => file.includes(text)))
  const findings = decks.flatMap(({ findings }) => findings())
  for (const finding of findings) console.log(finding)
  const shown = decks.flatMap(({ shown }) => shown())
  if (shown.length > 0) console.log(`\nOnly shown:\n${shown.join('\n')}`)
  return findings.length === 0 ? 0 : 1
})
