// Replays recorded sessions on the engine and tells every difference to what the real cluster answered.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { compareTranscripts } from '../test/golden/compare.mjs'
import { commandLine, messageOf, PlainError, run } from './lib/command.ts'
import { judgeInTime, type Answered } from './conformance/judge.ts'
import { isLifecycle, playLifecycle } from './conformance/lifecycle.ts'
import { isNetwork, playNetworkSafely } from './conformance/network.ts'
import { play } from './conformance/play.ts'
import type { Transcript } from './conformance/transcript.ts'
import type { Scenario } from '../test/support/kubelet-runner.ts'
import type { NetworkCase } from '../test/support/network-runner.ts'

const help = `
npm run conformance -- [--out DIR] [--quiet] [FOLDER or FILE …]

Replays recorded kubectl sessions, lifecycles of pods, and rules and connections of networks (default: test/golden,
test/golden-kubelet and test/golden-network) and prints each difference and "N passed, N failed".
  --out    writes what the engine answered, in the recorded format
  --quiet  one line for each session, and none for all else, instead of each difference
`

await run(async () => {
  const { values, positionals } = commandLine(help, { out: { type: 'string' }, quiet: { type: 'boolean' } })
  const files = (positionals.length > 0 ? positionals : ['test/golden', 'test/golden-kubelet', 'test/golden-network']).flatMap(sessionsIn)
  if (values.out !== undefined) makeFolder(values.out)
  const keep = (file: string, answered: object): void => {
    if (values.out !== undefined) writeFileSync(join(values.out, basename(file)), `${JSON.stringify(answered, null, 1)}\n`)
  }
  let [passed, failed] = [0, 0]
  const answers: Answered[] = []
  for (const file of files) {
    const recorded = read(file)
    if (!recorded) continue
    if ('scenario' in recorded || 'mode' in recorded) {
      const answer: Answered = 'mode' in recorded
        ? { file, run: playNetworkSafely(recorded, file), rules: 'golden-network' }
        : { file, run: playLifecycle(recorded), rules: 'golden-kubelet' }
      keep(file, answer.run)
      answers.push(answer)
      continue
    }
    const answered = playSafely(recorded)
    keep(file, answered)
    const results = compareTranscripts(recorded, answered).filter(({ skipped }) => !skipped)
    const good = results.filter(({ pass }) => pass).length
    passed += good
    failed += results.length - good
    if (values.quiet) console.log(`${recorded.name}: ${good}/${results.length}`)
    else for (const { name, pass, diff } of results) if (!pass) console.log(`FAIL  ${recorded.name}: ${name}\n${(diff ?? '').replace(/^/gm, '      ')}`)
  }
  for (const [place, group] of Map.groupBy(answers, ({ file, rules }) => `${dirname(file)} ${rules}`)) {
    const verdict = judgeInTime(place.endsWith('network') ? 'golden-network' : 'golden-kubelet', group)
    passed += verdict.passed
    failed += verdict.failed
    if (!values.quiet && verdict.report !== '') console.log(verdict.report.trimEnd())
    if (verdict.strictly !== verdict.passed) console.log(`${place}: ${verdict.passed - verdict.strictly} of those that passed show the time at which they were recorded, which nothing in them tells; they are compared with the clock set alike`)
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
})

function makeFolder(path: string): void {
  try { mkdirSync(path, { recursive: true }) }
  catch (error) { throw new PlainError(`${path} cannot be the folder for the answers: ${messageOf(error)}`) }
}

function sessionsIn(path: string): readonly string[] {
  try {
    return statSync(path).isDirectory() ? readdirSync(path).filter(name => name.endsWith('.json') && name !== 'index.json').sort().map(name => join(path, name)) : [path]
  }
  catch (error) {
    throw new PlainError(`There are no recordings at ${path}: ${messageOf(error)}`)
  }
}

/** A recording, or nothing when the file is something else. */
function read(file: string): Transcript | Scenario | NetworkCase | undefined {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof content !== 'object' || content === null) return undefined
  if (isLifecycle(content) || isNetwork(content)) return content
  return 'steps' in content ? content as Transcript : undefined // its README tells the format
}

/** A session that the engine cannot play to its end fails as a whole, and the others go on. */
function playSafely(recorded: Transcript): Transcript {
  try { return play(recorded) }
  catch (error) {
    console.error(`${recorded.name}: the engine broke: ${error instanceof Error ? error.stack : String(error)}`)
    return { ...recorded, steps: [] }
  }
}
