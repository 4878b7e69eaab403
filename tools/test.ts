// `npm test`: everything that has to hold before a commit.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, PlainError, run } from './lib/command.ts'
import { runStages, type Stage } from './lib/gate.ts'
import { cacheRoot } from './lib/project.ts'

const reports = join(cacheRoot, 'podium', 'reports')

const stages: readonly Stage[] = [
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'], counts: 'once' },
  { name: 'types', args: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit'], counts: 'once' },
  { name: 'engine-types', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'engine'], counts: 'once' },
  vitest('unit', 'vitest.config.ts'),
  // here: { name: 'conformance', args: ['tools/conformance.ts'], counts: 'last line' },
  { ...vitest('browser', 'test/browser/vitest.config.ts'), alone: true },
]

const help = `
npm test [-- stage …]

Runs all stages, or those that are named: ${stages.map(({ name }) => name).join(', ')}.
The last line is the sum over all of them.
`

await run(async () => {
  const { positionals } = commandLine(help, {})
  const unknown = positionals.filter(name => !stages.some(stage => stage.name === name))
  if (unknown.length > 0) throw new PlainError(`There is no stage ${unknown.join(', ')}.\n\n${help.trim()}`)
  mkdirSync(reports, { recursive: true })
  const chosen = stages.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const { passed, failed } = await runStages(chosen, line => console.log(line))
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})

function vitest(name: string, config: string): Stage {
  const report = join(reports, `${name}.json`)
  return {
    name,
    args: ['node_modules/vitest/vitest.mjs', 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    counts: { report },
  }
}
