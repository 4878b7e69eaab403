// What a real shell answers to scripts. Each runs in a process of its own, but all are started by one: to start a process
// from one as large as this takes longer than most scripts run.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Answered { readonly stdout: string, readonly stderr: string, readonly status: number }

interface Place { readonly cwd: string, readonly env: Readonly<Record<string, string>>, readonly input?: string }

const driver = `
out=$1; shift; i=0
for script do
  cat "$out/input" | "$0" -c "$script" > "$out/$i.out" 2> "$out/$i.err"
  echo $? > "$out/$i.status"
  i=$((i+1))
done`

export function answersOf(shell: string, scripts: readonly string[], { cwd, env, input = '' }: Place): readonly Answered[] {
  const folder = mkdtempSync(join(tmpdir(), 'answers-'))
  try {
    writeFileSync(join(folder, 'input'), input)
    const { error, stderr } = spawnSync(shell, ['-c', driver, shell, folder, ...scripts], {
      cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'], // where its input is a socket, bash takes itself for called from afar, and reads ~/.bashrc
    })
    if (error || stderr !== '') throw error ?? new Error(stderr)
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
    return scripts.map((_, i) => ({ stdout: text(`${i}.out`), stderr: text(`${i}.err`), status: Number(text(`${i}.status`)) }))
  }
  finally { rmSync(folder, { recursive: true }) }
}
