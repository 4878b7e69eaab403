// Here-documents: texts in the script itself, from the line after the command that reads them.
import { endOfFile, readText, readWord, type ParseScript, type Word } from './words.ts'

/** A text in the script itself, from the next line on: `<<EOF`. */
export interface HereDocument {
  readonly delimiter: string
  /** Its delimiter was quoted: nothing in it is filled in. */
  readonly isLiteral: boolean
  readonly isUnindented: boolean
  readonly token: { readonly kind: 'word', word: Word, readonly plain: '' }
}

export function readDelimiter(source: string, from: number, isUnindented: boolean, parse: ParseScript): { readonly document: HereDocument, readonly end: number } {
  let start = from
  while (source.charAt(start) === ' ') start++
  const { word, end } = readWord(source, start, parse)
  const delimiter = word.map(part => part.kind === 'text' ? part.text : '').join('')
  if (delimiter === '') throw endOfFile()
  return { document: { delimiter, isLiteral: word.some(({ quoted }) => quoted), isUnindented, token: { kind: 'word', word: [], plain: '' } }, end }
}

/** Reads the text up to its delimiter; answers where the script goes on. */
export function readBody(source: string, from: number, { delimiter, isLiteral, isUnindented, token }: HereDocument, parse: ParseScript): number {
  let text = ''
  for (let at = from; at < source.length;) {
    const end = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at)
    const line = isUnindented ? source.slice(at, end).replace(/^\t+/, '') : source.slice(at, end)
    if (line === delimiter) {
      token.word = isLiteral ? [{ kind: 'text', text, quoted: true }] : readText(text, parse)
      return end
    }
    text += `${line}\n`
    at = end + 1
  }
  throw endOfFile()
}
