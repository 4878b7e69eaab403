// What a request gets when there is nobody to take it: the words of nginx, and its lines in the log.
import { beforeAll, describe, expect, test } from 'vitest'
import { ingress, IngressStage, nodeAddress } from './stage.ts'

const page = (title: string): string => `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

const service = (name: string, target: number | string, selector = 'myapp'): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${selector}}, ports: [{port: 80, targetPort: ${target}}]}\n---\n`

describe('an answer of the controller', () => {
  const stage = new IngressStage()
  const to = (name: string, port = 80) => [{ service: name, port }]
  const ask = (host: string, more = ''): string => stage.say(`curl -s ${more} -H 'Host: ${host}' http://${nodeAddress}:${stage.port}/x`)
  /** The last lines of the log, without what changes from run to run. */
  const logged = (count: number): readonly string[] => stage.say(`kubectl logs -n ingress-nginx deploy/ingress-nginx-controller --tail=${count}`).trimEnd().split('\n')
    .map(line => line.replace(/\[\d\d\/\w+\/[^\]]+\]|^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/, 'T').replace(/\*\d+ /, '*N ').replace(/[0-9a-f]{32}$/, 'ID').replaceAll(/10\.244\.\d\.\d+:/g, 'POD:'))

  beforeAll(() => {
    stage.run('kubectl apply -f -', service('closed', 9999) + service('empty', 8080, 'nobody') + service('silent', 3306, 'db') + 'apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\nspec: {containers: [{name: db, image: mysql, env: [{name: MYSQL_ROOT_PASSWORD, value: x}], ports: [{containerPort: 3306}]}]}\n')
    stage.run('kubectl apply -f -', ingress('errors', { 'closed.com': to('closed'), 'empty.com': to('empty'), 'missing.com': to('missing'), 'port.com': to('myapp-service', 81), 'silent.com': to('silent') }))
    stage.pass(60)
  })

  test('404: nobody speaks of the host', () => {
    expect(stage.say(`curl -si http://${nodeAddress}:${stage.port}/x`).replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss'))
      .toBe(`HTTP/1.1 404 Not Found\r\nDate: Sat, 21 Nov 2026 hh:mm:ss GMT\r\nContent-Type: text/html\r\nContent-Length: 146\r\nConnection: keep-alive\r\n\r\n${page('404 Not Found')}`)
    expect(logged(1)).toEqual(['10.244.0.1 - - T "GET /x HTTP/1.1" 404 146 "-" "curl/7.88.1" 81 0.000 [upstream-default-backend] [] 127.0.0.1:8181 146 0.000 404 ID'])
  })

  test('502: the port is closed; it tries three times', () => {
    expect(ask('closed.com')).toBe(page('502 Bad Gateway'))
    const error = 'T [error] 31#31: *N connect() failed (111: Connection refused) while connecting to upstream, client: 10.244.0.1, server: closed.com, request: "GET /x HTTP/1.1", upstream: "http://POD:9999/x", host: "closed.com"'
    expect(logged(4)).toEqual([error, error, error, '10.244.0.1 - - T "GET /x HTTP/1.1" 502 150 "-" "curl/7.88.1" 75 0.000 [default-closed-80] [] POD:9999, POD:9999, POD:9999 0, 0, 0 0.000, 0.000, 0.000 502, 502, 502 ID'])
  })

  test('502: what answers speaks no HTTP', () => {
    expect(ask('silent.com')).toBe(page('502 Bad Gateway'))
    expect(logged(2)[0]).toContain('upstream sent no valid HTTP/1.0 header while reading response header from upstream, client: ')
  })

  test.each([['empty.com', 'default-empty-80'], ['missing.com', 'default-missing-80'], ['port.com', 'default-myapp-service-81']])('503: nobody is behind %s', (host, name) => {
    expect(ask(host)).toBe(page('503 Service Temporarily Unavailable'))
    expect(logged(1)[0]).toContain(`" 503 190 "-" "curl/7.88.1" ${65 + host.length} 0.000 [${name}] [] - - - - ID`)
  })

  test('503: and why is in the log', () => {
    const said = stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller').split('\n').filter(line => line.startsWith('W') && line.includes('Service')).map(line => line.replace(/^\S+ \S+ +7 /, ''))
    expect([...new Set(said)].sort()).toEqual([
      'controller.go:1232] Error obtaining Endpoints for Service "default/missing": no object matching key "default/missing" in local store',
      'controller.go:1243] Service "default/empty" does not have any active Endpoint.',
      'controller.go:1243] Service "default/myapp-service" does not have any active Endpoint.',
      'controller.go:1243] Service "default/silent" does not have any active Endpoint.',
    ])
    expect(stage.say('kubectl describe ingress errors')).toContain('(<error: services "missing" not found>)')
  })

  test('200, when there is somebody again', () => {
    stage.run('kubectl scale deployment myapp --replicas=0')
    stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
    stage.pass(30)
    expect(ask('myapp.com')).toBe(page('503 Service Temporarily Unavailable'))
    stage.run('kubectl scale deployment myapp --replicas=2')
    stage.pass(30)
    const pods = new Set(Array.from({ length: 6 }, () => /Hostname: (\S+)/.exec(ask('myapp.com'))?.[1]))
    expect(pods.size, 'they take turns').toBe(2)
  })
})

