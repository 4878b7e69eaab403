// The engine behind HTTP: what a real client asks, over TLS, and what it gets.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { request, type RequestOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { settle } from '../../engine/lab/settle.ts'
import { World } from '../../engine/lab/world.ts'
import { openDoor, type OpenDoor } from '../../server/door.ts'
import { kubeconfig } from '../../server/kubeconfig.ts'

const pod = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } })

let door: OpenDoor
let world: World
beforeAll(async () => {
  world = new World({ nodes: 1, startTime: new Date().toISOString() })
  settle(world)
  door = await openDoor(world.cluster, { port: 0, speed: 60 })
})
afterAll(() => door.close())

interface Said { readonly code: number | undefined, readonly headers: Readonly<Record<string, unknown>>, readonly body: string }

/** Asks, and takes what comes until the answer ends or has enough lines. */
function call(path: string, { body, lines = Infinity, ...options }: RequestOptions & { body?: string, lines?: number } = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asked = request(`${door.url}${path}`, { ca: door.certificate, ...options, headers: { authorization: `Bearer ${door.token}`, ...options.headers } }, response => {
      let text = ''
      const done = (): void => resolve({ code: response.statusCode, headers: response.headers, body: text })
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.split('\n').length <= lines) return
        done()
        asked.destroy()
      }).on('end', done)
    }).on('error', reject)
    asked.end(body)
  })
}

const json = async (path: string, options?: Parameters<typeof call>[1]): Promise<unknown> => JSON.parse((await call(path, options)).body)

