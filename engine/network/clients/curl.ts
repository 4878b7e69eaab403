// curl 7.88: what it prints, on which stream, and how it fails.
import type { HttpResponse } from '../../runtime/network.ts'
import type { Process } from '../../runtime/process.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Task } from '../../runtime/task.ts'
import { byteLength, dial, exchange, headOf, optionsOf, urlOf, type Options } from './dial.ts'

const version = '7.88.1'
const maxRedirects = 50

const flags = ['silent', 'show-error', 'verbose', 'include', 'head', 'location', 'insecure', 'fail', 'no-buffer', 'ipv4', 'get']
const valued = ['output', 'write-out', 'request', 'header', 'data', 'max-time', 'connect-timeout', 'user-agent', 'resolve', 'retry', 'cookie', 'user', 'cacert']
const aliases = {
  's': 'silent', 'S': 'show-error', 'v': 'verbose', 'i': 'include', 'I': 'head', 'L': 'location', 'k': 'insecure', 'f': 'fail', 'N': 'no-buffer', '4': 'ipv4', 'G': 'get',
  'o': 'output', 'w': 'write-out', 'X': 'request', 'H': 'header', 'd': 'data', 'data-raw': 'data', 'm': 'max-time', 'A': 'user-agent', 'b': 'cookie', 'u': 'user',
}

interface Failure { readonly code: number, readonly text: string }

export function* curl(process: Process): Task<number> {
  const options = optionsOf(process.args.slice(1), flags, valued, aliases)
  const isQuiet = options.flags.has('silent') && !options.flags.has('show-error')
  const fail = ({ code, text }: Failure): number => {
    if (!isQuiet) process.err(`curl: (${code}) ${text}\n`)
    return code
  }
  if (options.unknown !== undefined) return fail({ code: 2, text: `option ${options.unknown}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information` })
  if (options.rest.length === 0) {
    process.err("curl: try 'curl --help' or 'curl --manual' for more information\n")
    return 2
  }
  let code = 0
  for (const url of options.rest) {
    const failure = yield* fetchOne(process, url, options)
    if (failure) code = fail(failure)
  }
  return code
}

const secondsOf = (options: Options, name: string): number => {
  const [text] = options.values.get(name) ?? []
  return text === undefined ? Infinity : Number(text) * 1000
}

function* fetchOne(process: Process, given: string, options: Options): Task<Failure | undefined> {
  const { clock } = process.machine
  const beganMs = clock.nowMs
  const maxMs = secondsOf(options, 'max-time')
  const verbose = (text: string): void => { if (options.flags.has('verbose')) process.err(text) }
  let url = given
  for (let redirects = 0; ; redirects++) {
    const target = urlOf(url)
    if (!target) return { code: 3, text: 'URL using bad/illegal format or missing URL' }
    if (target.scheme !== 'http' && target.scheme !== 'https') return { code: 1, text: `Protocol "${target.scheme}" not supported or disabled in libcurl` }
    const { host, port, path } = target
    const leftMs = (): number => maxMs - (clock.nowMs - beganMs)
    const dialled = yield* dial(process, resolved(options, host, port), port, Math.min(leftMs(), secondsOf(options, 'connect-timeout')))
    if (!dialled) return { code: 6, text: `Could not resolve host: ${host}` }
    const { address, reached, tookMs } = dialled
    verbose(`*   Trying ${address}:${port}...\n`)
    if (reached.kind === 'timeout') return { code: 28, text: `Connection timed out after ${tookMs + 1} milliseconds` }
    if (reached.kind !== 'open') {
      verbose(`* connect to ${address} port ${port} failed: ${reached.kind === 'refused' ? 'Connection refused' : 'No route to host'}\n* Failed to connect to ${host} port ${port} after ${tookMs} ms: Couldn't connect to server\n* Closing connection 0\n`)
      return { code: 7, text: `Failed to connect to ${host} port ${port} after ${tookMs} ms: Couldn't connect to server` }
    }
    verbose(`* Connected to ${host} (${address}) port ${port} (#0)\n`)
    const request = requestOf(options, host, port)
    verbose(`> ${request.method} ${path} HTTP/1.1\n${[...request.headers].map(([name, value]) => `> ${name}: ${value}\n`).join('')}> \n`)
    const answer = yield* exchange(process, reached, { ...request, path }, leftMs())
    if (answer.kind !== 'answered') return { code: 28, text: `Operation timed out after ${clock.nowMs - beganMs + 1} milliseconds with 0 bytes received` }
    const { response } = answer
    verbose(headOf(response).replace(/\r\n/g, '\n').trimEnd().replace(/^/gm, '< ').concat('\n< \n'))
    const location = options.flags.has('location') && response.status >= 300 && response.status < 400 ? response.headers?.get('Location') : undefined
    if (location !== undefined) {
      if (redirects === maxRedirects) return { code: 47, text: `Maximum (${maxRedirects}) redirects followed` }
      url = location.startsWith('/') ? `${target.scheme}://${host}:${port}${location}` : location
      continue
    }
    return show(process, options, response, { address, tookMs: clock.nowMs - beganMs })
  }
}