describe('504', () => {
  const stage = new IngressStage()
  const slow = (name: string, annotations: Readonly<Record<string, string>> = {}): string => ingress(name, { [`${name}.com`]: [{ service: 'slow', port: 80 }] }, { annotations })

  beforeAll(() => {
    stage.run('kubectl apply -f -', `${service('slow', 8080, 'slow')}apiVersion: v1\nkind: Pod\nmetadata: {name: slow, labels: {app: slow}}\nspec: {containers: [{name: app, image: busybox, command: [sleep, "36000"], ports: [{containerPort: 8080}]}]}\n`)
    stage.apply(slow('usual'))
    stage.apply(slow('short', { 'proxy-read-timeout': '7', 'proxy-connect-timeout': '2' }))
    stage.pass(30)
  })

  test('a pod that is gone without a word is given up after the time to connect, three times over', () => {
    const { cluster } = stage.world
    const podIP = stage.say('kubectl get pod slow -o jsonpath={.status.podIP}')
    const station = cluster.network.pods.at(podIP)
    expect(station).toBeDefined()
    cluster.network.pods.policy = { allows: (_direction, pod) => pod !== station }
    const took = (host: string): string => stage.say(`curl -s -o /dev/null -w "%{http_code} %{time_total}" -H 'Host: ${host}' http://${nodeAddress}:${stage.port}/`)
    expect([took('usual.com'), took('short.com')]).toEqual(['504 15.000000', '504 6.000000'])
    cluster.network.pods.policy = undefined
    expect(stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller --tail=4')).toContain('upstream timed out (110: Connection timed out) while connecting to upstream')
  })

  test('a backend that does not answer is waited for as long as it is said', () => {
    const podIP = stage.say('kubectl get pod slow -o jsonpath={.status.podIP}')
    const { clock, network } = stage.world.cluster
    network.pods.at(podIP)?.ports.listen(8080, { http: function* () { yield resume => { const timer = clock.after(3_600_000, 'never', resume); return () => timer.cancel() }; return { status: 200, body: '' } } })
    const took = (method: string, host: string): string => stage.say(`curl -s -X ${method} -o /dev/null -w "%{http_code} %{time_total}" -H 'Host: ${host}' http://${nodeAddress}:${stage.port}/`)
    expect([took('GET', 'short.com'), took('POST', 'short.com'), took('POST', 'usual.com')], 'who changes something is not asked twice').toEqual(['504 21.000000', '504 7.000000', '504 60.000000'])
    expect(stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller --tail=1')).toMatch(/"POST \/ HTTP\/1\.1" 504 160 "-" "curl\/7\.88\.1" \d+ 60\.000 \[default-slow-80\] \[\] [\d.]+:8080 0 60\.000 504 /)
  })
})

describe('other ways to answer', () => {
  const stage = new IngressStage()
  test('a redirect of its own, an entrance, another name for the backend', () => {
    stage.apply(ingress('away', { 'away.com': [{}] }, { annotations: { 'permanent-redirect': 'https://elsewhere.com/new' } }))
    stage.apply(ingress('root', { 'root.com': [{}] }, { annotations: { 'app-root': '/app' } }))
    stage.apply(ingress('vhost', { 'vhost.com': [{}] }, { annotations: { 'upstream-vhost': 'inside.local' } }))
    const status = (host: string, path: string): string => stage.say(`curl -s -o /dev/null -w "%{http_code} %{redirect_url}" -H "Host: ${host}" http://${nodeAddress}:${stage.port}${path}`)
    expect([status('away.com', '/x'), status('root.com', '/'), status('root.com', '/app')]).toEqual(['301 https://elsewhere.com/new', '302 http://root.com/app', '200 '])
    expect(stage.say(`curl -s -H 'Host: vhost.com' http://${nodeAddress}:${stage.port}/`)).toContain('\nHost: inside.local\n')
  })

  test('a backend that speaks TLS', () => {
    stage.run('kubectl apply -f -', 'apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {type: ExternalName, externalName: kubernetes.default.svc.cluster.local, ports: [{port: 443}]}\n')
    const to = { 'api.com': [{ service: 'api', port: 443 }] }
    stage.apply(ingress('api', to))
    expect(stage.say(`curl -s -H 'Host: api.com' http://${nodeAddress}:${stage.port}/readyz`)).toBe('Client sent an HTTP request to an HTTPS server.\n')
    stage.apply(ingress('api', to, { annotations: { 'backend-protocol': 'HTTPS' } }))
    expect(stage.say(`curl -s -H 'Host: api.com' http://${nodeAddress}:${stage.port}/readyz`)).toBe('ok')
    stage.apply(ingress('plain', { 'plain.com': [{}] }, { annotations: { 'backend-protocol': 'HTTPS' } }))
    expect(stage.ask('plain.com', '/')).toBe('502 Bad Gateway')
  })
})
