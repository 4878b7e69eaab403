// The few sentences of SQL that the lecture speaks: databases and tables, and rows that are put in, changed, read and removed.
import { SqlError, type Result, type Session, type Store } from './model.ts'
import { Statement } from './statement.ts'

export type { Result, Store, Table } from './model.ts'

/** Statements, apart from their semicolons; those in quotes stay. */
export function statementsOf(text: string): readonly string[] {
  const statements: string[] = []
  let start = 0
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (quote !== '') {
      if (char === '\\') i++
      else if (char === quote) quote = ''
    }
    else if (char === '\'' || char === '"' || char === '`') quote = char
    else if (char === ';') {
      statements.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...statements, text.slice(start)].map(each => each.trim()).filter(each => each !== '')
}

export function execute(store: Store, session: Session, statement: string): Result {
  try { return new Statement(store, session, statement).run() }
  catch (error) {
    if (!(error instanceof SqlError)) throw error
    return { kind: 'error', code: error.code, state: error.state, text: error.message }
  }
}
