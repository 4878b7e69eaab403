// What most servers have in common: they listen, say so, and go when they are told to.
import type { HttpRequest, HttpResponse, Listener } from '../../network.ts'
import type { Process, Signal } from '../../process.ts'
import type { Task } from '../../task.ts'

export interface Serving {
  readonly listeners: Readonly<Record<number, Listener>>
  /** What it says once it listens. */
  readonly ready?: string
  /** What it says when a port is taken. */
  readonly taken?: (port: number) => string
  /** What ends it, and how; nothing does where this is empty, as with programs that handle no signals and are process 1. */
  readonly ends?: Readonly<Partial<Record<Signal, { readonly code: number, readonly says?: string }>>>
  readonly memoryMB?: number
}

/** How programs end that were written in Go without a thought for it: as process 1, with 2. */
export const asGo = { TERM: { code: 2 }, INT: { code: 2 } } as const
export const gracefully = { TERM: { code: 0 }, INT: { code: 0 } } as const
export const bytesPerMB = 1 << 20

export function* serve(process: Process, { listeners, ready, taken = goTaken, ends = gracefully, memoryMB = 8 }: Serving): Task<number> {
  for (const [port, listener] of Object.entries(listeners)) {
    if (process.listen(Number(port), listener)) continue
    process.err(`${taken(Number(port))}\n`)
    return 1
  }
  if (ready !== undefined) process.out(ready)
  process.use({ memoryBytes: memoryMB * bytesPerMB })
  process.catch(...Object.keys(ends) as Signal[]) // the keys of the record
  const end = ends[yield* process.nextSignal()]
  if (end?.says !== undefined) process.out(end.says)
  return end?.code ?? 0
}

const goTaken = (port: number): string => `listen tcp :${port}: bind: address already in use`
export const nodeTaken = (port: number): string => `Error: listen EADDRINUSE: address already in use :::${port}`

const plainType = new Map([['Content-Type', 'text/plain; charset=utf-8']])
const htmlType = new Map([['Content-Type', 'text/html; charset=utf-8']])
const jsonType = new Map([['Content-Type', 'application/json; charset=utf-8']])

export const text = (body: string, status = 200): HttpResponse => ({ status, headers: plainType, body })
export const html = (body: string, status = 200): HttpResponse => ({ status, headers: htmlType, body })
export const json = (value: unknown, status = 200): HttpResponse => ({ status, headers: jsonType, body: JSON.stringify(value) })

export const pathOf = ({ path }: HttpRequest): string => path.split('?')[0] ?? '/'

/** The parameters behind the question mark. */
export function queryOf({ path }: HttpRequest): ReadonlyMap<string, string> {
  const [, query = ''] = path.split('?')
  return new Map(query.split('&').filter(each => each !== '').map(each => {
    const [name = '', ...value] = each.split('=')
    return [decoded(name), decoded(value.join('='))]
  }))
}

function decoded(text: string): string {
  try { return decodeURIComponent(text.replaceAll('+', ' ')) }
  catch { return text }
}
