// Has what the engine answered judged by the rules that came with the recordings.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { projectRoot } from '../lib/project.ts'
import { withClockOf } from './network.ts'

/** An answer, the recording it answers, and the folder of the project whose rules judge it. */
export interface Answered { readonly file: string, readonly run: object, readonly rules: 'golden-kubelet' | 'golden-network' }

export interface Verdict { readonly passed: number, readonly failed: number, readonly report: string }

/** What the rules say about answers to recordings that have different names. */
export function judge(rules: Answered['rules'], answers: readonly Answered[]): Verdict {
  const [golden, actual] = ['golden-', 'actual-'].map(name => mkdtempSync(join(tmpdir(), name)))
  if (golden === undefined || actual === undefined) throw new Error('there is no room for the answers')
  try {
    for (const { file, run } of answers) {
      copyFileSync(file, join(golden, basename(file)))
      writeFileSync(join(actual, basename(file)), JSON.stringify(run))
    }
    const { stdout } = spawnSync(process.execPath, [join(projectRoot, 'test', rules, 'compare.mjs'), golden, actual], { encoding: 'utf8' })
    const [, report = '', passed, failed] = /^(.*?)(\d+) passed, (\d+) failed\n$/s.exec(stdout) ?? []
    return { report, passed: Number(passed ?? 0), failed: Number(failed ?? answers.length) }
  }
  finally { for (const folder of [golden, actual]) rmSync(folder, { recursive: true }) }
}

/** The same with the clocks of networks set alike; `strictly` is how many pass without. */
export function judgeInTime(rules: Answered['rules'], answers: readonly Answered[]): Verdict & { readonly strictly: number } {
  const strict = judge(rules, answers)
  if (rules !== 'golden-network' || strict.failed === 0) return { ...strict, strictly: strict.passed }
  const inTime = answers.map(answer => ({ ...answer, run: JSON.parse(withClockOf(readFileSync(answer.file, 'utf8'), JSON.stringify(answer.run))) as object }))
  return { ...judge(rules, inTime), strictly: strict.passed }
}
