// `npm run lint`: what the linter of the deck finds, with files and lines.
import { commandLine, run } from './lib/command.ts'
import { courseSlides } from './course/slides.ts'
import { findingLine } from './lint-deck/finding.ts'
import { deckFindings, stock } from './lint-deck/index.ts'

const help = `
node tools/lint-deck.ts [text …]

Looks whether the slides keep the rules (docs/authors.md) and prints what does not, as file:line: what.
  text  only of files whose path holds it: node tools/lint-deck.ts 03-architecture
`

await run(async () => {
  const { positionals } = commandLine(help, {})
  const findings = deckFindings(courseSlides(), stock())
    .filter(({ file }) => positionals.length === 0 || positionals.some(text => file.includes(text)))
  for (const finding of findings) console.log(findingLine(finding))
  return findings.length === 0 ? 0 : 1
})
