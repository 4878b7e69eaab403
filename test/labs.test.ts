// Every lab of the deck runs to its end, and what it claims holds.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readLab } from '../tools/labs.ts'
import { forked } from '../engine/lab/lab.ts'
import { holds } from '../engine/lab/predicate.ts'
import { Session } from '../engine/lab/session.ts'

const files = globSync('pages/*/labs/*.yaml')

test('there are labs, and no two share a name', () => {
  const names = files.map(file => basename(file))
  expect(names).not.toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

describe.each(files)('%s', file => {
  const lab = readLab(basename(file, '.yaml'), readFileSync(file, 'utf8'))
  const session = new Session(lab)

  test.each(lab.steps.map((step, i) => [step.say, i + 1, step] as const))('%s', (_say, count, step) => {
    session.goToStep(count)
    expect(session.now.terminal.lastStatus).toBe(0)
    const client = session.now.cluster.admin
    expect(step.then.filter(claim => !holds(claim, client)).map(claim => claim.text)).toEqual([])
  })

  test.runIf(lab.fork)('and what would have been', () => {
    const other = new Session(forked(lab))
    other.adopt(session.entries, session.endMs)
    expect(lab.fork?.then.filter(claim => !holds(claim, other.now.cluster.admin)).map(claim => claim.text)).toEqual([])
  })
})
