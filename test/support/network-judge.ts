// Which played networks differ from their recordings, by the rules that came with the recordings.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Judged { readonly name: string, readonly recorded: string, readonly played: string }

/** What is said of each that differs; it begins with its name. */
export function differing(cases: readonly Judged[]): readonly string[] {
  const [recordings, answers] = ['recorded-', 'played-'].map(name => mkdtempSync(join(tmpdir(), name)))
  if (recordings === undefined || answers === undefined) throw new Error('there is no room')
  try {
    for (const { name, recorded, played } of cases) {
      writeFileSync(join(recordings, `${name}.json`), recorded)
      writeFileSync(join(answers, `${name}.json`), played)
    }
    const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, '../golden-network/compare.mjs'), recordings, answers], { encoding: 'utf8' })
    const [, reports, passed, failed] = /^(.*?)(\d+) passed, (\d+) failed\n$/s.exec(stdout) ?? []
    if (reports === undefined || Number(passed) + Number(failed) !== cases.length) throw new Error(`the recordings cannot be compared: ${stdout}`)
    return reports.split(/^(?=[a-z])/m).filter(report => report !== '')
  }
  finally { for (const folder of [recordings, answers]) rmSync(folder, { recursive: true }) }
}
