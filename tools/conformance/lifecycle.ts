// Plays recorded lives of pods on the engine, and has what happened judged by the recordings' own rules.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { play, type Run, type Scenario } from '../../test/support/kubelet-runner.ts'
import { projectRoot } from '../lib/project.ts'

const judge = join(projectRoot, 'test/golden-kubelet/compare.mjs')

export const isLifecycle = (content: object): content is Scenario => 'scenario' in content && 'timeline' in content && 'manifests' in content

/** A lifecycle that the engine cannot play to its end fails, and the others go on. */
export function playLifecycle(recorded: Scenario): Run {
  try { return play(recorded) }
  catch (error) {
    console.error(`${recorded.scenario}: the engine broke: ${error instanceof Error ? error.stack : String(error)}`)
    return { ...recorded, timeline: [] }
  }
}

export interface Answered { readonly file: string, readonly run: Run }

export interface Verdict { readonly passed: number, readonly failed: number, readonly report: string }

/** What the rules say about runs whose recordings have different names. */
export function judgeLifecycles(answers: readonly Answered[]): Verdict {
  const [golden, actual] = ['golden-', 'actual-'].map(name => mkdtempSync(join(tmpdir(), name)))
  if (golden === undefined || actual === undefined) throw new Error('there is no room for the answers')
  try {
    for (const { file, run } of answers) {
      copyFileSync(file, join(golden, basename(file)))
      writeFileSync(join(actual, basename(file)), JSON.stringify(run))
    }
    const { stdout } = spawnSync(process.execPath, [judge, golden, actual], { encoding: 'utf8' })
    const [, report = '', passed, failed] = /^(.*?)(\d+) passed, (\d+) failed\n$/s.exec(stdout) ?? []
    return { report, passed: Number(passed ?? 0), failed: Number(failed ?? answers.length) }
  }
  finally { for (const folder of [golden, actual]) rmSync(folder, { recursive: true }) }
}
