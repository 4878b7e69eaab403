// What a Debian machine answered to these lines, kept beside this file: stdout, stderr and status, a file for each family.
// `RECORD=1 npx vitest run test/engine/shell/recorded.test.ts` asks the machine that it runs on anew; a new line is
// written into the file of its family with anything behind it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Process } from '../../../engine/runtime/process.ts'
import { Host } from '../../../engine/shell/host.ts'
import { bashProgram, dashProgram } from '../../../engine/shell/program.ts'

type Said = readonly [stdout: string, stderr: string, status: number | null]

const directory = join(import.meta.dirname, 'recorded')
const files = readFileSync(join(directory, 'files.sh'), 'utf8')

/** Where the real ones name a line, ours do not; and bash shows the line itself. */
const plain = (stderr: string): string => stderr.replace(/^bash: (?:-c: )?line \d+: /gm, 'bash: ').replace(/^sh: \d+: /gm, 'sh: ').replace(/\nbash: `.*'$/gm, '')

function real(shell: string, script: string): Said {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'recorded-')))
  try {
    const env = { PATH: '/usr/bin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
    mkdirSync(join(cwd, 'w'))
    spawnSync('bash', ['-c', files], { cwd: join(cwd, 'w'), env })
    const { stdout, stderr, status } = spawnSync(shell, ['-c', script], { argv0: shell, encoding: 'utf8', cwd: join(cwd, 'w'), input: '', timeout: 10_000, env })
    return [stdout, plain(stderr), status]
  }
  finally { rmSync(cwd, { recursive: true }) }
}

function ours(shell: string, script: string): Said {
  const clock = new Clock()
  const machine = new Host({ clock, epochMs: Date.UTC(2026, 10, 21), commands: new Map() })
  machine.files.makeDirectory('/tmp/w', true)
  let [stdout, stderr] = ['', '']
  const run = (script: string): Process => new Process({ machine, program: shell === 'sh' ? dashProgram : bashProgram, args: [shell, '-c', script], env: new Map([['HOME', '/root'], ['PATH', '/usr/bin:/bin'], ['LC_ALL', 'C.UTF-8'], ['TZ', 'UTC']]), cwd: '/tmp/w', out: text => { stdout += text }, err: text => { stderr += text } })
  run(files)
  const child = run(script)
  clock.advanceTo(60_000)
  return [stdout, plain(stderr), child.status?.code ?? null]
}

/** A line for each: a change is seen as one. */
const written = (answers: ReadonlyMap<string, unknown>): string => `{\n${[...answers].map(([script, said]) => `${JSON.stringify(script)}: ${JSON.stringify(said)}`).join(',\n')}\n}\n`

test.each(readdirSync(directory).filter(name => name.endsWith('.json')))('as recorded: %s', name => {
  const shell = name.startsWith('dash') ? 'sh' : 'bash'
  const path = join(directory, name)
  const answers = new Map(Object.entries<unknown>(JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>)) // written below
  if (process.env['RECORD'] !== undefined) {
    for (const script of answers.keys()) answers.set(script, real(shell, script))
    writeFileSync(path, written(answers))
  }
  for (const [script, said] of answers) expect.soft(ours(shell, script), script).toEqual(said)
}, 120_000)
