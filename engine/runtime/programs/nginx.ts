// nginx: a web server on port 80 that says what it does in the words of the real one.
import { timestamp } from '../../clock/time.ts'
import { resolvePath } from '../files.ts'
import type { HttpRequest, HttpResponse } from '../network.ts'
import type { Process } from '../process.ts'
import type { Task } from '../task.ts'

const port = 80
const home = '/usr/share/nginx/html'
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const nginxPage = '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, nginx is successfully installed and working.</p>\n</body>\n</html>\n'

export const nginx = (version: string) => function* (process: Process): Task<number> {
  const say = (level: string, text: string): void => process.err(`${timestamp(process.unixMs).slice(0, 19).replaceAll('-', '/').replace('T', ' ')} [${level}] ${process.pid}#${process.pid}: ${text}\n`)
  if (!process.listen(port, { http: request => answer(process, version, request) })) {
    say('emerg', `bind() to 0.0.0.0:${port} failed (98: Address already in use)`)
    return 1
  }
  process.out('/docker-entrypoint.sh: Configuration complete; ready for start up\n')
  say('notice', `nginx/${version}`)
  say('notice', 'start worker processes')
  process.catch('TERM', 'INT', 'QUIT')
  const signal = yield* process.nextSignal()
  say('notice', signal === 'QUIT' ? 'gracefully shutting down' : 'exiting')
  return 0
}

function answer(process: Process, version: string, { from, method, path, headers }: HttpRequest): HttpResponse {
  const { files } = process.machine
  const [plain = '/'] = path.split('?')
  const asked = resolvePath(home, `.${plain}`)
  const text = files.read(files.isDirectory(asked) ? `${asked}/index.html` : asked)
  const status = text === undefined || !asked.startsWith(home) ? 404 : 200
  const body = status === 200 ? text ?? '' : notFound(version)
  process.out(`${from} - - [${logTime(process.unixMs)}] "${method} ${path} HTTP/1.1" ${status} ${body.length} "-" "${headers.get('User-Agent') ?? '-'}" "-"\n`)
  return { status, body }
}

const notFound = (version: string): string =>
  `<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`

/** `21/Nov/2026:09:00:00 +0000` */
function logTime(unixMs: number): string {
  const [year = '', month = '', day = ''] = timestamp(unixMs).slice(0, 10).split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${timestamp(unixMs).slice(11, 19)} +0000`
}
