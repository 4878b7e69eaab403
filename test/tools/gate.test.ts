import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runStages, type Counting, type Stage } from '../../tools/lib/gate.ts'

const report = join(mkdtempSync(join(tmpdir(), 'gate-')), 'report.json')
const script = (name: string, source: string, counts: Counting): Stage => ({ name, args: ['-e', source], counts })
const reporting = (passed: number, failed: number) => `require('fs').writeFileSync(${JSON.stringify(report)}, JSON.stringify({ numPassedTests: ${passed}, numFailedTests: ${failed} }))`

it.each([
  ['a stage without a number is one', script('s', '', 'once'), { passed: 1, failed: 0 }, ['✓ s  1 passed, 0 failed']],
  ['its failure shows what it said', script('s', 'console.log("out"); console.error("err"); process.exit(2)', 'once'), { passed: 0, failed: 1 }, ['out\nerr', '✗ s  0 passed, 1 failed']],
  ['counts are read from the last line', script('s', 'console.log("1 passed, 1 failed\\n3 passed, 0 failed")', 'last line'), { passed: 3, failed: 0 }, ['✓ s  3 passed, 0 failed']],
  ['no last line is a failure', script('s', 'console.log("nothing")', 'last line'), { passed: 0, failed: 1 }, ['nothing', '✗ s  ended with 0 and counted nothing']],
  ['nothing counted is a failure', script('s', 'console.log("0 passed, 0 failed")', 'last line'), { passed: 0, failed: 1 }, ['0 passed, 0 failed', '✗ s  ended with 0 and counted nothing']],
  ['a report is read', script('s', reporting(5, 2) + ';process.exit(1)', { report }), { passed: 5, failed: 2 }, ['✗ s  5 passed, 2 failed']],
  ['a crash after a good report is a failure', script('s', reporting(5, 0) + ';process.exit(1)', { report }), { passed: 5, failed: 1 }, ['✗ s  5 passed, 1 failed']],
  ['an old report does not count', script('s', '', { report }), { passed: 0, failed: 1 }, ['✗ s  ended with 0 and counted nothing']],
  ['a killed stage is a failure', script('s', 'process.kill(process.pid, "SIGKILL")', 'once'), { passed: 0, failed: 1 }, ['✗ s  0 passed, 1 failed']],
])('%s', async (_, stage, sum, lines) => {
  const printed: string[] = []
  expect(await runStages([stage], line => printed.push(line.replace(/\s+[\d.]+ s /, ' ')))).toEqual(sum)
  expect(printed).toEqual(lines)
})

it('adds up all stages, and runs those alone last', async () => {
  const order: string[] = []
  const stages = [{ ...script('alone', '', 'once'), alone: true }, script('slow', 'setTimeout(() => {}, 300)', 'once'), script('bad', 'process.exit(1)', 'once')]
  const sum = await runStages(stages, line => order.push(line.slice(0, 7).trim()))
  expect(sum).toEqual({ passed: 2, failed: 1 })
  expect(order).toEqual(['✗ bad', '✓ slow', '✓ alone'])
})
