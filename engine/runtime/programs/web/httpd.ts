// httpd: the web server of Apache.
import { resolvePath } from '../../files.ts'
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { accessDate, strftime } from '../http/dates.ts'
import { serve } from '../http/server.ts'
import { statusTexts, typeOf } from '../http/words.ts'

const home = '/usr/local/apache2'
const configFile = `${home}/conf/httpd.conf`

export const httpdFiles: ReadonlyMap<string, string> = new Map([
  [`${home}/htdocs/index.html`, '<html><body><h1>It works!</h1></body></html>\n'],
  [configFile, `ServerRoot "${home}"\nListen 80\nServerAdmin you@example.com\nDocumentRoot "${home}/htdocs"\n<Directory "${home}/htdocs">\n    Options Indexes FollowSymLinks\n    AllowOverride None\n    Require all granted\n</Directory>\nErrorLog /proc/self/fd/2\nLogLevel warn\n`],
])

export const httpd = (version: string): Program => function* (process): Task<number> {
  const config = process.machine.files.read(configFile) ?? ''
  const port = Number(/^\s*Listen\s+(?:[\d.]+:)?(\d+)/m.exec(config)?.[1] ?? 80)
  const root = /^\s*DocumentRoot\s+"?([^"\n]+)"?/m.exec(config)?.[1] ?? `${home}/htdocs`
  const log = (module: string, text: string): string => `[${strftime('%a %b %d %T', process.unixMs)}.000000 ${strftime('%Y', process.unixMs)}] [${module}:notice] [pid ${process.pid}:tid ${process.pid}] ${text}\n`
  if (!/^\s*ServerName\s/m.test(config))
    process.err(`AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${process.machine.outlet.address}. Set the 'ServerName' directive globally to suppress this message\n`)
  if (process.machine.ports.at(port)) {
    process.err(`(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`)
    return 1
  }
  process.err(log('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`))
  process.err(log('core', 'AH00094: Command line: \'httpd -D FOREGROUND\''))
  const code = yield* serve(process, { listeners: { [port]: { http: request => answer(process, root, request) } }, ends: { TERM: { code: 0 }, INT: { code: 0 }, WINCH: { code: 0 } }, memoryMB: 6 })
  process.err(log('mpm_event', 'AH00492: caught SIGWINCH, shutting down gracefully'))
  return code
}

function answer(process: Process, root: string, { from, method, path }: HttpRequest): HttpResponse {
  const { files } = process.machine
  const [plain = '/'] = path.split('?')
  const asked = resolvePath(root, `.${plain}`)
  const file = files.isDirectory(asked) ? `${asked}/index.html` : asked
  const text = asked === root || asked.startsWith(`${root}/`) ? files.read(file) : undefined
  const status = text === undefined ? 404 : 200
  const body = text ?? missing(status)
  process.out(`${from} - - [${accessDate(process.unixMs)}] "${method} ${path} HTTP/1.1" ${status} ${body.length}\n`)
  return { status, headers: new Map([['Content-Type', text === undefined ? 'text/html; charset=iso-8859-1' : typeOf(file)]]), body }
}

const missing = (status: number): string =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${statusTexts[status]}</title>\n</head><body>\n<h1>${statusTexts[status]}</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n`
