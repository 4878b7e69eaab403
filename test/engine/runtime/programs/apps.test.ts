// The applications and small servers of the lecture, seen from outside.
import { describe, expect, test } from 'vitest'
import { Tree } from '../../../../engine/runtime/files.ts'
import { Neighbours } from '../../../support/neighbours.ts'
import { unlimited } from '../../../../engine/runtime/usage.ts'

const catalog = 'public.ecr.aws/u2g6w7p2/eks-workshop-demo/catalog_detail:1.0'

describe('catalog_detail', () => {
  test('falls ill when asked to, and does not hear SIGTERM', () => {
    const town = new Neighbours()
    const app = town.start('proddetail', catalog)
    const asked = (path: string) => [app.get(3000, path)?.status, app.get(3000, path)?.body]
    expect([asked('/ping'), asked('/catalogDetail')]).toEqual([[200, '"Healthy"'], [200, '{"version":"1","vendors":["ABC.com"]}']])
    const fault = app.get(3000, '/injectFault')
    expect([fault?.status, fault?.headers?.get('Content-Type'), /<pre>Error: host: proddetail will now respond with 500 error\./.test(fault?.body ?? '')]).toEqual([500, 'text/html; charset=utf-8', true])
    expect([asked('/ping'), asked('/catalogDetail')]).toEqual([[500, '"UnHealthy"'], [500, '"Error"']])
    app.container.signal('TERM')
    town.pass(29)
    expect([app.end(), asked('/resetFault')[0], asked('/ping')[0], app.get(3000, '/')?.status]).toEqual([undefined, 200, 200, 404])
    app.container.signal('KILL')
    expect([app.end(), app.get(3000, '/ping')]).toEqual(['137 29', undefined])
    expect(app.log().split('\n').slice(0, 2)).toEqual(['Server running on port 3000', 'Catalog Detail Get Request Successful'])
  })

  test('says in a file that it is ready, which may be changed', () => {
    const app = new Neighbours().start('proddetail', catalog)
    const probe = () => app.exec('/bin/bash', '-c', 'cat readiness.txt | grep ready')
    expect(probe()).toEqual({ out: 'ready\n', err: '', code: 0 })
    expect(app.exec('sed', '-i', 's/ready/fail/', 'readiness.txt').code).toBe(0)
    expect(probe()).toEqual({ out: '', err: '', code: 1 })
    expect(app.exec('ls').out).toBe('Dockerfile\napp.js\nnode_modules\npackage.json\nreadiness.txt\n')
  })
})

test('the todo list lies in the container, or in the volume where it is mounted', () => {
  const town = new Neighbours()
  const tree = new Tree()
  const first = town.start('todo', 'docker/getting-started', { volumes: { '/etc/todos': tree } })
  expect(first.log()).toBe('Using sqlite database at /etc/todos/todo.db\nListening on port 3000\n')
  expect(first.get(3000)?.body).toContain('No items yet! Add one above!')
  expect(first.get(3000, '/items', {}, 'POST', '{"name":"learn"}')?.status).toBe(200)
  const [item] = JSON.parse(first.get(3000, '/items')?.body ?? '[]') as { id: string }[]
  expect(JSON.parse(first.get(3000, `/items/${item?.id}`, {}, 'PUT', '{"name":"learn","completed":true}')?.body ?? '')).toEqual({ id: item?.id, name: 'learn', completed: true })
  const second = town.start('again', 'docker/getting-started', { volumes: { '/etc/todos': tree } })
  const without = town.start('new', 'docker/getting-started')
  expect([second, without].map(each => (JSON.parse(each.get(3000, '/items')?.body ?? '[]') as unknown[]).length)).toEqual([1, 0])
  first.container.signal('TERM')
  expect(first.end()).toBe('0 0')
})

describe('servers that tell who they are', () => {
  test.each<[string, string, string[] | undefined, number, string, string]>([
    ['chk-hn', 'sysnet4admin/chk-hn', undefined, 80, '/', 'pod\n'],
    ['server-1', 'jnuho/server-1', undefined, 8081, '/', 'pod\n'],
    ['http-echo', 'hashicorp/http-echo', ['-text=hi', '-listen', ':9'], 9, '/', 'hi\n'],
    ['agnhost', 'registry.k8s.io/e2e-test-images/agnhost:2.53', ['netexec', '--http-port=8080'], 8080, '/hostname', 'pod'],
    ['agnhost', 'registry.k8s.io/e2e-test-images/agnhost:2.53', ['netexec'], 8080, '/echo?msg=a%20b', 'a b'],
    ['hello-app', 'gcr.io/google-samples/hello-app:2.0', undefined, 8080, '/', 'Hello, world!\nVersion: 2.0.0\nHostname: pod\n'],
    ['httpd', 'httpd:2.4', undefined, 80, '/', '<html><body><h1>It works!</h1></body></html>\n'],
    ['an image that nobody knows', 'somebody/something:1', undefined, 7000, '/', 'pod\n'],
  ])('%s', (_name, image, args, port, path, body) => {
    const pod = new Neighbours().start('pod', image, { args, containerPorts: [7000] })
    expect(pod.get(port, path)?.body).toBe(body)
  })

  test.each([['sysnet4admin/chk-hn', '0'], ['traefik/whoami', '2'], ['hashicorp/http-echo', '0'], ['somebody/something', '0'], ['prom/prometheus', '0'], ['prom/node-exporter', '2'], ['registry.k8s.io/pause:3.10', '0']])('%s ends on TERM with %s', (image, code) => {
    const pod = new Neighbours().start('pod', image)
    pod.container.signal('TERM')
    expect(pod.end()).toBe(`${code} 0`)
  })
})

describe('load', () => {
  test('is put on and taken off, and adds up', () => {
    const town = new Neighbours()
    const pod = town.start('pod', 'somebody/something', { containerPorts: [80] })
    const idle = pod.container.meter.use
    expect(pod.get(80, '/load?cpu=500m&memory=200Mi&seconds=10')?.body).toBe('load: cpu 500m, memory 200Mi, for 10 s\n')
    expect(pod.container.meter.use).toEqual({ cpuMillicores: 500, memoryBytes: idle.memoryBytes + 200 * 2 ** 20 })
    town.pass(60)
    expect([pod.container.meter.use, pod.container.meter.coreMs]).toEqual([idle, 5000])
  })

  test('beyond the limit of memory the kernel kills', () => {
    const pod = new Neighbours().start('pod', 'somebody/something', { containerPorts: [80], limits: { ...unlimited, memoryBytes: 64 * 2 ** 20 } })
    pod.get(80, '/load?memory=65Mi')
    expect(pod.container.exit).toEqual({ code: 137, reason: 'OOMKilled' })
  })

  test('every request to hpa-example costs CPU time', () => {
    const pod = new Neighbours().start('pod', 'registry.k8s.io/hpa-example')
    pod.get(80)
    pod.get(80)
    expect(pod.container.meter.coreMs).toBe(180)
  })
})

test.each([['python:3.13', undefined, '0 0'], ['python:3.13', ['python', 'app.py'], undefined], ['ubuntu', undefined, '0 0'], ['node:22', undefined, '0 0']])('%s with %j ends: %s', (image, command, end) => {
  const town = new Neighbours()
  const pod = town.start('pod', image, { command })
  town.pass(60)
  expect(pod.end()).toBe(end)
})

test('perl computes pi', () => {
  const town = new Neighbours()
  const job = town.start('pi', 'perl:5.34.0', { command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(40)'] })
  town.pass(60)
  expect(job.log()).toBe('3.141592653589793238462643383279502884197\n')
})
