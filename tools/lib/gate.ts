// The gate: stages that run side by side, each a process of its own, and one sum over all of them.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { projectRoot } from './project.ts'

export interface Stage {
  readonly name: string
  readonly args: readonly string[] // for Node
  readonly counts: Counting
  readonly alone?: boolean // needs the machine for itself; runs after the others
}

/** How a stage tells how many things it looked at: not at all (it is one), in vitest's report, or in its last line. */
export type Counting = 'once' | { readonly report: string } | 'last line'

export interface Sum {
  readonly passed: number
  readonly failed: number
}

interface Ending {
  readonly status: number | null
  readonly output: string
}

const patienceMs = 840_000

/** Runs all stages, prints a line for each (and everything it said, if it failed), and returns the sum. */
export async function runStages(stages: readonly Stage[], print: (line: string) => void, sideBySide = 2): Promise<Sum> {
  const sums: Sum[] = []
  const queue = stages.filter(({ alone }) => alone !== true)
  const work = async () => {
    for (let stage = queue.shift(); stage !== undefined; stage = queue.shift()) sums.push(await runStage(stage, print))
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
  for (const stage of stages.filter(({ alone }) => alone === true)) sums.push(await runStage(stage, print))
  return sums.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), { passed: 0, failed: 0 })
}

async function runStage(stage: Stage, print: (line: string) => void): Promise<Sum> {
  if (typeof stage.counts === 'object') rmSync(stage.counts.report, { force: true }) // not last week's
  const startedAt = performance.now()
  const ending = await endOf(stage)
  const { counted, failed, passed } = sumOf(stage, ending)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (failed > 0 && ending.output.trim() !== '') print(ending.output.trimEnd())
  print(`${failed === 0 ? '✓' : '✗'} ${stage.name.padEnd(16)} ${seconds.padStart(6)} s  ${counted ? `${passed} passed, ${failed} failed` : `ended with ${ending.status} and counted nothing`}`)
  return { passed, failed }
}

function endOf({ args }: Stage): Promise<Ending> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'], timeout: patienceMs, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } })
    const output: Buffer[] = []
    child.stdout.on('data', chunk => output.push(chunk))
    child.stderr.on('data', chunk => output.push(chunk))
    const kill = () => { child.kill() }
    process.once('exit', kill)
    child.once('error', error => output.push(Buffer.from(error.message)))
    child.once('close', status => {
      process.off('exit', kill)
      resolve({ status, output: Buffer.concat(output).toString() })
    })
  })
}

/** A stage that ends badly has failed at least once, whatever it counted; one that counted nothing has failed too. */
function sumOf({ counts }: Stage, ending: Ending): Sum & { readonly counted: boolean } {
  const sum = counted(counts, ending)
  if (sum === undefined || sum.passed + sum.failed === 0) return { counted: false, passed: 0, failed: 1 }
  return { counted: true, passed: sum.passed, failed: ending.status === 0 ? sum.failed : Math.max(1, sum.failed) }
}

function counted(counts: Counting, { status, output }: Ending): Sum | undefined {
  if (counts === 'once') return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  if (counts === 'last line') {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? []
    return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) }
  }
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(counts.report, 'utf8'))
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) }
  }
  catch {
    return undefined // it did not come to writing one
  }
}
