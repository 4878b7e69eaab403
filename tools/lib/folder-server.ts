// A static site on loopback, under a sub-path, as a school's web server would have it. Nothing but files of the folder.
import { createReadStream, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif',
  '.webp': 'image/webp', '.avif': 'image/avif', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff',
  '.ttf': 'font/ttf', '.pdf': 'application/pdf', '.wasm': 'application/wasm', '.mp4': 'video/mp4', '.webm': 'video/webm',
}

export interface ServedFolder {
  readonly url: string // ends with a slash
  close(): Promise<void>
}

export async function serveFolder(folder: string, base = '/lecture/podium/'): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    const file = fileOf(folder, base, request.url ?? '/')
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': mediaTypes[extname(file).toLowerCase()] ?? 'application/octet-stream' })
    createReadStream(file).on('error', () => response.destroy()).pipe(response)
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: () => new Promise((resolve, reject) => {
      server.closeAllConnections()
      server.close(error => error === undefined ? resolve() : reject(error))
    }),
  }
}

function fileOf(folder: string, base: string, url: string): string | undefined {
  try {
    const { pathname } = new URL(url, 'http://localhost') // resolves `..` before we look
    if (!pathname.startsWith(base)) return undefined
    const path = join(folder, decodeURIComponent(pathname.slice(base.length)) || 'index.html')
    if (!path.startsWith(folder + sep)) return undefined
    return statSync(path).isFile() ? path : undefined
  }
  catch {
    return undefined // no such file, or not a URL
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)) // an address of TCP is never a string
  })
}
