// catalog_detail: the application of the lecture's probe labs. It falls ill when asked to, and as process 1 of its container
// it does not hear SIGTERM: node handles it only where the program asks for it.
import { hexDigest } from '../../images.ts'
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import { html, json, nodeTaken, pathOf, serve } from '../http/server.ts'
import { loaded } from '../http/load.ts'

const port = 3000

export const catalogDetailFiles: ReadonlyMap<string, string> = new Map([
  ['/usr/src/app/app.js', '// Serves /ping, /catalogDetail, /injectFault and /resetFault on port 3000.\n'],
  ['/usr/src/app/package.json', '{\n  "name": "catalog_detail",\n  "version": "1.0.0",\n  "main": "app.js"\n}\n'],
  ['/usr/src/app/Dockerfile', 'FROM node:14\nWORKDIR /usr/src/app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\nEXPOSE 3000\nCMD [ "node", "app.js" ]\n'],
  ['/usr/src/app/node_modules/.package-lock.json', '{}\n'],
  ['/usr/src/app/readiness.txt', 'ready\n'],
])

export const catalogDetail: Program = process => {
  let isHealthy = true
  const { hostname } = process.machine
  const say = (line: string): void => process.out(`${line}\n`)
  const answer = (request: HttpRequest): HttpResponse => {
    switch (pathOf(request)) {
      case '/ping':
        if (!isHealthy) say('Returning unhealthy')
        return asExpress(isHealthy ? json('Healthy') : json('UnHealthy', 500))
      case '/catalogDetail':
        say(isHealthy ? 'Catalog Detail Get Request Successful' : 'Catalog Detail Get Request has error 500')
        return asExpress(isHealthy ? json({ version: '1', vendors: ['ABC.com'] }) : json('Error', 500))
      case '/injectFault': {
        isHealthy = false
        const fault = `host: ${hostname} will now respond with 500 error.`
        say(fault)
        process.err(`Error: ${fault}\n    at /usr/src/app/app.js:46:10\n`)
        return asExpress(page(`Error: ${fault}<br> &nbsp; &nbsp;at /usr/src/app/app.js:46:10`, 500))
      }
      case '/resetFault':
        isHealthy = true
        say(`Removed fault injection from host: ${hostname}`)
        return asExpress(json(`Removed fault injection from host: ${hostname}`))
      case '/load': return loaded(process, request)
      default: return asExpress(page(`Cannot ${request.method} ${pathOf(request)}`, 404))
    }
  }
  return serve(process, { listeners: { [port]: { http: answer } }, ready: `Server running on port ${port}\n`, taken: nodeTaken, ends: {}, memoryMB: 48 })
}

/** A page of express's own, for what went wrong. */
export const page = (message: string, status: number): HttpResponse =>
  html(`<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${message}</pre>\n</body>\n</html>\n`, status)

/** With the headers that express adds. */
export const asExpress = ({ status, headers, body }: HttpResponse): HttpResponse =>
  ({ status, headers: new Map([['X-Powered-By', 'Express'], ...headers ?? [], ['Content-Length', String(body.length)], ['ETag', `W/"${body.length.toString(16)}-${hexDigest(body).slice(0, 27)}"`]]), body })

/** What node does without an application: nothing, as nobody types anything. */
export const node = (version: string): Program => function* (process: Process) {
  if (process.args.includes('-v') || process.args.includes('--version')) process.out(`v${version}\n`)
  return 0
}
