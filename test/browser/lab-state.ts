// What the tests that play labs ask of a page: which state its lab is in, when it is at rest, and whether the state is the
// one that Node comes to.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { digest } from '../../engine/lab/digest.ts'
import { Session } from '../../engine/lab/session.ts'
import { readLab } from '../../tools/labs.ts'
import { projectRoot } from '../../tools/lib/project.ts'

export interface State { readonly steps: number, readonly running: boolean, readonly hash: string }

const files = new Map(globSync('pages/*/labs/*.yaml', { cwd: projectRoot }).map(path => [basename(path, '.yaml'), path]))
const told = new Map<string, readonly string[]>()

/** The hash of a lab after each of its steps, as Node comes to it. */
export function hashesOf(name: string): readonly string[] {
  let hashes = told.get(name)
  if (!hashes) {
    const lab = readLab(name, readFileSync(join(projectRoot, files.get(name) ?? ''), 'utf8'))
    const session = new Session(lab)
    told.set(name, hashes = Array.from({ length: lab.steps.length + 1 }, (_, step) => {
      session.goToStep(step)
      return digest(session.now.cluster.store, session.nowMs)
    }))
  }
  return hashes
}

export const stateOf = (from: Page, lab: string): Promise<State | undefined> => from.evaluate(lab => window.podium?.state(lab), lab)
export const clickOf = (from: Page): number => Number(/clicks=(\d+)/.exec(from.url())?.[1] ?? 0)

/** At rest: the step that began has ended. The rest of a slow one is skipped. */
export async function rested(from: Page, lab: string): Promise<State> {
  let state = await stateOf(from, lab)
  for (let times = 0; !state || state.running; times++) {
    if (times === 2) await from.evaluate(lab => {
      const button = [...document.querySelectorAll<HTMLElement>('[aria-label="다음 단계"]')].find(each => each.checkVisibility())
      if (window.podium?.state(lab)?.running) button?.click()
    }, lab)
    await from.waitForTimeout(25)
    state = await stateOf(from, lab)
    if (times > 400) throw new Error(`lab ${lab} does not come to rest`)
  }
  return state
}

export const same = async (from: Page, lab: string): Promise<readonly [string, string | undefined]> => {
  const { steps, hash } = await rested(from, lab)
  return [`${lab} ${steps}: ${hash}`, hashesOf(lab)[steps]]
}

export async function expectSame(from: Page, lab: string): Promise<string> {
  const [told, hash] = await same(from, lab)
  expect(told.split(': ')[1], told).toBe(hash)
  return told
}
