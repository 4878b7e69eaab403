// postgres: runs when it was told a password, and takes connections on port 5432.
import { strftime } from '../http/dates.ts'
import type { Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { giveWay } from '../entrypoint.ts'
import { connect } from '../http/client.ts'
import { serve } from '../http/server.ts'

const port = 5432
const initialiseMs = 1500
const restMB = 45
const home = '/var/lib/postgresql/data'

export const postgresEntrypoint: Program = function* (process): Task<number> {
  const [, ...given] = process.args
  const words = given.length === 0 || given[0]?.startsWith('-') ? ['postgres', ...given] : given
  const { files } = process.machine
  const data = process.env.get('PGDATA') ?? home
  if (words[0] === 'postgres' && files.read(`${data}/PG_VERSION`) === undefined) {
    if (!process.env.get('POSTGRES_PASSWORD') && process.env.get('POSTGRES_HOST_AUTH_METHOD') !== 'trust') {
      process.err('Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n'
        + '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html\n')
      return 1
    }
    yield* process.sleep(initialiseMs)
    files.makeDirectory(data, true)
    files.write(`${data}/PG_VERSION`, '18\n')
    process.out('\nPostgreSQL init process complete; ready for start up.\n\n')
  }
  return yield* giveWay(process, words)
}

export const postgres = (version: string): Program => function* (process): Task<number> {
  const say = (text: string): string => `${strftime('%F %T.000 %Z', process.unixMs)} [${process.pid}] LOG:  ${text}\n`
  process.err(say(`starting PostgreSQL ${version} on x86_64-pc-linux-gnu, 64-bit`) + say(`listening on IPv4 address "0.0.0.0", port ${port}`))
  const code = yield* serve(process, { listeners: { [port]: { tcp: () => '' } }, ends: { TERM: { code: 0 }, INT: { code: 0 }, QUIT: { code: 0 } }, memoryMB: restMB })
  process.err(say('database system is shut down'))
  return code
}

export const pgIsReady: Program = function* (process): Task<number> {
  const at = process.args.indexOf('-h')
  const host = at < 0 ? 'localhost' : process.args[at + 1] ?? ''
  const isReady = (yield* connect(process, host, port)).kind === 'open'
  process.out(`${at < 0 ? '/var/run/postgresql' : host}:${port} - ${isReady ? 'accepting connections' : 'no response'}\n`)
  return isReady ? 0 : 2
}