describe('the door', () => {
  it('answers as the API server does', async () => {
    expect(await json('/api/v1/nodes/node-1')).toMatchObject({ kind: 'Node', metadata: { name: 'node-1' } })
    expect(await json('/api/v1/nodes/node-9')).toMatchObject({ kind: 'Status', code: 404, message: 'nodes "node-9" not found' })
    expect(await call('/readyz')).toMatchObject({ code: 200, body: 'ok', headers: { 'content-type': 'text/plain; charset=utf-8' } })
    expect(await json('/apis', { headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' } })).toMatchObject({ kind: 'APIGroupDiscoveryList' })
  })

  it('has an older description without kinds for clients that check a List', async () => {
    const { code, headers, body } = await call('/openapi/v2')
    expect([code, headers['content-type'], body]).toEqual([200, 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', '\n\u00032.0'])
  })

  it('lets nobody in without the token, nor from a page', async () => {
    expect(await json('/api/v1/secrets', { headers: { authorization: '' } })).toMatchObject({ code: 401, reason: 'Unauthorized' })
    expect(await json('/api/v1/secrets', { headers: { origin: 'https://evil.example' } })).toMatchObject({ code: 403 })
    expect(await json('/api/v1/secrets', { servername: 'localhost', headers: { host: 'evil.example' } })).toMatchObject({ code: 403 })
  })

  it('runs what is created, and tells who watches', async () => {
    expect(await call('/api/v1/namespaces/default/pods', { method: 'POST', body: pod, headers: { 'content-type': 'application/json' } })).toMatchObject({ code: 201 })
    const watching = call('/api/v1/namespaces/default/pods?watch=1&fieldSelector=metadata.name%3Dweb', { lines: 2, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })
    let hasSeenEnough = false
    void watching.finally(() => { hasSeenEnough = true })
    for (let i = 0; !hasSeenEnough; i++) await call('/api/v1/namespaces/default/pods/web', { method: 'PATCH', body: `{"metadata":{"labels":{"i":"${i}"}}}`, headers: { 'content-type': 'application/merge-patch+json' } })
    const { body } = await watching
    const events = body.trimEnd().split('\n').map(line => JSON.parse(line) as { type: string, object: { kind: string, columnDefinitions: unknown[] | null, rows: { cells: unknown[] }[] } })
    expect(events.map(({ type, object }) => [type, object.kind, object.rows[0]?.cells[0]])).toEqual([['ADDED', 'Table', 'web'], ...events.slice(1).map(() => ['MODIFIED', 'Table', 'web'])])
    expect(events.map(({ object }) => object.columnDefinitions === null)).toEqual([false, ...events.slice(1).map(() => true)])
  })

  it('tells what a container wrote, and goes on while it writes', async () => {
    const talking = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'talks' }, spec: { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo line $i; sleep 5; done'] }] } }
    await call('/api/v1/namespaces/default/pods', { method: 'POST', body: JSON.stringify(talking), headers: { 'content-type': 'application/json' } })
    let said: Said
    do said = await call('/api/v1/namespaces/default/pods/talks/log?tailLines=1&follow=true', { lines: 2 })
    while (said.code !== 200)
    expect(said.headers['content-type']).toBe('text/plain')
    expect(said.body).toMatch(/^line \d+\nline \d+\n/)
    expect(await json('/api/v1/namespaces/default/pods/none/log')).toMatchObject({ code: 404, message: 'pods "none" not found' })
    expect(await json('/api/v1/namespaces/default/pods/talks/log?container=d')).toMatchObject({ code: 400, message: 'container d is not valid for pod talks' })
  })

  it('speaks of what it cannot take', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    expect(await json('/api/v1/namespaces/default/pods', { ...post, body: '{' })).toMatchObject({ code: 400 })
    expect(await json('/api/v1/namespaces/default/pods', { ...post, body: ' '.repeat(3_200_000) })).toMatchObject({ code: 413, message: 'Request entity too large: limit is 3145728' })
    expect((await call('/api/v1/namespaces/default/pods', { ...post, body: pod.replace('web', 'twice').replace('"spec":{', '"spec":{"nodeNmae":"x",') })).headers['warning']).toBe('299 - "unknown field \\"spec.nodeNmae\\""')
  })

  it('answers nobody while a lab has stopped the API server', async () => {
    const act = (payload: string): void => { world.apply({ atMs: world.nowMs, kind: 'act', payload }) }
    act('stop kube-apiserver')
    await expect(call('/api/v1/nodes')).rejects.toThrow('socket hang up')
    act('start kube-apiserver')
    expect(await call('/api/v1/nodes')).toMatchObject({ code: 200 })
  })

  it('lets a service account in by a token that it gave out', async () => {
    const asked = await json('/api/v1/namespaces/default/serviceaccounts/default/token', { method: 'POST', body: '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}', headers: { 'content-type': 'application/json' } }) as { status: { token: string } }
    expect(await json('/api/v1/secrets', { headers: { authorization: `Bearer ${asked.status.token}` } })).toMatchObject({ code: 403, message: 'secrets is forbidden: User "system:serviceaccount:default:default" cannot list resource "secrets" in API group "" at the cluster scope' })
  })
})

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

describe.skipIf(!hasKubectl)('a real kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'door-'))
  const file = (name: string): string => join(folder, name)
  const start = (args: readonly string[]): ChildProcess => spawn('kubectl', ['--kubeconfig', file('kubeconfig'), '--cache-dir', file('cache'), ...args])
  // This process serves, so it must not wait for a child.
  const kubectl = (...args: readonly string[]): Promise<string> => new Promise(resolve => {
    let said = ''
    const child = start(args)
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text })
    child.on('close', status => resolve(`${said}${status}`))
  })

  beforeAll(async () => {
    writeFileSync(file('kubeconfig'), kubeconfig(door))
    writeFileSync(file('pod.json'), pod.replace('web', 'real'))
    expect(await kubectl('apply', '-f', file('pod.json'))).toBe('pod/real created\n0')
    expect(await kubectl('wait', 'pod/real', '--for=condition=Ready')).toBe('pod/real condition met\n0')
  }, 60_000)

  it('asks, runs, logs and deletes', async () => {
    expect(await kubectl('get', 'pod', 'real', '--no-headers', '-o', 'custom-columns=A:.metadata.name,B:.status.phase')).toBe('real   Running\n0')
    expect(await kubectl('exec', 'real', '--', 'hostname')).toBe('real\n0')
    expect(await kubectl('exec', 'real', '--', 'sh', '-c', 'echo wrong >&2; exit 7')).toBe('wrong\ncommand terminated with exit code 7\n7')
    expect(await kubectl('exec', 'real', '-c', 'none', '--', 'ls')).toMatch(/container none is not valid for pod real/)
    expect(await kubectl('logs', 'real', '--tail=1')).toMatch(/\n0$/)
  }, 60_000)

  it('copies a file into a container, and out of it', async () => {
    writeFileSync(file('there'), '안녕\n')
    expect(await kubectl('cp', file('there'), 'real:/tmp/here')).toBe('0')
    expect(await kubectl('exec', 'real', '--', 'cat', '/tmp/here')).toBe('안녕\n0')
    expect(await kubectl('cp', 'real:/tmp/here', file('back'))).toMatch(/0$/)
    expect(readFileSync(file('back'), 'utf8')).toBe('안녕\n')
  }, 60_000)

  it('forwards a port, and says what is wrong with another', async () => {
    const forwarded = async (port: number): Promise<{ readonly address: string, readonly said: () => string, readonly end: () => void, readonly over: Promise<unknown> }> => {
      let said = ''
      const child = start(['port-forward', 'pod/real', `:${port}`])
      const over = new Promise(resolve => child.on('close', resolve))
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text })
      const found = await vi.waitUntil(() => /Forwarding from (127\.0\.0\.1:\d+) /.exec(said), { timeout: 50_000 })
      return { address: `http://${found[1]}`, said: () => said, end: () => child.kill(), over }
    }
    const web = await forwarded(80)
    const answers = await Promise.all(['/', '/none', '/'].map(path => fetch(`${web.address}${path}`)))
    expect(answers.map(({ status, headers }) => [status, headers.get('server')?.split('/')[0]])).toEqual([[200, 'nginx'], [404, 'nginx'], [200, 'nginx']])
    expect(await answers[0]?.text()).toContain('<h1>Welcome to nginx!</h1>')
    web.end()

    const none = await forwarded(81)
    await expect(fetch(none.address)).rejects.toThrow()
    await none.over
    expect(none.said()).toMatch(/error forwarding port 81 to pod \w+, uid [\w-]*: failed to execute portforward .*connection refused.*\nerror: lost connection to pod\n$/)
  }, 60_000)
})
