import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { serveFolder } from '../../tools/lib/folder-server.ts'

it('serves the files of its folder and nothing else', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'folder-'))
  const folder = join(outside, 'site')
  mkdirSync(join(folder, '한글'), { recursive: true })
  writeFileSync(join(outside, 'secret'), 'secret')
  writeFileSync(`${folder}-too`, 'secret')
  writeFileSync(join(folder, 'index.html'), 'home')
  writeFileSync(join(folder, '한글', 'a b.svg'), '<svg/>')
  const served = await serveFolder(folder, '/sub/')
  const get = (path: string) => new Promise<string>((resolve, reject) => {
    request(new URL(served.url), { path }, answer => {
      let body = ''
      answer.setEncoding('utf8').on('data', chunk => { body += chunk }).on('end', () => resolve(`${answer.statusCode} ${answer.headers['content-type'] ?? '-'} ${body}`))
    }).on('error', reject).end()
  })
  expect(await Promise.all([
    '/sub/', '/sub/index.html?x=1', '/sub/%ED%95%9C%EA%B8%80/a%20b.svg', '/', '/sub', '/sub/missing', '/sub/%ED%95%9C%EA%B8%80',
    '/sub/../secret', '/sub/%2e%2e/secret', '/sub/..%2fsecret', '/sub/../site-too', '/sub/..%2fsite-too', '/sub/%00', '/sub/%',
  ].map(get))).toEqual([
    '200 text/html; charset=utf-8 home', '200 text/html; charset=utf-8 home', '200 image/svg+xml <svg/>',
    ...Array.from({ length: 11 }, () => '404 - '),
  ])
  await served.close()
})
