// `kubectl proxy` in the background of a shell, and what curl gets by it.
import { beforeAll, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 2 })
const said = (line: string): string => {
  const { stdout, stderr } = cluster.run(line)
  return stdout + stderr
}
const curl = (path: string, options = ''): string => said(`curl -s ${options} "localhost:8001${path}"`)
const statusOf = (path: string): unknown => {
  const { code, reason, message }: Readonly<Record<string, unknown>> = JSON.parse(curl(path)) as Record<string, unknown> // a Status
  return [code, reason, message]
}

beforeAll(() => {
  said('kubectl create deployment web --image=nginx && kubectl expose deployment web --port=80 && kubectl expose deployment web --port=81 --name=shut && kubectl create service clusterip none --tcp=80 && kubectl rollout status deployment web')
  expect(said('kubectl proxy &')).toBe('Starting to serve on 127.0.0.1:8001\n')
})

const inDefault = '/api/v1/namespaces/default'

test('the port is taken; another one, or any, can be asked for', () => {
  expect(cluster.run('kubectl proxy')).toEqual({ stdout: '', stderr: 'error: listen tcp 127.0.0.1:8001: bind: address already in use\n', exitCode: 1 })
  expect(said('kubectl proxy -p 8009 & curl -s localhost:8009/healthz')).toBe('Starting to serve on 127.0.0.1:8009\nok')
  expect(said('kubectl proxy --port=0 --api-prefix=/k8s & curl -s localhost:40001/k8s/healthz; curl -s localhost:40001/healthz')).toBe('Starting to serve on 127.0.0.1:40001\nok404 page not found\n')
  expect(said('kubectl proxy --www=/srv')).toBe('error: --www is not there yet: this proxy serves the API alone, at a port\n')
})

test('objects are read, made, changed and deleted', () => {
  expect(curl(`${inDefault}/services/web`).split('\n').slice(0, 6)).toEqual(['{', '  "kind": "Service",', '  "apiVersion": "v1",', '  "metadata": {', '    "name": "web",', '    "namespace": "default",'])
  expect(JSON.parse(curl(`${inDefault}/pods?labelSelector=app%3Dnobody`))).toEqual({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: expect.any(String) as string }, items: [] })
  expect(curl(`${inDefault}/services?fieldSelector=metadata.name%3Dweb`)).toMatch(/"items": \[\n {4}\{\n {6}"metadata": \{\n {8}"name": "web",/)
  curl(`${inDefault}/configmaps`, `-H 'Content-Type: application/json' -d '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1"}}'`)
  curl(`${inDefault}/configmaps/a`, `-X PATCH -H 'Content-Type: application/merge-patch+json' -d '{"data":{"x":"2"}}'`)
  expect(said('kubectl get configmap a -o jsonpath={.data}')).toBe('{"x":"2"}')
  expect(curl(`${inDefault}/configmaps/a`, '-X PATCH -d {}')).toContain('accepted media types include: application/json-patch+json')
  curl(`${inDefault}/configmaps/a`, '-X DELETE')
  expect(statusOf(`${inDefault}/configmaps/a`)).toEqual([404, 'NotFound', 'configmaps "a" not found'])
  expect(statusOf('/api/v1/pods?watch=1')).toEqual([501, 'NotImplemented', 'this proxy answers with a whole body: a watch has no end; use kubectl get --watch'])
})

test('what it does not let through', () => {
  expect(curl(`${inDefault}/pods/web/exec`)).toBe('Forbidden\n')
  expect(curl('/healthz', '-H "Host: evil.example"')).toBe('Forbidden\n')
  expect(said('kubectl proxy --port=8010 --reject-methods=GET & curl -s localhost:8010/healthz')).toBe('Starting to serve on 127.0.0.1:8010\nForbidden\n')
  expect(said('kubectl proxy --port=8011 --disable-filter & curl -s -H "Host: evil.example" localhost:8011/healthz').replace(/ \d\d:\d\d:\d\d\.\d+/, ' TIME')).toBe(
    'Starting to serve on 127.0.0.1:8011\nokW1121 TIME    4242 proxy.go:173] Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious\n')
})

test('a Service and a pod by way of the API server', () => {
  const pod = said('kubectl get pods -o jsonpath={.items[0].metadata.name}')
  const ip = said('kubectl get pods -o jsonpath={.items[0].status.podIP}')
  const title = '<title>Welcome to nginx!</title>'
  for (const path of ['services/web/proxy/', 'services/web:80/proxy/', 'services/http:web:80/proxy/', `pods/${pod}/proxy/`, `pods/${pod}:80/proxy/`]) expect(curl(`${inDefault}/${path}`)).toContain(title)
  expect(curl(`${inDefault}/services/web:80/proxy`, '-i')).toBe(`HTTP/1.1 301 Moved Permanently\r\nLocation: ${inDefault}/services/web:80/proxy/\r\nContent-Length: 0\r\n\r\n`)
  expect(curl(`${inDefault}/services/web:80/proxy/nothing?a=b`)).toContain('404 Not Found')
  expect(curl(`${inDefault}/pods/${pod}/log?tailLines=1`)).toContain('"GET /nothing?a=b HTTP/1.1" 404')
  expect(['services/web:99', 'services/web:http', 'services/none:80', 'services/shut:81', 'services/nope', 'services/a:b:c:d', 'services/ftp:web:80', `pods/${pod}:99`, 'pods/nope'].map(path => statusOf(`${inDefault}/${path}/proxy/`))).toEqual([
    [503, 'ServiceUnavailable', 'no service port 99 found for service "web"'],
    [503, 'ServiceUnavailable', 'no endpoints available for service "web:http"'],
    [503, 'ServiceUnavailable', 'no endpoints available for service "none"'],
    [503, 'ServiceUnavailable', `error trying to reach service: dial tcp ${ip}:81: connect: connection refused`],
    [404, 'NotFound', 'services "nope" not found'],
    [400, 'BadRequest', 'invalid service request "a:b:c:d"'],
    [400, 'BadRequest', 'invalid service request "ftp:web:80"'],
    [503, 'ServiceUnavailable', `error trying to reach service: dial tcp ${ip}:99: connect: connection refused`],
    [404, 'NotFound', 'pods "nope" not found'],
  ])
})
