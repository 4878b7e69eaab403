// Random clusters, faults and inputs against what must always hold.
import { availableParallelism } from 'node:os'
import { draw } from './fuzz/draw.ts'
import { examineAll } from './fuzz/pool.ts'
import { told } from './fuzz/render.ts'
import { textOf, type Finding } from './fuzz/report.ts'
import { commandLine, PlainError, run } from './lib/command.ts'

const help = `
npm run fuzz -- [--seeds N] [--from N] [--seed N] [--workers N]

Draws clusters, workloads, edits, deletions, node deaths and component stops from seeds, lives them on the engine and
looks after every write whether the invariants hold. What fails is made as small as it can be and printed with its seed.
  --seeds    how many seeds (usually 100), beginning with --from (usually 1)
  --seed     only this one, with all that is done in it
  --workers  how many threads (usually one for each core); the results are the same with any number
`

await run(async () => {
  const { values } = commandLine(help, { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' } })
  const only = values.seed === undefined ? undefined : numberOf('seed', values.seed)
  const from = only ?? numberOf('from', values.from ?? '1')
  const count = only === undefined ? numberOf('seeds', values.seeds ?? '100') : 1
  if (only !== undefined) for (const step of draw(only).steps) console.log(told(step))
  const findings = new Map<number, Finding | undefined>()
  const startedMs = performance.now()
  let [next, failed] = [from, 0]
  await examineAll(Array.from({ length: count }, (_, i) => from + i), numberOf('workers', values.workers ?? String(availableParallelism())), ({ seed, finding }) => {
    findings.set(seed, finding)
    for (; findings.has(next); next++) { // told in the order of the seeds, whoever is done first
      const found = findings.get(next)
      if (found) console.log(textOf(found))
      if (found) failed++
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${findings.size} of ${count}, ${failed} failed `)
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  console.log(`${count - failed} passed, ${failed} failed, in ${Math.round((performance.now() - startedMs) / 1000)} s`)
  return failed > 0 ? 1 : 0
})

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (!/^\d{1,9}$/.test(text) || (name === 'workers' && number === 0)) throw new PlainError(`--${name} must be a whole number, not ${JSON.stringify(text)}`)
  return number
}
