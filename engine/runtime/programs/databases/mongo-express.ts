// mongo-express: a page that shows the databases of the MongoDB that its environment names. Without that it cannot be.
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { strftime } from '../http/dates.ts'
import { connect, parseUrl } from '../http/client.ts'
import { html, nodeTaken, pathOf, serve } from '../http/server.ts'
import { asked } from './mongosh.ts'

const port = 8081
const tries = 10
const retryMs = 1000
const restMB = 70

interface Mongo { readonly host: string, readonly port: number, readonly user: string, readonly password: string, readonly url: string }

export const mongoExpress = (version: string): Program => function* (process): Task<number> {
  const mongo = mongoOf(process)
  const place = `${mongo.host}:${mongo.port}`
  process.out(`Waiting for ${place}...\n`)
  for (let attempt = 1; attempt <= tries; attempt++) {
    const connection = yield* connect(process, mongo.host, mongo.port)
    if (connection.kind === 'open') break
    const script = '/docker-entrypoint.sh: line 15:'
    process.err(connection.kind === 'unresolved' ? `${script} ${mongo.host}: Name does not resolve\n${script} /dev/tcp/${mongo.host}/${mongo.port}: Invalid argument\n` : `${script} connect: Connection refused\n${script} /dev/tcp/${mongo.host}/${mongo.port}: Connection refused\n`)
    if (attempt < tries) process.out(`${strftime('%a %b %e %T %Z %Y', process.unixMs)} retrying to connect to ${place} (${attempt + 1}/${tries})\n`)
    yield* process.sleep(retryMs)
  }
  process.out(`No custom config.js found, loading config.default.js\nWelcome to mongo-express ${version}\n------------------------\n\n\n`)
  const first = yield* asked(process, mongo, { user: mongo.user, password: mongo.password, database: 'admin', do: 'databases' })
  if ('error' in first) {
    process.err(`Could not connect to database using connectionString: ${mongo.url}"\n`)
    process.err(`/app/node_modules/mongodb/lib/sdam/topology.js\n${first.error.replace('MongoNetworkError', 'MongoServerSelectionError')}\n`)
    return 1
  }
  const login = process.env.get('ME_CONFIG_BASICAUTH') === 'false' ? undefined : `${process.env.get('ME_CONFIG_BASICAUTH_USERNAME') ?? 'admin'}:${process.env.get('ME_CONFIG_BASICAUTH_PASSWORD') ?? 'pass'}`
  return yield* serve(process, {
    listeners: { [port]: { http: request => page(process, mongo, request) } },
    ready: 'Mongo Express server listening at http://0.0.0.0:8081\nServer is open to allow connections from anyone (0.0.0.0)\n' + (login === 'admin:pass' ? 'basicAuth credentials are "admin:pass", it is recommended you change this in your config.js!\n' : ''),
    taken: nodeTaken,
    ends: { TERM: { code: 143 }, INT: { code: 130 } }, // process 1 is tini, which hands on what it gets
    memoryMB: restMB,
  })
}

function mongoOf({ env }: Process): Mongo {
  const url = env.get('ME_CONFIG_MONGODB_URL')
  const user = env.get('ME_CONFIG_MONGODB_ADMINUSERNAME') ?? ''
  const password = env.get('ME_CONFIG_MONGODB_ADMINPASSWORD') ?? ''
  const server = env.get('ME_CONFIG_MONGODB_SERVER') ?? 'mongo'
  const usual = `mongodb://${user === '' ? '' : `${user}:${password}@`}${server}:${env.get('ME_CONFIG_MONGODB_PORT') ?? 27017}/`
  const { host, port: mongoPort } = parseUrl(url ?? usual)
  const [, urlUser = user, urlPassword = password] = /^mongodb:\/\/([^:@/]*):([^@/]*)@/.exec(url ?? '') ?? []
  return { host, port: mongoPort, user: urlUser, password: urlPassword, url: url ?? usual }
}

function* page(process: Process, mongo: Mongo, request: HttpRequest): Task<HttpResponse> {
  if (pathOf(request) === '/status') return html('ok')
  const answer = yield* asked(process, mongo, { user: mongo.user, password: mongo.password, database: 'admin', do: 'databases' })
  const rows = 'names' in answer ? answer.names.map(name => `<li><a href="/db/${name}/">${name}</a></li>\n`).join('') : ''
  process.out(`GET ${request.path} ${'error' in answer ? 500 : 200}\n`)
  return 'error' in answer ? html(`<h1>${answer.error}</h1>\n`, 500) : html(`<!DOCTYPE html>\n<html>\n<head><title>Home - Mongo Express</title></head>\n<body>\n<h1>Mongo Express</h1>\n<h2>Databases</h2>\n<ul>\n${rows}</ul>\n</body>\n</html>\n`)
}
