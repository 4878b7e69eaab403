import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align, descriptionTabs, tableTabs } from '../../../../engine/cli/print/tabwriter.ts'

it.each([
  ['a\tb\nlonger\tc\n', 'a       b\nlonger  c\n'],
  ['a\tb\n\nlonger\tc\n', 'a  b\n\nlonger  c\n'], // a line without the column ends it
  ['a\tb\tc\nx\nlonger\td\te\n', 'a  b  c\nx\nlonger  d  e\n'],
  ['a\tb\tc\nlonger\td\n', 'a       b  c\nlonger  d\n'],
  ['\tb\tc\naa\td\te\n', '    b  c\naa  d  e\n'],
  ['a\t\tc\n', 'a    c\n'], // an empty cell is as wide as its padding
  ['a\t\n', 'a  \n'],
  ['설명\tb\nab\tc\n', '설명  b\nab  c\n'], // characters count, not columns of the screen
])('%j', (text, aligned) => expect(align(text, descriptionTabs)).toBe(aligned))

it('makes columns of tables six wide at least', () => {
  expect(align('A\tB\tC\n1\t22222\t3\n', tableTabs)).toBe('A     B       C\n1     22222   3\n')
})

it('remembers how wide columns were', () => {
  const remembered: number[] = []
  expect(align('long-name\tx\n', { ...tableTabs, remembered })).toBe('long-name   x\n')
  expect(align('a\tx\n', { ...tableTabs, remembered })).toBe('a           x\n')
  expect(remembered).toEqual([12])
})

describe('laws', () => {
  const cell = fc.stringMatching(/^[a-z0-9]{0,8}$/)
  const rows = fc.integer({ min: 1, max: 5 }).chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))

  it('every cell of a column begins at the same place, at least the padding after the one before', () => {
    fc.assert(fc.property(rows, table => {
      const lines = align(table.map(cells => cells.join('\t') + '\n').join(''), descriptionTabs).split('\n')
      let start = 0
      for (let column = 0; column < (table[0] ?? []).length; column++) {
        for (const [i, cells] of table.entries()) expect(lines[i]?.slice(start, start + (cells[column]?.length ?? 0))).toBe(cells[column])
        start += Math.max(...table.map(cells => cells[column]?.length ?? 0)) + descriptionTabs.padding
      }
    }))
  })

  it('nothing but blanks is added', () => {
    fc.assert(fc.property(rows, table => {
      const text = table.map(cells => cells.join('\t') + '\n').join('')
      expect(align(text, tableTabs).replaceAll(' ', '')).toBe(text.replaceAll('\t', ''))
    }))
  })
})
