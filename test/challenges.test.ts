// Every challenge of the deck begins broken, each of its solutions repairs it, and none of its traps does.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { attempt, brokenSession, judge } from '../engine/lab/repair.ts'
import { readChallenge } from '../tools/challenges.ts'

const files = globSync('pages/*/challenges/*.yaml').sort()

test('there are a dozen, and no two share a name', () => {
  const names = files.map(file => basename(file))
  expect(names.length).toBeGreaterThanOrEqual(12)
  expect(new Set(names).size).toBe(names.length)
})

describe.each(files)('%s', file => {
  const challenge = readChallenge(basename(file, '.yaml'), readFileSync(file, 'utf8'))

  test('begins broken', () => {
    const session = brokenSession(challenge)
    expect(judge(challenge.goals, session.now.cluster.admin, session.now.nowMs).met).toContain(false)
    expect(attempt(challenge, session, { say: '', run: 'true' }).verdict.isSolved).toBe(false)
  })

  test.each(challenge.solutions)('is repaired: $say', solution => {
    const { verdict, exitCode, output } = attempt(challenge, brokenSession(challenge), solution)
    const unmet = challenge.goals.filter((_, i) => verdict.met[i] !== true).map(({ when }) => when.text)
    expect({ unmet, isSolved: verdict.isSolved, exitCode, output }).toEqual({ unmet: [], isSolved: true, exitCode: 0, output })
  })

  test.each(challenge.traps)('is not repaired: $say', trap => {
    const { verdict, exitCode, output } = attempt(challenge, brokenSession(challenge), trap)
    expect({ isSolved: verdict.isSolved, exitCode, output }).toEqual({ isSolved: false, exitCode: 0, output })
  })
})
