// Every command line of the lecture notes, typed in the cluster that the notes speak of: typos, place-holders and all.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { played, textOf, turnsOf, type Turn } from './play.ts'

const directory = join(import.meta.dirname, 'lines')
const transcripts = readdirSync(directory).map((file): readonly [string, readonly Turn[]] => [file, turnsOf(readFileSync(join(directory, file), 'utf8'))])

/** Of the inventory, which numbers are command lines. */
const [first, last] = [290, 435]

test.each(transcripts)('%s', (_file, turns) => expect(textOf(played(turns))).toBe(textOf(turns)))

test('no line of the inventory is left out', () => {
  const numbers = transcripts.flatMap(([, turns]) => turns.map(({ number }) => number)).filter(number => number !== '').sort()
  expect(numbers).toEqual(Array.from({ length: last - first + 1 }, (_, i) => `S${first + i}`))
})
