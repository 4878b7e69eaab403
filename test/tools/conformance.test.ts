import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const golden = join(root, 'test/golden-kubelet')
let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'conformance-')) })
afterEach(() => rmSync(folder, { recursive: true }))

const run = (...args: readonly string[]): { readonly status: number | null, readonly stdout: string } => {
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root })
  return { status, stdout }
}

test('lifecycles of any folder are replayed, and what the engine answered passes for a recording', { timeout: 60_000 }, () => {
  const [recorded, answered] = [join(folder, 'recorded'), join(folder, 'answered')]
  spawnSync('mkdir', [recorded])
  for (const name of ['start-nginx.json', 'term-ignore.json', 'README.md']) copyFileSync(join(golden, name), join(recorded, name))
  expect(run('tools/conformance.ts', '--out', answered, recorded)).toEqual({ status: 0, stdout: '2 passed, 0 failed\n' })
  expect(run(join(golden, 'compare.mjs'), recorded, answered)).toEqual({ status: 0, stdout: '2 passed, 0 failed\n' })
  const { scenario, final } = JSON.parse(readFileSync(join(answered, 'start-nginx.json'), 'utf8')) as { readonly scenario: string, readonly final: Readonly<Record<string, unknown>> } // written above
  expect([scenario, Object.keys(final)]).toEqual(['start-nginx', ['get', 'describe', 'get_events', 'logs']])
})
