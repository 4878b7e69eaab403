// One statement: read word by word, and done.
import { SqlError, type Result, type Row, type Session, type Store, type Table, type Value } from './model.ts'

type Condition = (row: Row) => boolean

const tokens = /\s+|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|@@?[\w.]+|-?\d+(?:\.\d+)?|[A-Za-z_$][\w$]*|<=|>=|<>|!=|./gs

export class Statement {
  private readonly store: Store
  private readonly session: Session
  private readonly text: string
  private readonly words: readonly string[]
  private at = 0

  constructor(store: Store, session: Session, text: string) {
    this.store = store
    this.session = session
    this.text = text
    this.words = (text.match(tokens) ?? []).filter(word => word.trim() !== '')
  }

  run(): Result {
    switch (this.next().toUpperCase()) {
      case 'CREATE': return this.take('DATABASE') || this.take('SCHEMA') ? this.createDatabase() : this.create()
      case 'DROP': return this.take('DATABASE') || this.take('SCHEMA') ? this.dropDatabase() : this.dropTable()
      case 'SHOW': return this.take('TABLES') ? column(`Tables_in_${this.database}`, this.store.tables(this.database)) : this.showDatabases()
      case 'USE': return this.use()
      case 'INSERT': return this.insert()
      case 'SELECT': return this.select()
      case 'UPDATE': return this.update()
      case 'DELETE': return this.remove()
      case 'BEGIN':
      case 'COMMIT':
      case 'SET':
      case 'FLUSH': return done(0)
      default:
        this.at = 0
        throw this.misunderstood()
    }
  }

  private createDatabase(): Result {
    const mayExist = this.takeAll('IF', 'NOT', 'EXISTS')
    const name = this.name()
    if (!this.store.databases().includes(name)) this.store.createDatabase(name)
    else if (!mayExist) throw new SqlError(1007, 'HY000', `Can't create database '${name}'; database exists`)
    return done(1)
  }

  private dropDatabase(): Result {
    const mayLack = this.takeAll('IF', 'EXISTS')
    const name = this.name()
    if (this.store.databases().includes(name)) this.store.dropDatabase(name)
    else if (!mayLack) throw new SqlError(1008, 'HY000', `Can't drop database '${name}'; database doesn't exist`)
    return done(0)
  }

