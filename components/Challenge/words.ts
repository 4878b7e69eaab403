// A sentence with `code` in it, as pieces.

export interface Piece { readonly text: string, readonly isCode: boolean }

export const codeAndWords = (sentence: string): readonly Piece[] =>
  sentence.split('`').map((text, i) => ({ text, isCode: i % 2 === 1 })).filter(({ text }) => text !== '')
