// Every prediction of the decks has exactly one guess that holds after its step.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holds, parsePredicate } from '../engine/lab/predicate.ts'
import { Session } from '../engine/lab/session.ts'
import { readLab } from '../tools/labs.ts'

const decks = globSync('{slides.md,pages/*/*.md,docs/*.md}').sort()
const labs = new Map(globSync('pages/*/labs/*.yaml').map(file => [basename(file, '.yaml'), file]))

const tag = /<Predict\b([^>]*)>(.*?)<\/Predict>/gs
const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''

interface Asked { readonly deck: string, readonly of: string, readonly step: string, readonly predicates: readonly string[] }

const asked: readonly Asked[] = decks.flatMap(deck => [...readFileSync(deck, 'utf8').matchAll(tag)].map(([, tag = '', body = '']) => ({
  deck, of: attribute(tag, 'of'), step: attribute(tag, 'step'),
  predicates: [...body.matchAll(/^\s*(?:[-*]|\d\.) .*`([^`]+)`\s*$/gm)].map(([, predicate = '']) => predicate),
})))

test('there are predictions', () => {
  expect(asked).not.toEqual([])
})

describe.each(asked)('$deck: $of, step $step', ({ of, step, predicates }) => {
  test('has one guess that comes true', () => {
    const file = labs.get(of)
    if (file === undefined) throw new Error(`there is no lab ${of}`)
    const lab = readLab(of, readFileSync(file, 'utf8'))
    const named = lab.steps.findIndex(({ name }) => name === step) + 1
    const session = new Session(lab)
    session.goToStep(named > 0 ? named : Number(step))
    expect(predicates.length).toBeGreaterThan(1)
    expect(predicates.filter(predicate => holds(parsePredicate(predicate), session.now.cluster.admin))).toHaveLength(1)
  })
})
