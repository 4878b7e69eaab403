// The clients that come with busybox: wget, nc and ping, with its words.
import { utf8Length } from '../../apiserver/schema/utf8.ts'
import type { Process } from '../../runtime/process.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Reached } from '../../runtime/network.ts'
import type { Task } from '../../runtime/task.ts'
import { isAddress } from '../address.ts'
import { dial, exchange, headOf, optionsOf, reasonOf, urlOf, type Dialled } from './dial.ts'

/** The refusal of a rule reaches a client that just waits only when the kernel tries again. */
const resendMs = 1000
const wgetPatienceMs = 900_000

const why = ({ kind }: Reached): string => kind === 'refused' ? 'Connection refused' : kind === 'unreachable' ? 'No route to host' : 'Connection timed out'

function* dialBlocking(process: Process, host: string, port: number, timeoutMs: number): Task<Dialled | undefined> {
  const dialled = yield* dial(process, host, port, timeoutMs)
  if (dialled?.reached.kind === 'refused' && dialled.reached.byRule && dialled.tookMs < resendMs) yield* process.sleep(resendMs - dialled.tookMs)
  return dialled
}

export function* wget(process: Process): Task<number> {
  const options = optionsOf(process.args.slice(1), ['q', 'S', 'c', 'spider', 'no-check-certificate'], ['O', 'T', 't', 'P', 'U', 'Y', 'header', 'post-data'], { 'timeout': 'T', 'quiet': 'q', 'tries': 't', 'output-document': 'O' })
  const [given] = options.rest
  const target = given === undefined ? undefined : urlOf(given)
  if (options.unknown !== undefined) {
    process.err(`wget: unrecognized option '${options.unknown.replace(/^--?/, '')}'\n`)
    return 1
  }
  if (!target) {
    process.err(given === undefined ? 'wget: missing URL\n' : `wget: not an http or ftp url: ${given}\n`)
    return 1
  }
  const { scheme, host, port, path } = target
  const quiet = options.flags.has('q')
  const say = (text: string): void => { if (!quiet) process.err(text) }
  const [timeout] = options.values.get('T') ?? []
  const timeoutMs = timeout === undefined ? wgetPatienceMs : Number(timeout) * 1000
  const beganMs = process.machine.clock.nowMs
  const dialled = yield* dialBlocking(process, host, port, timeoutMs)
  if (!dialled) {
    process.err(`wget: bad address '${host}'\n`)
    return 1
  }
  say(`Connecting to ${host === dialled.address ? `${host}:${port}` : `${host} (${dialled.address}:${port})`}\n`)
  const { reached } = dialled
  if (reached.kind === 'timeout' && timeout !== undefined) {
    process.err('wget: download timed out\n')
    return 1
  }
  if (reached.kind !== 'open') {
    process.err(`wget: can't connect to remote host (${dialled.address}): ${why(reached)}\n`)
    return 1
  }
  if (scheme === 'https') say('wget: note: TLS certificate validation not implemented\n')
  if (scheme === 'https' && !reached.listener.tls) {
    process.err('wget: error getting response\n')
    return 1
  }
  const tls = scheme === 'https' ? { tls: { serverName: isAddress(host) ? undefined : host, protocol: 'http/1.1' as const } } : {}
  const headers = new Map([['Host', port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`], ['User-Agent', 'Wget'], ['Connection', 'close']])
  for (const header of options.values.get('header') ?? []) {
    const colon = header.indexOf(':')
    if (colon > 0) headers.set(header.slice(0, colon), header.slice(colon + 1).trim())
  }
  const body = options.values.get('post-data')?.[0] ?? ''
  const answer = yield* exchange(process, reached, { method: body === '' ? 'GET' : 'POST', path, headers, body, ...tls }, timeoutMs - (process.machine.clock.nowMs - beganMs))
  if (answer.kind !== 'answered') {
    process.err(answer.kind === 'empty' ? 'wget: error getting response\n' : 'wget: download timed out\n')
    return 1
  }
  const { status, body: page } = answer.response
  if (options.flags.has('S')) process.err(headOf(answer.response).replace(/\r\n/g, '\n').trimEnd().replace(/^/gm, '  ').concat('\n'))
  if (status >= 400) {
    process.err(`wget: server returned error: HTTP/1.1 ${status} ${answer.response.reason ?? reasonOf.get(status) ?? ''}\n`)
    return 1
  }
  if (options.flags.has('spider')) {
    say('remote file exists\n')
    return 0
  }
  return save(process, options.values.get('O')?.[0] ?? (path.split('?')[0]?.split('/').pop() || 'index.html'), page, say)
}

function save(process: Process, file: string, page: string, say: (text: string) => void): number {
  const path = resolvePath(process.cwd, file)
  if (file !== '-' && file !== '/dev/null' && process.machine.files.read(path) !== undefined) {
    process.err(`wget: can't open '${file}': File exists\n`)
    return 1
  }
  const name = file === '-' ? '-' : file
  say(file === '-' ? 'writing to stdout\n' : `saving to '${file}'\n`)
  if (file === '-') process.out(page)
  else if (file !== '/dev/null') process.machine.files.write(path, page)
  say(`${name.padEnd(20).slice(0, 20)} 100% |${'*'.repeat(32)}|${String(utf8Length(page)).padStart(6)}  0:00:00 ETA\n`)
  say(file === '-' ? 'written to stdout\n' : `'${file}' saved\n`)
  return 0
}

export function* nc(process: Process): Task<number> {
  const options = optionsOf(process.args.slice(1), ['z', 'v', 'l', 'k', 'n', 'u', 'e'], ['w', 'p', 's', 'i'])
  const [host, portText] = options.rest
  const [listenPort] = options.values.get('p') ?? []
  if (options.flags.has('l')) return yield* listen(process, Number(listenPort ?? portText ?? host))
  const port = Number(portText)
  if (host === undefined || portText === undefined || !(port > 0 && port < 65_536)) {
    process.err(portText === undefined ? 'BusyBox v1.35.0 multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n' : `nc: bad port '${portText}'\n`)
    return 1
  }
  const [wait] = options.values.get('w') ?? []
  const timeoutMs = wait === undefined ? Infinity : Number(wait) * 1000
  const dialled = yield* dialBlocking(process, host, port, timeoutMs)
  if (!dialled) {
    process.err(`nc: bad address '${host}'\n`)
    return 1
  }
  const { reached, address } = dialled
  if (reached.kind === 'timeout' && wait !== undefined) {
    process.err('nc: timed out\n')
    return 1
  }
  if (reached.kind !== 'open') {
    process.err(`nc: can't connect to remote host (${address}): ${why(reached)}\n`)
    return 1
  }
  if (options.flags.has('v')) process.err(`${host} (${address}:${port}) open\n`)
  if (options.flags.has('z') || process.stdin === '') {
    reached.close?.()
    return 0
  }
  return yield* converse(process, reached, timeoutMs)
}

/** Sends what it reads: to a web server a request, to others their own. */
function* converse(process: Process, reached: Reached & { kind: 'open' }, timeoutMs: number): Task<number> {
  const { listener, from } = reached
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n/.exec(process.stdin) ?? []
  if (listener.tcp) {
    const said = listener.tcp(process.stdin, from)
    process.out(typeof said === 'string' ? said : yield* said)
    reached.close?.()
    return 0
  }
  if (method === undefined || path === undefined) {
    if (listener.http) process.out('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    reached.close?.()
    return 0
  }
  const answer = yield* exchange(process, reached, { method, path, headers: new Map(), body: '' }, timeoutMs)
  if (answer.kind === 'answered') process.out(headOf(answer.response) + answer.response.body)
  return 0
}

function* listen(process: Process, port: number): Task<number> {
  let done: (() => void) | undefined
  const taken = process.listen(port, {
    tcp: text => {
      process.out(text)
      done?.()
      return ''
    },
  })
  if (!taken) {
    process.err('nc: bind: Address in use\n')
    return 1
  }
  yield* process.until(resume => {
    done = resume
    return () => { done = undefined }
  })
  return 0
}
