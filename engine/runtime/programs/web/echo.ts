// Servers that tell who they are and what they were asked: for seeing where a request goes.
import type { HttpResponse } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import { pause as pauseFor, type Task } from '../../task.ts'
import { strftime } from '../http/dates.ts'
import { loaded } from '../http/load.ts'
import { asGo, json, pathOf, queryOf, serve, text } from '../http/server.ts'
import { pause } from '../simple.ts'

/** The value of `-name value`, `-name=value` or `--name=value`. */
function option(process: Process, name: string): string | undefined {
  for (const [i, arg] of process.args.entries()) {
    if (arg === `-${name}` || arg === `--${name}`) return process.args[i + 1]
    const [given, ...value] = arg.split('=')
    if (value.length > 0 && (given === `-${name}` || given === `--${name}`)) return value.join('=')
  }
  return undefined
}

/** http-echo of HashiCorp: one text for everyone. */
export const httpEcho: Program = process => {
  const told = option(process, 'text') ?? 'hello-world'
  const port = Number((option(process, 'listen') ?? ':5678').split(':').pop())
  const now = (): string => strftime('%Y/%m/%d %T', process.unixMs)
  return serve(process, {
    listeners: { [port]: { http: request => {
      if (pathOf(request) === '/health') return json({ status: 'ok' })
      process.out(`${now()} ${request.headers.get('Host') ?? `127.0.0.1:${port}`} ${request.from} "${request.method} ${request.path} HTTP/1.1" 200 ${told.length + 1} "${request.headers.get('User-Agent') ?? ''}" 10µs\n`)
      return text(`${told}\n`)
    } } },
    ready: `${now()} [INFO] server is listening on :${port}\n`,
    memoryMB: 3,
  })
}

/** agnhost of the Kubernetes tests: several servers in one. */
export const agnhost: Program = process => {
  const { hostname } = process.machine
  const [, command = 'pause'] = process.args
  switch (command) {
    case 'netexec': return netexec(process)
    case 'serve-hostname': return serve(process, { listeners: { [Number(option(process, 'port') ?? 9376)]: { http: () => text(hostname) } }, ready: `Serving on port ${option(process, 'port') ?? 9376}.\n` })
    default: return pause(process)
  }
}

function netexec(process: Process): ReturnType<Program> {
  const { hostname } = process.machine
  const port = Number(option(process, 'http-port') ?? 8080)
  let isHealthy = true
  const say = (line: string): void => process.err(`I${strftime('%m%d %T', process.unixMs)}.000000       1 log.go:245] ${line}\n`)
  return serve(process, {
    listeners: {
      [port]: { http: request => {
        const path = pathOf(request)
        say(`GET ${request.path}`)
        switch (path) {
          case '/': return text(`NOW: ${strftime('%Y-%m-%d %T +0000 UTC', process.unixMs)}`)
          case '/hostname':
          case '/hostName': return text(hostname)
          case '/clientip': return text(`${request.from}:40000`)
          case '/echo': return text(queryOf(request).get('msg') ?? '', Number(queryOf(request).get('code') ?? 200))
          case '/header': return text(request.headers.get(queryOf(request).get('key') ?? '') ?? '')
          case '/healthz': return text('', isHealthy ? 200 : 412)
          case '/unhealthy':
            isHealthy = false
            return text('')
          case '/load': return loaded(process, request)
          default: return text('404 page not found\n', 404)
        }
      } },
    },
    ready: `Started HTTP server on port ${port}\n`,
  })
}

/** Answers with its host name: so that everyone sees which pod it was. */
export const hostnameServer = (port: number): Program => process => {
  const { hostname } = process.machine
  return serve(process, {
    listeners: { [port]: { http: request => {
      if (pathOf(request) === '/load') return loaded(process, request)
      process.out(`${request.from} - - [${strftime('%d/%b/%Y:%T %z', process.unixMs)}] "${request.method} ${request.path} HTTP/1.1" 200 ${hostname.length + 1} "-" "${request.headers.get('User-Agent') ?? '-'}"\n`)
      return text(`${hostname}\n`)
    } } },
    ends: { QUIT: { code: 0 }, TERM: { code: 0 } },
  })
}

/** What whoami and its like tell: the request as it came, and by which machine it was answered. */
export const whoami = (port: number): Program => process => {
  const { hostname, outlet } = process.machine
  const lines = (request: { readonly from: string, readonly method: string, readonly path: string, readonly headers: ReadonlyMap<string, string> }): string =>
    [`Hostname: ${hostname}`, 'IP: 127.0.0.1', `IP: ${outlet.address}`, `RemoteAddr: ${request.from}:40000`, `${request.method} ${request.path} HTTP/1.1`, ...[...request.headers].map(([name, value]) => `${name}: ${value}`), ''].join('\n')
  return serve(process, { listeners: { [port]: { http: request => pathOf(request) === '/load' ? loaded(process, request) : text(lines(request)) } }, ready: `${strftime('%Y/%m/%d %T', process.unixMs)} Starting up on port ${port}\n`, ends: asGo })
}

/** hello-app of Google's samples. */
export const helloApp = (version: string): Program => process => {
  const port = Number(process.env.get('PORT') ?? 8080)
  const now = (): string => strftime('%Y/%m/%d %T', process.unixMs)
  return serve(process, {
    listeners: { [port]: { http: ({ path }) => {
      process.err(`${now()} Serving request: ${path}\n`)
      return text(`Hello, world!\nVersion: ${version}\nHostname: ${process.machine.hostname}\n`)
    } } },
    ready: `${now()} Server listening on port ${port}\n`,
    ends: asGo,
  })
}

const workPerRequestMs = 90

/** hpa-example: every request costs CPU time, and waits for it where there is little. */
export const hpaExample: Program = process => {
  const { meter, clock, name } = process.machine
  let freeAtMs = 0
  function* work(): Task<HttpResponse> {
    const { mostCores } = meter
    const fromMs = mostCores < 1 ? Math.max(clock.nowMs, freeAtMs) : clock.nowMs // less than a core does one thing after the other
    freeAtMs = fromMs + Math.round(workPerRequestMs / Math.min(1, mostCores))
    yield pauseFor(clock, freeAtMs - clock.nowMs, `${name}: a request is answered`)
    meter.spend(workPerRequestMs)
    return text('OK!')
  }
  return serve(process, {
    listeners: { 80: { http: request => pathOf(request) === '/load' ? loaded(process, request) : work() } },
    ends: { WINCH: { code: 0 }, TERM: { code: 0 } },
  })
}
