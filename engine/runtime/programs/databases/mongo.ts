// mongod: collections of documents in /data/db, on port 27017.
import { timestamp } from '../../../clock/time.ts'
import type { Files } from '../../files.ts'
import type { Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { giveWay } from '../entrypoint.ts'
import { serve } from '../http/server.ts'

const home = '/data/db'
const accounts = `${home}/_users.json`
const startMs = 900
const restMB = 160
const usualPort = 27017

export type Document = Readonly<Record<string, unknown>>

/** What a client asks for. */
export type MongoRequest =
  & { readonly user: string, readonly password: string, readonly database: string }
  & ({ readonly do: 'ping' | 'hello' | 'databases' | 'collections' }
    | { readonly do: 'find' | 'count' | 'remove', readonly collection: string, readonly filter: Document }
    | { readonly do: 'insert', readonly collection: string, readonly documents: readonly Document[] })

export type MongoAnswer = { readonly error: string } | { readonly documents: readonly Document[] } | { readonly names: readonly string[] } | { readonly count: number } | { readonly insertedIds: readonly unknown[] }

export const mongoEntrypoint: Program = function* (process): Task<number> {
  const [, ...given] = process.args
  const words = given.length === 0 || given[0]?.startsWith('-') ? ['mongod', ...given] : given
  const { files } = process.machine
  const user = process.env.get('MONGO_INITDB_ROOT_USERNAME')
  const password = process.env.get('MONGO_INITDB_ROOT_PASSWORD')
  if (words[0] === 'mongod' && (user === undefined) !== (password === undefined)) {
    process.err('error: missing \'MONGO_INITDB_ROOT_USERNAME\' or \'MONGO_INITDB_ROOT_PASSWORD\'\n       both must be specified for a user to be created\n')
    return 1
  }
  if (words[0] === 'mongod' && user !== undefined && files.read(accounts) === undefined) {
    files.makeDirectory(home, true)
    files.write(accounts, JSON.stringify({ user, password }))
  }
  return yield* giveWay(process, words)
}

export const mongod = (version: string): Program => function* (process): Task<number> {
  const { files } = process.machine
  const at = process.args.indexOf('--port')
  const port = at < 0 ? usualPort : Number(process.args[at + 1])
  const say = (component: string, id: number, msg: string, attr: object): string =>
    `${JSON.stringify({ t: { $date: timestamp(process.unixMs).replace('Z', '.000+00:00') }, s: 'I', c: component, id, ctx: 'initandlisten', msg, attr })}\n`
  process.out(say('CONTROL', 4615611, 'MongoDB starting', { pid: process.pid, port, dbPath: home, architecture: '64-bit', host: process.machine.hostname }))
  process.out(say('CONTROL', 23403, 'Build Info', { buildInfo: { version } }))
  files.makeDirectory(home, true)
  yield* process.sleep(startMs)
  return yield* serve(process, {
    listeners: { [port]: { tcp: request => JSON.stringify(answer(files, process.machine.hostname, JSON.parse(request) as MongoRequest)) } }, // its own client wrote it
    ready: say('NETWORK', 23015, 'Listening on', { address: '0.0.0.0' }) + say('NETWORK', 23016, 'Waiting for connections', { port, ssl: 'off' }),
    taken: () => say('NETWORK', 23024, 'Failed to unlink socket file: Address already in use', {}),
    ends: { TERM: { code: 0, says: say('CONTROL', 23377, 'Received signal', { signal: 15, error: 'Terminated' }) }, INT: { code: 0 } },
    memoryMB: restMB,
  })
}

function answer(files: Files, hostname: string, request: MongoRequest): MongoAnswer {
  const account = JSON.parse(files.read(accounts) ?? 'null') as { readonly user: string, readonly password: string } | null // written above
  const isKnown = account === null || account.user === request.user && account.password === request.password
  if (request.do === 'hello') return { documents: [{ isWritablePrimary: true, me: hostname, ok: 1 }] }
  if (request.do === 'ping') return { documents: [{ ok: 1 }] }
  if (!isKnown) return { error: request.user === '' ? `MongoServerError: Command ${request.do} requires authentication` : 'MongoServerError: Authentication failed.' }
  const path = (collection: string): string => `${home}/${request.database}/${collection}.wt`
  switch (request.do) {
    case 'databases': return { names: [...new Set(['admin', 'config', 'local', ...files.list(home).filter(name => files.isDirectory(`${home}/${name}`))])].sort() }
    case 'collections': return { names: files.list(`${home}/${request.database}`).map(name => name.replace(/\.wt$/, '')) }
    case 'find': return { documents: read(files, path(request.collection)).filter(each => fits(each, request.filter)) }
    case 'count': return { count: read(files, path(request.collection)).filter(each => fits(each, request.filter)).length }
    case 'remove': {
      const before = read(files, path(request.collection))
      const after = before.filter(each => !fits(each, request.filter))
      write(files, path(request.collection), after)
      return { count: before.length - after.length }
    }
    case 'insert': {
      const before = read(files, path(request.collection))
      const added = request.documents.map((each, i) => ({ _id: objectId(before.length + i + 1), ...each }))
      write(files, path(request.collection), [...before, ...added])
      return { insertedIds: added.map(({ _id }) => _id) }
    }
  }
}

const objectId = (number: number): string => number.toString(16).padStart(24, '0')
const read = (files: Files, path: string): readonly Document[] => JSON.parse(files.read(path) ?? '[]') as readonly Document[] // written below
const fits = (document: Document, filter: Document): boolean => Object.entries(filter).every(([name, value]) => JSON.stringify(Object.entries(document).find(([each]) => each === name)?.[1]) === JSON.stringify(value))

function write(files: Files, path: string, documents: readonly Document[]): void {
  const directory = path.slice(0, path.lastIndexOf('/'))
  if (!files.isDirectory(directory)) files.makeDirectory(directory, true)
  files.write(path, JSON.stringify(documents))
}
