// httpd of busybox: serves the files of a directory, and runs scripts under cgi-bin.
import { resolvePath } from '../../files.ts'
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'
import { runScript } from '../../../shell/program.ts'

const usualPort = 80

export function* httpd(process: Process): Task<number> {
  const option = (letter: string): string | undefined => {
    const at = process.args.findIndex(arg => arg === `-${letter}`)
    return at < 0 ? undefined : process.args[at + 1]
  }
  const port = Number((option('p') ?? String(usualPort)).split(':').pop())
  const home = resolvePath(process.cwd, option('h') ?? '.')
  const child = process.spawn(server(port, home), ['httpd', ...process.args.slice(1)])
  if (child.hasExited) {
    process.err('httpd: bind: Address already in use\n')
    return 1
  }
  if (process.args.some(arg => /^-v*f/.test(arg))) yield child.exited() // stays in the foreground
  return child.status?.code ?? 0
}

const server = (port: number, home: string) => function* (process: Process): Task<number> {
  if (!process.listen(port, { http: request => answer(process, home, request) })) return 1
  process.catch('TERM', 'INT')
  yield* process.nextSignal()
  return 0
}

function answer(process: Process, home: string, { path }: HttpRequest): HttpResponse | Task<HttpResponse> {
  const { files } = process.machine
  const [plain = '/'] = path.split('?')
  const asked = resolvePath(home, `.${plain}`)
  if (asked !== home && !asked.startsWith(home === '/' ? '/' : `${home}/`)) return notFound
  const text = files.read(files.isDirectory(asked) ? `${asked === '/' ? '' : asked}/index.html` : asked)
  if (text === undefined) return notFound
  return plain.startsWith('/cgi-bin/') ? script(process, text) : { status: 200, body: text }
}

const notFound: HttpResponse = { status: 404, body: '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n' }

/** What the script prints: headers, an empty line, and the body. */
function* script(process: Process, source: string): Task<HttpResponse> {
  const output = yield* runScript(process, source)
  const split = output.indexOf('\n\n')
  const head = split < 0 ? output : output.slice(0, split)
  const [, status = '200'] = /^(?:HTTP\/[\d.]+|Status:) (\d{3})/m.exec(head) ?? []
  return { status: Number(status), body: split < 0 ? '' : output.slice(split + 2) }
}
