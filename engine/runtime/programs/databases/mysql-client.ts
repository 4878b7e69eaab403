// mysql: the client, for one line of SQL or what is piped into it.
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { Tty } from '../../tty.ts'
import { connect, talk } from '../http/client.ts'
import type { MysqlAnswer, MysqlRequest } from './mysql.ts'
import type { Result } from './sql/index.ts'

interface Options { readonly host: string | undefined, readonly port: number, readonly user: string, readonly password: string, readonly database: string | undefined, readonly sql: string | undefined, readonly asTable: boolean, readonly withNames: boolean }

const usualPort = 3306
const warning = '[Warning] Using a password on the command line interface can be insecure.'

export const mysql: Program = function* (process): Task<number> {
  const options = optionsOf(process)
  if (process.args.some(arg => /^(-p.|--password=.)/.test(arg))) process.err(`mysql: ${warning}\n`)
  const { user, password, database, sql = process.stdin } = options
  const answer = yield* asked(process, options, { user, password, sql: sql === '' ? 'SELECT 1' : sql, ...database !== undefined && { database } })
  if (!answer) return 1
  if (options.sql === undefined && process.input instanceof Tty && answer.results.every(({ kind }) => kind !== 'error')) return yield* converse(process, options)
  let status = 0
  if (sql === '') return answer.results.some(({ kind }) => kind === 'error') ? tell(process, answer.results[0], options) : 0
  for (const result of answer.results) status = tell(process, result, options) || status
  return status
}

const welcome = 'Welcome to the MySQL monitor.  Commands end with ; or \\g.\n\nType \'help;\' or \'\\h\' for help. Type \'\\c\' to clear the current input statement.\n\n'

/** Statement by statement, as they are typed. */
function* converse(process: Process, options: Options): Task<number> {
  let { database } = options
  let typed = ''
  process.out(welcome)
  for (;;) {
    process.out(typed === '' ? 'mysql> ' : '    -> ')
    const piece = yield* process.read()
    if (piece === undefined || /^\s*(exit|quit|\\q)\s*;?\s*$/.test(piece)) {
      process.out('Bye\n')
      return 0
    }
    typed = typed === '' ? piece.trimStart() : typed + piece
    if (!/;\s*$/.test(typed) && !/^use\s/i.test(typed)) continue
    const { user, password } = options
    const answer = yield* asked(process, options, { user, password, sql: typed, ...database !== undefined && { database } })
    if (!answer) return 1
    typed = ''
    for (const result of answer.results) {
      if (result.kind === 'use') database = result.database
      tell(process, result, { ...options, asTable: true })
      if (result.kind !== 'error') process.out(remark(result))
    }
  }
}

/** What the monitor says of what it has done. */
function remark(result: Exclude<Result, { readonly kind: 'error' }>): string {
  if (result.kind === 'use') return 'Database changed\n'
  const count = result.kind === 'rows' ? result.rows.length : result.affected
  const rows = `${count === 1 ? '1 row' : `${count} rows`}`
  if (result.kind === 'rows') return count === 0 ? 'Empty set (0.00 sec)\n\n' : `${rows} in set (0.00 sec)\n\n`
  return `Query OK, ${rows} affected (0.01 sec)\n\n`
}

/** mysqladmin ping, as probes of manifests ask. */
export const mysqladmin: Program = function* (process): Task<number> {
  const options = optionsOf(process)
  const command = process.args.find((arg, i) => i > 0 && !arg.startsWith('-') && !/^-[hPu]$/.test(process.args[i - 1] ?? '')) ?? 'ping'
  const { user, password } = options
  const answer = yield* asked(process, options, { user, password, sql: 'SELECT 1' }, true)
  if (!answer) return 1
  if (command === 'ping') process.out('mysqld is alive\n') // even to those whom it refuses
  return 0
}

function* asked(process: Process, { host, port }: Options, request: MysqlRequest, isAdmin = false): Task<MysqlAnswer | undefined> {
  const connection = yield* connect(process, host ?? 'localhost', port)
  const text = connection.kind === 'open' ? yield* talk(connection, JSON.stringify(request)) : undefined
  if (text !== undefined) return JSON.parse(text) as MysqlAnswer // its own server wrote it
  const why = connection.kind === 'unresolved' ? `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`
    : host === undefined || host === 'localhost' ? 'ERROR 2002 (HY000): Can\'t connect to local MySQL server through socket \'/var/run/mysqld/mysqld.sock\' (2)'
      : `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${connection.kind === 'timeout' ? 110 : connection.kind === 'unreachable' ? 113 : 111})`
  process.err(isAdmin ? `mysqladmin: connect to server at '${host ?? 'localhost'}' failed\nerror: '${why.replace(/^ERROR \d+ \(HY000\): /, '')}'\n` : `${why}\n`)
  return undefined
}

function tell(process: Process, result: Result | undefined, { asTable, withNames }: Options): number {
  if (result?.kind === 'error') {
    process.err(`ERROR ${result.code} (${result.state})${result.code === 1045 || result.code === 1049 ? '' : ' at line 1'}: ${result.text}\n`)
    return 1
  }
  if (result?.kind !== 'rows' || result.rows.length === 0) return 0
  const rows = result.rows.map(row => row.map(value => String(value ?? 'NULL')))
  process.out(asTable ? boxed(result.columns, rows) : [...withNames ? [result.columns] : [], ...rows].map(row => `${row.join('\t')}\n`).join(''))
  return 0
}

function boxed(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map(row => row[i]?.length ?? 0)))
  const rule = `+${widths.map(width => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (cells: readonly string[]): string => `|${cells.map((cell, i) => ` ${cell.padEnd(widths[i] ?? 0)} `).join('|')}|\n`
  return rule + line(columns) + rule + rows.map(line).join('') + rule
}

function optionsOf({ args, env }: Process): Options {
  const rest: string[] = []
  const given = new Map<string, string>()
  for (let i = 1; i < args.length; i++) {
    const arg = args[i] ?? ''
    const [, name = '', value] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? []
    const short = /^-([huPeD])(.*)$/s.exec(arg)
    if (name !== '') given.set(name, value ?? '')
    else if (short) given.set(short[1] ?? '', short[2] || args[++i] || '')
    else if (arg.startsWith('-p')) given.set('password', arg.slice(2))
    else if (/^-[tNBs]+$/.test(arg)) for (const letter of arg.slice(1)) given.set(letter, '')
    else if (!arg.startsWith('-')) rest.push(arg)
  }
  return {
    host: given.get('h') ?? given.get('host'),
    port: Number(given.get('P') ?? given.get('port') ?? usualPort),
    user: given.get('u') ?? given.get('user') ?? 'root',
    password: given.get('password') ?? env.get('MYSQL_PWD') ?? '',
    database: given.get('D') ?? given.get('database') ?? rest[0],
    sql: given.get('e') ?? given.get('execute'),
    asTable: given.has('t') || given.has('table'),
    withNames: !given.has('N') && !given.has('skip-column-names'),
  }
}