/** `--resolve web:80:192.168.1.11` */
function resolved(options: Options, host: string, port: number): string {
  for (const entry of options.values.get('resolve') ?? []) {
    const [name, at, address] = entry.split(':')
    if (name === host && Number(at) === port && address !== undefined) return address
  }
  return host
}

function requestOf(options: Options, host: string, port: number): { readonly method: string, readonly headers: Map<string, string>, readonly body: string } {
  const body = (options.values.get('data') ?? []).join('&')
  const headers = new Map([
    ['Host', port === 80 ? host : `${host}:${port}`],
    ['User-Agent', options.values.get('user-agent')?.[0] ?? `curl/${version}`],
    ['Accept', '*/*'],
  ])
  const [cookie] = options.values.get('cookie') ?? []
  if (cookie !== undefined) headers.set('Cookie', cookie)
  for (const header of options.values.get('header') ?? []) {
    const colon = header.indexOf(':')
    if (colon > 0) headers.set(header.slice(0, colon), header.slice(colon + 1).trim())
  }
  if (body !== '') {
    headers.set('Content-Length', String(byteLength(body)))
    if (!headers.has('Content-Type')) headers.set('Content-Type', 'application/x-www-form-urlencoded')
  }
  const usual = options.flags.has('head') ? 'HEAD' : body === '' || options.flags.has('get') ? 'GET' : 'POST'
  return { method: options.values.get('request')?.[0] ?? usual, headers, body }
}

function show(process: Process, options: Options, response: HttpResponse, about: { readonly address: string, readonly tookMs: number }): Failure | undefined {
  const { status } = response
  if (options.flags.has('fail') && status >= 400) return { code: 22, text: `The requested URL returned error: ${status}` }
  const isHead = options.flags.has('head')
  const text = `${isHead || options.flags.has('include') ? headOf(response) : ''}${isHead ? '' : response.body}`
  const [file = '-'] = options.values.get('output') ?? []
  if (file === '-') process.out(text)
  else if (file !== '/dev/null') process.machine.files.write(resolvePath(process.cwd, file), text)
  const [format] = options.values.get('write-out') ?? []
  if (format !== undefined) process.out(written(format, response, about))
  return undefined
}

/** The variables of `-w`. */
function written(format: string, { status, body }: HttpResponse, { address, tookMs }: { readonly address: string, readonly tookMs: number }): string {
  const values: ReadonlyMap<string, string> = new Map([
    ['http_code', String(status).padStart(3, '0')], ['response_code', String(status)], ['remote_ip', address], ['size_download', String(byteLength(body))],
    ['time_total', (tookMs / 1000).toFixed(6)], ['time_connect', (tookMs / 1000).toFixed(6)],
  ])
  return format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/%\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '')
}
