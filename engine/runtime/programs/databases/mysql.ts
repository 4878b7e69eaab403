// mysqld: wants to be told a password when it is new, keeps its data in /var/lib/mysql, and listens on port 3306.
import { timestamp } from '../../../clock/time.ts'
import type { Files } from '../../files.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { giveWay } from '../entrypoint.ts'
import { bytesPerMB, serve } from '../http/server.ts'
import { execute, statementsOf, type Result, type Store, type Table } from './sql/index.ts'

const home = '/var/lib/mysql'
const accounts = `${home}/mysql/user.ibd`
const port = 3306
const initialiseMs = 4000
const startMs = 1200
const restMB = 370

/** What a client sends. */
export interface MysqlRequest { readonly user: string, readonly password: string, readonly database?: string, readonly sql: string }

export type MysqlAnswer = { readonly results: readonly Result[] }

/** The script before it: it prepares the directory of a new database. */
export const mysqlEntrypoint = (version: string): Program => function* (process): Task<number> {
  const [, ...given] = process.args
  const words = given.length === 0 || given[0]?.startsWith('-') ? ['mysqld', ...given] : given
  if (words[0] !== 'mysqld') return yield* giveWay(process, words)
  const note = (level: string, text: string): void => process.out(`${timestamp(process.unixMs).replace('T', ' ').replace('Z', '+00:00')} [${level}] [Entrypoint]: ${text}\n`)
  note('Note', `Entrypoint script for MySQL Server ${version}-1.el9 started.`)
  const { files } = process.machine
  if (files.read(accounts) === undefined) {
    const asked = (name: string): string | undefined => process.env.get(`MYSQL_${name}`) ?? process.env.get(`MARIADB_${name}`)
    const password = asked('ROOT_PASSWORD') ?? (asked('RANDOM_ROOT_PASSWORD') ? 'Eem0aighoo2ieB3e' : undefined)
    if (!password && !asked('ALLOW_EMPTY_PASSWORD') && !asked('ALLOW_EMPTY_ROOT_PASSWORD')) {
      process.err(`${timestamp(process.unixMs).replace('T', ' ').replace('Z', '+00:00')} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n`
        + '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n')
      return 1
    }
    note('Note', 'Initializing database files')
    yield* process.sleep(initialiseMs)
    initialise(process, password ?? '')
    note('Note', 'Database files initialized')
    note('Note', 'MySQL init process done. Ready for start up.')
  }
  return yield* giveWay(process, words)
}

function initialise({ machine: { files }, env }: Process, rootPassword: string): void {
  files.makeDirectory(`${home}/mysql`, true)
  const user = env.get('MYSQL_USER')
  const users = { root: rootPassword, ...user !== undefined && { [user]: env.get('MYSQL_PASSWORD') ?? '' } }
  files.write(accounts, JSON.stringify(users))
  for (const name of ['information_schema', 'performance_schema', 'sys']) files.makeDirectory(`${home}/${name}`, true)
  const database = env.get('MYSQL_DATABASE')
  if (database) files.makeDirectory(`${home}/${database}`, true)
}

export const mysqld = (version: string): Program => function* (process): Task<number> {
  const say = (code: string, text: string): string => `${timestamp(process.unixMs).replace('Z', '.000000Z')} 0 [System] [${code}] [Server] ${text}\n`
  if (process.machine.files.read(accounts) === undefined) {
    process.err(`${timestamp(process.unixMs).replace('Z', '.000000Z')} 0 [ERROR] [MY-010457] [Server] --initialize specified but the data directory has files in it. Aborting.\n`)
    return 1
  }
  process.err(say('MY-010116', `/usr/sbin/mysqld (mysqld ${version}) starting as process ${process.pid}`))
  process.use({ memoryBytes: restMB * bytesPerMB, cpuMillicores: 300 })
  yield* process.sleep(startMs)
  process.use({ cpuMillicores: 5 })
  process.err(say('MY-010931', `/usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  MySQL Community Server - GPL.`))
  const code = yield* serve(process, { listeners: { [port]: { tcp: request => answer(process, version, request) } }, ends: { TERM: { code: 0 }, QUIT: { code: 0 } }, memoryMB: restMB })
  process.err(say('MY-013172', 'Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ' + version + ').'))
  process.err(say('MY-010910', `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`))
  return code
}

function answer({ machine }: Process, version: string, text: string): string {
  const { user, password, database, sql } = JSON.parse(text) as MysqlRequest // written by its own client
  const users = new Map(Object.entries(JSON.parse(machine.files.read(accounts) ?? '{}') as Record<string, string>)) // written above
  const refuse = (code: number, state: string, message: string): string => JSON.stringify({ results: [{ kind: 'error', code, state, text: message }] } satisfies MysqlAnswer)
  if (users.get(user) !== password) return refuse(1045, '28000', `Access denied for user '${user}'@'localhost' (using password: ${password === '' ? 'NO' : 'YES'})`)
  const store = storeIn(machine.files)
  let current = database
  if (current !== undefined && !store.databases().includes(current)) return refuse(1049, '42000', `Unknown database '${current}'`)
  const results: Result[] = []
  for (const statement of statementsOf(sql)) {
    const result = execute(store, { database: current, variables: { hostname: machine.hostname, version, 'user': `${user}@localhost`, 'current_user': `${user}@%`, server_id: 1, port } }, statement)
    results.push(result)
    if (result.kind === 'use') current = result.database
    if (result.kind === 'error') break
  }
  return JSON.stringify({ results } satisfies MysqlAnswer)
}

/** Databases are directories, tables are files. */
function storeIn(files: Files): Store {
  const path = (database: string, name: string): string => `${home}/${database}/${name}.ibd`
  const touched = (database: string): string => `${home}/${database}`
  return {
    databases: () => files.list(home).filter(name => files.isDirectory(`${home}/${name}`) && name !== 'lost+found'),
    createDatabase: name => files.makeDirectory(touched(name), true),
    dropDatabase: name => files.removeDirectory(touched(name)),
    tables: database => files.list(touched(database)).filter(name => name.endsWith('.ibd')).map(name => name.slice(0, -'.ibd'.length)),
    table: (database, name) => {
      const text = files.read(path(database, name))
      return text === undefined || database === 'mysql' ? undefined : JSON.parse(text) as Table // written below
    },
    save: (database, name, table) => {
      if (table) files.write(path(database, name), JSON.stringify(table))
      else if (files.read(path(database, name)) !== undefined) files.remove(path(database, name))
    },
  }
}
