// Slidev as a child process: one door, so that every command asks it for the same things.
import { spawn } from 'node:child_process'
import { relative } from 'node:path'
import type { Entry } from './deck.ts'
import { PlainError } from './command.ts'
import { projectRoot, slidevCli } from './project.ts'

/** Builds a static site that works under any path. Slidev's talk is shown only when it fails. */
export async function buildSite(entry: Entry, out: string, options: { readonly withNotes: boolean }): Promise<void> {
  const notes = options.withNotes ? [] : ['--without-notes']
  const child = spawnSlidev(['build', relative(projectRoot, entry.file), '--base', './', '--router-mode', 'hash', '--out', out, ...notes], entry, 'pipe')
  const output: Buffer[] = []
  child.stdout?.on('data', chunk => output.push(chunk))
  child.stderr?.on('data', chunk => output.push(chunk))
  const status = await new Promise(resolve => child.once('close', resolve))
  if (status !== 0) throw new PlainError(`${Buffer.concat(output).toString()}\nThe site could not be built.`)
}

export function spawnSlidev(args: readonly string[], entry: Entry, stdio: 'pipe' | 'inherit') {
  const child = spawn(process.execPath, [slidevCli, ...args, '--theme', 'none'], { cwd: projectRoot, env: { ...process.env, NODE_ENV: undefined, ...entry.env }, stdio }) // under a test runner it would build a test's site
  const end = () => { child.kill() }
  process.once('exit', end)
  child.once('close', () => process.off('exit', end))
  return child
}