  private create(): Result {
    this.expect('TABLE')
    const mayExist = this.takeAll('IF', 'NOT', 'EXISTS')
    const { database, name } = this.place()
    if (this.store.table(database, name)) {
      if (mayExist) return done(0)
      throw new SqlError(1050, '42S01', `Table '${name}' already exists`)
    }
    this.expect('(')
    const columns: string[] = []
    do {
      const word = this.name()
      if (!/^(primary|unique|key|index|constraint|foreign)$/i.test(word)) columns.push(word)
      for (let depth = 0; depth > 0 || !/^[,)]$/.test(this.peek()); this.at++) depth += Number(this.peek() === '(') - Number(this.peek() === ')')
    } while (this.take(','))
    this.expect(')')
    this.store.save(database, name, { columns, rows: [] })
    return done(0)
  }

  private dropTable(): Result {
    this.expect('TABLE')
    const mayLack = this.takeAll('IF', 'EXISTS')
    const { database, name } = this.place()
    if (!mayLack) this.table(database, name)
    this.store.save(database, name, undefined)
    return done(0)
  }

  private showDatabases(): Result {
    if (!this.take('DATABASES') && !this.take('SCHEMAS')) throw this.misunderstood()
    return column('Database', this.store.databases())
  }

  private use(): Result {
    const database = this.name()
    if (!this.store.databases().includes(database)) throw new SqlError(1049, '42000', `Unknown database '${database}'`)
    return { kind: 'use', database }
  }

  private insert(): Result {
    this.expect('INTO')
    const { database, name } = this.place()
    const table = this.table(database, name)
    const columns = this.take('(') ? this.list(() => this.name()) : table.columns
    for (const each of columns) this.known(table, each)
    this.expect('VALUES')
    const rows: Row[] = []
    do {
      this.expect('(')
      const values = this.list(() => this.value())
      if (values.length !== columns.length) throw new SqlError(1136, '21S01', `Column count doesn't match value count at row ${rows.length + 1}`)
      const given = new Map(columns.map((each, i) => [each, values[i] ?? null]))
      rows.push(Object.fromEntries(table.columns.map(each => [each, given.has(each) ? given.get(each) ?? null : each === 'id' ? nextId(table, rows) : null])))
    } while (this.take(','))
    this.end()
    this.store.save(database, name, { ...table, rows: [...table.rows, ...rows] })
    return done(rows.length)
  }

  private select(): Result {
    const asked: string[] = []
    do {
      let name = this.next()
      if (this.take('(')) {
        name += '('
        while (this.peek() !== ')' && this.peek() !== '') name += this.next()
        this.expect(')')
        name += ')'
      }
      asked.push(bare(name))
    } while (this.take(','))
    const isOfTable = this.take('FROM')
    if (!isOfTable) {
      this.end()
      return { kind: 'rows', columns: asked, rows: [asked.map(name => this.constant(name))] }
    }
    const { database, name } = this.place()
    const table = this.table(database, name)
    let rows = table.rows.filter(this.condition(table))
    if (this.takeAll('ORDER', 'BY')) {
      const by = this.known(table, this.name())
      rows = rows.toSorted((a, b) => compare(a[by] ?? null, b[by] ?? null))
      if (this.take('DESC')) rows = rows.toReversed()
    }
    if (this.take('LIMIT')) rows = rows.slice(0, Number(this.next()))
    this.end()
    if (asked.some(each => /^count\(/i.test(each))) return { kind: 'rows', columns: asked, rows: [[rows.length]] }
    const columns = asked.flatMap(each => each === '*' ? table.columns : [each.startsWith('@@') ? each : this.known(table, each)])
    return { kind: 'rows', columns, rows: rows.map(row => columns.map(each => each.startsWith('@@') ? this.constant(each) : row[each] ?? null)) }
  }

  private update(): Result {
    const { database, name } = this.place()
    const table = this.table(database, name)
    this.expect('SET')
    const changes: [string, Value][] = []
    do {
      const changed = this.known(table, this.name())
      this.expect('=')
      changes.push([changed, this.value()])
    } while (this.take(','))
    const holds = this.condition(table)
    this.end()
    const affected = table.rows.filter(holds).length
    this.store.save(database, name, { ...table, rows: table.rows.map(row => holds(row) ? { ...row, ...Object.fromEntries(changes) } : row) })
    return done(affected)
  }

  private remove(): Result {
    this.expect('FROM')
    const { database, name } = this.place()
    const table = this.table(database, name)
    const holds = this.condition(table)
    this.end()
    const rows = table.rows.filter(row => !holds(row))
    this.store.save(database, name, { ...table, rows })
    return done(table.rows.length - rows.length)
  }

  private condition(table: Table): Condition {
    if (!this.take('WHERE')) return () => true
    const conditions: Condition[] = []
    do {
      const about = this.known(table, this.name())
      const operator = this.next()
      const value = this.value()
      conditions.push(row => compares(compare(row[about] ?? null, value), operator))
    } while (this.take('AND'))
    return row => conditions.every(holds => holds(row))
  }

  private constant(name: string): Value {
    const plain = name.toLowerCase().replace(/^@@|\(\)$/g, '')
    if (plain === 'database') return this.session.database ?? null
    if (Object.hasOwn(this.session.variables, plain)) return this.session.variables[plain] ?? null
    if (/^-?\d+(\.\d+)?$/.test(name)) return Number(name)
    if (/^['"]/.test(name)) return bare(name)
    throw new SqlError(1054, '42S22', `Unknown column '${name}' in 'field list'`)
  }

  private get database(): string {
    if (this.session.database === undefined) throw new SqlError(1046, '3D000', 'No database selected')
    return this.session.database
  }

  private place(): { readonly database: string, readonly name: string } {
    const first = this.name()
    if (!this.take('.')) return { database: this.database, name: first }
    return { database: first, name: this.name() }
  }

  private table(database: string, name: string): Table {
    const table = this.store.table(database, name)
    if (!table) throw new SqlError(1146, '42S02', `Table '${database}.${name}' doesn't exist`)
    return table
  }

  private known(table: Table, name: string): string {
    const found = table.columns.find(each => each.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw new SqlError(1054, '42S22', `Unknown column '${name}' in 'field list'`)
    return found
  }

  private value(): Value {
    const word = this.next()
    if (/^null$/i.test(word)) return null
    if (word.startsWith('@@')) return this.constant(word)
    return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : bare(word)
  }

  private list<T>(read: () => T): readonly T[] {
    const items: T[] = []
    do items.push(read())
    while (this.take(','))
    this.expect(')')
    return items
  }

  private name(): string {
    const word = this.next()
    if (!/^[`\w$"]/.test(word)) {
      this.at--
      throw this.misunderstood()
    }
    return bare(word)
  }

  private peek(): string { return this.words[this.at] ?? '' }

  private next(): string {
    const word = this.words[this.at]
    if (word === undefined) throw this.misunderstood()
    this.at++
    return word
  }

  private take(word: string): boolean {
    const isThere = this.peek().toUpperCase() === word
    if (isThere) this.at++
    return isThere
  }

  private takeAll(...words: readonly string[]): boolean { return words.every((word, i) => this.words[this.at + i]?.toUpperCase() === word) && (this.at += words.length) > 0 }
  /** Nothing may follow. */
  private end(): void { if (this.at < this.words.length) throw this.misunderstood() }
  private expect(word: string): void { if (!this.take(word)) throw this.misunderstood() }

  private misunderstood(): SqlError {
    const from = this.words.slice(this.at).join(' ')
    const near = this.at === 0 ? this.text : from
    return new SqlError(1064, '42000', `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near}' at line 1`)
  }
}

const bare = (word: string): string => /^(['"`]).*\1$/s.test(word) ? word.slice(1, -1).replace(/\\(.)|''/gs, (_whole, char?: string) => char ?? '\'') : word
const done = (affected: number): Result => ({ kind: 'done', affected })
const column = (name: string, values: readonly string[]): Result => ({ kind: 'rows', columns: [name], rows: values.map(value => [value]) })

const nextId = (table: Table, more: readonly Row[]): number =>
  [...table.rows, ...more].reduce((most, row) => Math.max(most, Number(row['id']) || 0), 0) + 1

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : Number.NaN
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  return a < b ? -1 : Number(a > b)
}

function compares(order: number, operator: string): boolean {
  switch (operator) {
    case '=': return order === 0
    case '!=':
    case '<>': return order !== 0
    case '<': return order < 0
    case '>': return order > 0
    case '<=': return order <= 0
    case '>=': return order >= 0
    default: return false
  }
}
