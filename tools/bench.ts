// Prints the numbers of the design as JSON lines: what is measured, how much, of how much.
import { appendFileSync } from 'node:fs'
import { measures } from './bench/measures.ts'
import { commandLine, PlainError, run } from './lib/command.ts'

const help = `
npm run bench -- [--out FILE] [NAME …]

Prints the numbers of the design, measured, as JSON lines. Names: ${measures.map(({ name }) => name).join(', ')}.
  --out  also adds the lines to a file
`

await run(async () => {
  const { values: { out }, positionals } = commandLine(help, { out: { type: 'string' } })
  const unknown = positionals.find(name => !measures.some(measure => measure.name === name))
  if (unknown !== undefined) throw new PlainError(`There is no measure called ${unknown}.\n\n${help.trim()}`)
  for (const { name, what, unit, budget, measure } of measures) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const line = JSON.stringify({ what, value: Math.round(await measure() * 10) / 10, unit, budget, command: `npm run bench -- ${name}` })
    console.log(line)
    if (out !== undefined) appendFileSync(out, `${line}\n`)
  }
})
