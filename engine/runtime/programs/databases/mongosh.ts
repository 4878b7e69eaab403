// mongosh: the shell of MongoDB, for one expression of those that the lecture uses.
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { connect, parseUrl, talk } from '../http/client.ts'
import type { Document, MongoAnswer, MongoRequest } from './mongo.ts'

export interface Place { readonly host: string, readonly port: number, readonly user: string, readonly password: string, readonly database: string }

export const mongosh: Program = function* (process): Task<number> {
  const at = process.args.findIndex(arg => arg === '--eval' || arg === '-e')
  const script = at < 0 ? process.stdin : process.args[at + 1] ?? ''
  let place = placeOf(process.args)
  for (const expression of script.split(/[;\n]/).map(each => each.trim()).filter(each => each !== '')) {
    const [, database] = /^use\s+(\w+)$/.exec(expression) ?? []
    if (database !== undefined) {
      place = { ...place, database }
      process.out(`switched to db ${database}\n`)
      continue
    }
    const request = requestOf(expression, place)
    const answer = request ? yield* asked(process, place, request) : { error: `SyntaxError: only simple expressions are understood here: ${expression}` }
    if ('error' in answer) {
      process.err(`${answer.error}\n`)
      return 1
    }
    process.out(shown(answer, expression))
  }
  return 0
}

/** Asks a server, or tells why it could not, as the driver does. */
export function* asked(process: Process, { host, port }: Pick<Place, 'host' | 'port'>, request: MongoRequest): Task<MongoAnswer> {
  const connection = yield* connect(process, host, port)
  const text = connection.kind === 'open' ? yield* talk(connection, JSON.stringify(request)) : undefined
  if (text !== undefined) return JSON.parse(text) as MongoAnswer // its own server wrote it
  const why = connection.kind === 'unresolved' ? `getaddrinfo ${connection.error === 'NXDOMAIN' ? 'ENOTFOUND' : 'EAI_AGAIN'} ${host}`
    : `connect ${connection.kind === 'refused' ? 'ECONNREFUSED' : connection.kind === 'unreachable' ? 'EHOSTUNREACH' : 'ETIMEDOUT'} ${'address' in connection ? connection.address : host}:${port}`
  return { error: `MongoNetworkError: ${why}` }
}

function placeOf(args: readonly string[]): Place {
  const option = (...names: readonly string[]): string | undefined => {
    const at = args.findIndex(arg => names.includes(arg))
    return at < 0 ? undefined : args[at + 1]
  }
  const url = args.find(arg => arg.startsWith('mongodb://'))
  const { host, port, path } = parseUrl(url ?? `mongodb://${option('--host', '-h') ?? '127.0.0.1'}:${option('--port') ?? 27017}/`)
  const [, user = option('-u', '--username') ?? '', password = option('-p', '--password') ?? ''] = /^mongodb:\/\/([^:@/]*):([^@/]*)@/.exec(url ?? '') ?? []
  return { host: host || '127.0.0.1', port, user, password, database: path.slice(1).split('?')[0] || 'test' }
}

function requestOf(expression: string, { user, password, database }: Place): MongoRequest | undefined {
  const about = { user, password, database }
  if (/^show (dbs|databases)$/.test(expression)) return { ...about, do: 'databases' }
  if (/^show collections$/.test(expression)) return { ...about, do: 'collections' }
  if (/ping/.test(expression)) return { ...about, do: 'ping' }
  if (/hello|isMaster/.test(expression)) return { ...about, do: 'hello' }
  const [, collection = '', method = '', given = ''] = /^db\.(\w+)\.(\w+)\(([^]*)\)(?:\.\w+\(\))*$/.exec(expression) ?? []
  const value = given.trim() === '' ? {} : relaxed(given)
  if (typeof value !== 'object' || value === null) return undefined
  switch (method) {
    case 'insertOne': return { ...about, do: 'insert', collection, documents: [value as Document] } // an object, as tested above
    case 'insertMany': return Array.isArray(value) ? { ...about, do: 'insert', collection, documents: value as readonly Document[] } : undefined
    case 'find':
    case 'findOne': return { ...about, do: 'find', collection, filter: value as Document }
    case 'countDocuments': return { ...about, do: 'count', collection, filter: value as Document }
    case 'deleteOne':
    case 'deleteMany': return { ...about, do: 'remove', collection, filter: value as Document }
    default: return undefined
  }
}

/** JSON as people write it in JavaScript: names and texts in any quotes or none. */
function relaxed(text: string): unknown {
  const strict = text.replace(/'((?:[^'\\]|\\.)*)'/g, (_whole, inner: string) => JSON.stringify(inner)).replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
  try { return JSON.parse(strict) }
  catch { return undefined }
}

function shown(answer: MongoAnswer, expression: string): string {
  if ('names' in answer) return answer.names.map(name => `${name}\n`).join('')
  if ('documents' in answer) {
    const [first] = answer.documents
    if (/ping|hello|isMaster|findOne/.test(expression)) return `${written(first)}\n`
    return answer.documents.length === 0 ? '\n' : `[\n${answer.documents.map(each => `  ${written(each)}`).join(',\n')}\n]\n`
  }
  if ('count' in answer) return expression.includes('count') ? `${answer.count}\n` : `{ acknowledged: true, deletedCount: ${answer.count} }\n`
  if ('insertedIds' in answer) return inserted(answer.insertedIds.map(id => `ObjectId('${String(id)}')`), expression.includes('insertMany'))
  return ''
}

function inserted(ids: readonly string[], isMany: boolean): string {
  const told = isMany ? `insertedIds: {\n${ids.map((id, i) => `    '${i}': ${id}`).join(',\n')}\n  }` : `insertedId: ${ids.join('')}`
  return `{\n  acknowledged: true,\n  ${told}\n}\n`
}

/** A value as the shell writes it: names bare, texts in single quotes. */
function written(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\'', '\\\'')}'`
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(written).join(', ')} ]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value)
  return fields.length === 0 ? '{}' : `{ ${fields.map(([name, each]) => `${name}: ${name === '_id' ? `ObjectId('${String(each)}')` : written(each)}`).join(', ')} }`
}
