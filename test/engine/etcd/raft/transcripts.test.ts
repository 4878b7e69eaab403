import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { playTranscript } from './transcript.ts'

const folder = new URL('transcripts/', import.meta.url)

describe('an ensemble goes as written down', () => {
  test.each(readdirSync(folder))('%s', name => {
    const { recorded, played } = playTranscript(new URL(name, folder).pathname)
    expect(played).toBe(recorded)
  })
})
