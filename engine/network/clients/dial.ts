// What the clients share: a name to an address, an address to a connection, a request to its answer.
import { utf8Length } from '../../apiserver/schema/utf8.ts'
import { hungUp, type HttpRequest, type HttpResponse, type Protocol, type Reached } from '../../runtime/network.ts'
import { addressesOf } from '../../runtime/programs/http/client.ts'
import type { Process } from '../../runtime/process.ts'
import { either, pause, Running, type Task, type Wait } from '../../runtime/task.ts'

export interface Dialled {
  readonly address: string
  readonly reached: Reached
  readonly tookMs: number
}

/** undefined: the name is nobody's. */
export function* dial(process: Process, host: string, port: number, timeoutMs: number): Task<Dialled | undefined> {
  const { outlet, clock } = process.machine
  const beganMs = clock.nowMs
  const addresses = yield* addressesOf(process, host)
  const address = 'error' in addresses ? undefined : addresses[0]
  if (address === undefined) return undefined
  const reached = yield* outlet.connect(address, port, { timeoutMs: Math.max(0, timeoutMs - (clock.nowMs - beganMs)) })
  return { address, reached, tookMs: clock.nowMs - beganMs }
}

export type Exchanged = { readonly kind: 'answered', readonly response: HttpResponse } | { readonly kind: 'empty' | 'timeout' }

/** A request over an open connection. */
export function* exchange(process: Process, reached: Reached & { kind: 'open' }, request: Omit<HttpRequest, 'from'>, timeoutMs: number): Task<Exchanged> {
  const { clock, name } = process.machine
  const { listener, from, close } = reached
  const answer = listener.http?.({ ...request, from })
  if (answer && 'status' in answer) {
    close?.()
    return said(answer)
  }
  const deadline = Number.isFinite(timeoutMs) ? pause(clock, timeoutMs, `${name}: ${process.name} gives up`) : never
  if (!answer) { // it takes the connection and says nothing
    yield deadline
    return { kind: 'timeout' }
  }
  let told: (() => void) | undefined
  const running = new Running(answer, () => told?.())
  const answered: Wait = resume => {
    told = resume
    return () => { told = undefined }
  }
  try { if (!running.result) yield either(answered, deadline) }
  finally { if (!running.isOver) running.abandon() }
  close?.()
  return running.result ? said(running.result.value) : { kind: 'timeout' }
}

const said = (response: HttpResponse): Exchanged => response === hungUp ? { kind: 'empty' } : { kind: 'answered', response }

const never: Wait = () => undefined

/** Options in the style of getopt: letters alone or together, some with a value; long ones with `=` or a space. */
export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly rest: readonly string[]
  /** The first option that is not known. */
  readonly unknown: string | undefined
}

export function optionsOf(args: readonly string[], flags: readonly string[], valued: readonly string[], aliases: Readonly<Record<string, string>> = {}): Options {
  const found = new Set<string>()
  const values = new Map<string, string[]>()
  const rest: string[] = []
  let unknown: string | undefined
  const take = (name: string, value: string): void => {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  const called = (name: string): string => Object.hasOwn(aliases, name) ? aliases[name] ?? name : name
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [name = '', ...given] = arg.slice(2).split('=')
      const real = called(name)
      if (valued.includes(real)) take(real, given.length > 0 ? given.join('=') : args[++i] ?? '')
      else if (flags.includes(real)) found.add(real)
      else unknown ??= arg
    }
    else if (arg.startsWith('-') && arg !== '-') {
      for (let at = 1; at < arg.length; at++) {
        const name = called(arg.charAt(at))
        if (valued.includes(name)) {
          take(name, at + 1 < arg.length ? arg.slice(at + 1) : args[++i] ?? '')
          break
        }
        if (flags.includes(name)) found.add(name)
        else unknown ??= `-${arg.charAt(at)}`
      }
    }
    else rest.push(arg)
  }
  return { flags: found, values, rest, unknown }
}

/** `http://web:8080/path`, `web/path`; undefined: no address of the web. */
export function urlOf(text: string): { readonly scheme: string, readonly host: string, readonly port: number, readonly path: string } | undefined {
  const [, scheme = 'http', host = '', port, path = '/'] = /^(?:([a-z]+):\/\/)?([^/:?]*)(?::(\d+))?([/?].*)?$/i.exec(text) ?? []
  if (host === '') return undefined
  return { scheme, host, port: port === undefined ? scheme === 'https' ? 443 : 80 : Number(port), path: path.startsWith('?') ? `/${path}` : path }
}

export const reasonOf: ReadonlyMap<number, string> = new Map([
  [200, 'OK'], [201, 'Created'], [202, 'Accepted'], [204, 'No Content'], [301, 'Moved Permanently'], [302, 'Found'], [303, 'See Other'],
  [304, 'Not Modified'], [307, 'Temporary Redirect'], [308, 'Permanent Redirect'], [400, 'Bad Request'], [401, 'Unauthorized'],
  [403, 'Forbidden'], [404, 'Not Found'], [405, 'Method Not Allowed'], [408, 'Request Timeout'], [413, 'Request Entity Too Large'],
  [418, "I'm a teapot"], [429, 'Too Many Requests'], [500, 'Internal Server Error'], [501, 'Not Implemented'],
  [502, 'Bad Gateway'], [503, 'Service Unavailable'], [504, 'Gateway Timeout'],
])

/** How an answer begins; of the second version there is no reason, and names are small. */
export function headOf({ status, reason = reasonOf.get(status) ?? '', headers, body }: HttpResponse, protocol: Protocol = 'http/1.1'): string {
  const length = headers?.has('Content-Length') ? [] : [['Content-Length', String(utf8Length(body))] as const]
  const all = [...headers ?? [], ...length]
  if (protocol === 'http/1.1') return [`HTTP/1.1 ${status} ${reason}`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  return [`HTTP/2 ${status} `, ...all.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => name !== 'connection' && name !== 'keep-alive').map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
}
