import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packed, unpacked, type Member } from '../../../engine/runtime/archive.ts'

const long = `${'a-long-folder-name/'.repeat(12)}파일.txt`
const members: readonly Member[] = [
  { name: 'web', text: undefined },
  { name: 'web/index.html', text: '<h1>안녕</h1>\n' },
  { name: 'web/한글 이름        .txt', text: '' },
  { name: long, text: 'x'.repeat(512) },
]

describe('an archive', () => {
  it('comes back as it was packed, in whole blocks of bytes', () => {
    expect(unpacked(packed(members))).toEqual(members)
    expect(Buffer.byteLength(packed(members)) % 512).toBe(0)
  })

  it('does so whatever is in it', () => {
    const name = fc.stringMatching(/^[a-zé한 ][a-z0-9./é한글 ]{0,150}[a-z한]$/)
    fc.assert(fc.property(fc.array(fc.record({ name, text: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }) })), all => {
      expect(unpacked(packed(all))).toEqual(all)
    }))
  })

  it.each(['', 'no archive', '\0'.repeat(3)])('%j is none, or an empty one', text => {
    expect(unpacked(text)).toEqual(text.startsWith('\0') ? [] : undefined)
  })
})

describe.skipIf(spawnSync('tar', ['--version']).status !== 0)('a real tar', () => {
  it('unpacks what was packed, and packs what is unpacked', () => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'))
    try {
      execFileSync('tar', ['-xf', '-', '-C', folder], { input: packed(members) })
      for (const { name, text } of members) if (text !== undefined) expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
      writeFileSync(join(folder, 'web', 'index.html'), '새 글\n')
      for (const format of ['ustar', 'pax']) {
        const archive = execFileSync('tar', [`--format=${format}`, '-cf', '-', '-C', folder, 'web/index.html', 'web/한글 이름        .txt', ...format === 'pax' ? [long] : []], { encoding: 'utf8' })
        expect(unpacked(archive)).toEqual([{ name: 'web/index.html', text: '새 글\n' }, members[2], ...format === 'pax' ? [members[3]] : []])
      }
    }
    finally { rmSync(folder, { recursive: true }) }
  })
})
