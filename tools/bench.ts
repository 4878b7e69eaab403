// Prints the numbers of the design as JSON lines: what is measured, how much, of how much.
import { appendFileSync } from 'node:fs'
import { measures } from './bench/measures.ts'
import { commandLine, PlainError, run } from './lib/command.ts'

const help = `
npm run bench -- [--huge] [--out FILE] [NAME …]

Prints the numbers of the design, measured, as JSON lines. Names: ${measures.map(({ name }) => name).join(', ')}.
  --huge  also those of the largest cluster, which take minutes and gigabytes
  --out   also adds the lines to a file
`

await run(async () => {
  const { values: { huge = false, out }, positionals } = commandLine(help, { huge: { type: 'boolean' }, out: { type: 'string' } })
  const unknown = positionals.find(name => !measures.some(measure => measure.name === name))
  if (unknown !== undefined) throw new PlainError(`There is no measure called ${unknown}.\n\n${help.trim()}`)
  for (const { name, what, unit, budget, isHuge = false, measure } of measures) {
    if (positionals.length > 0 ? !positionals.includes(name) : isHuge && !huge) continue
    const line = JSON.stringify({ what, value: Math.round(await measure() * 100) / 100, unit, budget, command: `npm run bench -- ${name}` })
    console.log(line)
    if (out !== undefined) appendFileSync(out, `${line}\n`)
  }
})
