// redis: keys and values in memory, written down when it is told to stop; and its client.
import { strftime } from '../http/dates.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { connect, talk } from '../http/client.ts'
import { serve } from '../http/server.ts'

const usualPort = 6379
const restMB = 4

const optionOf = (args: readonly string[], ...names: readonly string[]): string | undefined => {
  const at = args.findIndex(arg => names.includes(arg))
  return at < 0 ? undefined : args[at + 1]
}

export const redisServer = (version: string): Program => function* (process): Task<number> {
  const { files } = process.machine
  const dump = `${process.cwd === '/' ? '' : process.cwd}/dump.rdb`
  const say = (mark: string, text: string): string => `${process.pid}:M ${strftime('%d %b %Y %T', process.unixMs)}.000 ${mark} ${text}\n`
  const port = Number(optionOf(process.args, '--port') ?? usualPort)
  const values = new Map(Object.entries(JSON.parse(files.read(dump) ?? '{}') as Record<string, string>)) // written below
  const password = optionOf(process.args, '--requirepass')
  process.out(`${process.pid}:C ${strftime('%d %b %Y %T', process.unixMs)}.000 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n`)
  process.out(`${process.pid}:C ${strftime('%d %b %Y %T', process.unixMs)}.000 * Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started\n`)
  const write = (): void => files.write(dump, JSON.stringify(Object.fromEntries(values)))
  const code = yield* serve(process, {
    listeners: { [port]: { tcp: request => respond(values, password, JSON.parse(request) as readonly string[], write) } }, // its own client wrote it
    ready: say('*', 'Server initialized') + (values.size > 0 ? say('*', `DB loaded from disk: 0.000 seconds`) : '') + say('*', 'Ready to accept connections tcp'),
    taken: taken => `${process.pid}:M ${strftime('%d %b %Y %T', process.unixMs)}.000 # Warning: Could not create server TCP listening socket *:${taken}: bind: Address already in use`,
    memoryMB: restMB,
  })
  process.out(`${process.pid}:signal-handler (${Math.floor(process.unixMs / 1000)}) Received SIGTERM scheduling shutdown...\n` + say('*', 'User requested shutdown...') + say('*', 'Saving the final RDB snapshot before exiting.'))
  write()
  process.out(say('*', 'DB saved on disk') + say('#', 'Redis is now ready to exit, bye bye...'))
  return code
}

/** The answer as redis-cli shows it when it writes to no terminal. */
function respond(values: Map<string, string>, password: string | undefined, [given = '', ...words]: readonly string[], save: () => void): string {
  const [command = '', key = '', ...rest] = words
  if (password !== undefined && given !== password && command.toUpperCase() !== 'AUTH') return 'NOAUTH Authentication required.\n'
  const needs = (count: number): string | undefined => words.length < count ? `ERR wrong number of arguments for '${command.toLowerCase()}' command\n` : undefined
  switch (command.toUpperCase()) {
    case 'PING': return key === '' ? 'PONG' : key
    case 'ECHO': return key
    case 'AUTH': return password === undefined ? 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\n' : key === password ? 'OK' : 'WRONGPASS invalid username-password pair or user is disabled.\n'
    case 'SET': return needs(3) ?? (values.set(key, rest[0] ?? '') && 'OK')
    case 'GET': return needs(2) ?? values.get(key) ?? ''
    case 'INCR': return needs(2) ?? changed(values, key, 1)
    case 'DECR': return needs(2) ?? changed(values, key, -1)
    case 'INCRBY': return needs(3) ?? changed(values, key, Number(rest[0]))
    case 'DEL': return needs(2) ?? String([key, ...rest].filter(each => values.delete(each)).length)
    case 'EXISTS': return needs(2) ?? String([key, ...rest].filter(each => values.has(each)).length)
    case 'KEYS': return needs(2) ?? [...values.keys()].filter(each => key === '*' || each.startsWith(key.replace(/\*$/, ''))).join('\n')
    case 'DBSIZE': return String(values.size)
    case 'FLUSHALL':
      values.clear()
      return 'OK'
    case 'SAVE':
    case 'BGSAVE':
      save()
      return command.toUpperCase() === 'SAVE' ? 'OK' : 'Background saving started'
    case 'INFO': return `# Server\r\n# Keyspace\r\ndb0:keys=${values.size},expires=0,avg_ttl=0\r`
    default: return `ERR unknown command '${command}', with args beginning with: ${[key, ...rest].filter(each => each !== '').map(each => `'${each}' `).join('')}\n`
  }
}

function changed(values: Map<string, string>, key: string, by: number): string {
  const value = Number(values.get(key) ?? 0) + by
  if (!Number.isInteger(value)) return 'ERR value is not an integer or out of range\n'
  values.set(key, String(value))
  return String(value)
}

export const redisCli: Program = function* (process): Task<number> {
  const host = optionOf(process.args, '-h') ?? '127.0.0.1'
  const port = Number(optionOf(process.args, '-p') ?? usualPort)
  const password = optionOf(process.args, '-a', '--pass') ?? process.env.get('REDISCLI_AUTH') ?? ''
  const taking = new Set(['-h', '-p', '-a', '--pass', '-n'])
  const words = process.args.slice(1).filter((arg, i, all) => !taking.has(arg) && !taking.has(all[i - 1] ?? '') && !arg.startsWith('--'))
  const lines = words.length > 0 ? [words] : process.stdin.split('\n').filter(line => line.trim() !== '').map(line => line.trim().split(/\s+/))
  let status = 0
  for (const line of lines) status = (yield* send(process, host, port, [password, ...line])) || status
  return status
}

function* send(process: Process, host: string, port: number, request: readonly string[]): Task<number> {
  const connection = yield* connect(process, host, port)
  const answer = connection.kind === 'open' ? yield* talk(connection, JSON.stringify(request)) : undefined
  if (answer !== undefined) {
    process.out(`${answer}\n`)
    return 0
  }
  const why = connection.kind === 'unresolved' ? 'Name or service not known' : connection.kind === 'timeout' ? 'Connection timed out' : connection.kind === 'unreachable' ? 'No route to host' : 'Connection refused'
  process.err(`Could not connect to Redis at ${host}:${port}: ${why}\n`)
  return 1
}
