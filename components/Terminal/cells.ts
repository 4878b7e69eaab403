// How many columns and rows fit into a box.

export interface Box { readonly width: number, readonly height: number }
export interface Cells { readonly columns: number, readonly rows: number }

const fewest: Cells = { columns: 20, rows: 2 }

export const cellsIn = ({ width, height }: Box, cell: Box): Cells => ({
  columns: Math.max(fewest.columns, Math.floor(width / Math.max(1, cell.width) + 0.01)),
  rows: Math.max(fewest.rows, Math.floor(height / Math.max(1, cell.height) + 0.01)),
})

/** How wide a letter of a font is. */
export function letterWidth(font: string): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return 0
  context.font = font
  return context.measureText('W'.repeat(32)).width / 32
}

const wide = /[\u1100-\u115F\u2E80-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]/

/** A letter of Hangul takes two cells. */
export const cellsOf = (letters: string): number => [...letters].reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0)

/** How a terminal reports its size: so the engine learns of it, as of any key. */
export const sizeKeys = ({ columns, rows }: Cells): string => `\x1B[8;${rows};${columns}t`
