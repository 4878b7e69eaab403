// awk's patterns.
import { compilePattern, type Pattern } from '../../../apiserver/customresources/pattern.ts'
import { mostSearched, searchable } from '../grep.ts'
import { AwkError } from './values.ts'

export function compiled(pattern: string): Pattern {
  try { return compilePattern(pattern) }
  catch { throw new AwkError(`regular expression compile failed (${pattern})`) }
}

export const matchesIn = (pattern: string, text: string): boolean => compiled(pattern).matches(text)

export function searcher(pattern: string, flags: string): RegExp {
  const found = searchable(pattern, flags)
  if (!found) throw new AwkError(`regular expression compile failed (${pattern})`)
  found.lastIndex = 0
  return found
}

/** Parts of a text: at blanks, at a letter, at each letter, or where a pattern matches. */
export function splitBy(text: string, separator: string): readonly string[] {
  if (text === '') return []
  if (separator === ' ') return text.split(/[ \t\n]+/).filter(each => each !== '')
  if (separator === '') return [...text]
  if (separator.length === 1 && separator !== '\\') return text.split(separator)
  return text.slice(0, mostSearched).split(new RegExp(searcher(separator, '').source.replace(/\((?!\?)/g, '(?:')))
}
