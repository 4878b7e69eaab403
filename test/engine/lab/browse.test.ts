// A page in the browser of the reader's machine: by every way that leads into the cluster, and back again.
import { expect, test } from 'vitest'
import { labOf, Session, Views, type PageView } from '../../../engine/lab/index.ts'

const lab = labOf('browse', {
  title: 'Pages',
  say: 'Two nodes.',
  cluster: { nodes: 2 },
  steps: [
    { say: 'A server.', run: 'kubectl create deployment web --image=nginx && kubectl create service nodeport web --tcp=80 --node-port=30080 && kubectl rollout status deployment web && sleep 3', until: 'deployment/web condition=Available' },
    { say: 'Its page.', browse: 'node-1:30080' },
    { say: 'It goes.', run: 'kubectl delete deployment web; sleep 5', until: 'pods count=0' },
    { say: 'No page.', browse: 'about:reload' },
  ],
})

let session = new Session(lab)
const page = (): PageView => {
  const { cluster, browser } = session.now
  const view = new Views(cluster, 'default', browser).page()
  if (!view) throw new Error('there is no browser')
  return view
}
const settled = (untilMs = 200_000): void => { session.advanceTo(session.nowMs + untilMs) }
const browse = (address: string): PageView => {
  session.input({ kind: 'browse', payload: address })
  settled()
  return page()
}
const run = (line: string): void => {
  session.input({ kind: 'command', payload: line })
  session.advanceTo(session.nowMs + 5000)
}
const shown = ({ url, loaded }: PageView): unknown => loaded?.kind === 'page' ? [url, loaded.status, loaded.title] : [url, loaded?.error]

const welcome = 'Welcome to nginx!'

test('steps of a lab open pages; going back and forth shows them again', () => {
  session = new Session(lab)
  session.goToStep(2)
  expect(shown(page())).toEqual(['http://node-1:30080/', 'ERR_NAME_NOT_RESOLVED'])
  session.goToStep(1)
  expect(page()).toEqual({ url: '', isLoading: false, canGoBack: false, tookMs: 0, loaded: undefined })
  session.input({ kind: 'command', payload: 'echo "172.18.0.2 node-1" >> /etc/hosts' })
  session.goToStep(2)
  const first = page()
  expect(shown(first)).toEqual(['http://node-1:30080/', 200, welcome])
  session.goToStep(4)
  expect(shown(page())).toEqual(['http://node-1:30080/', 'ERR_CONNECTION_REFUSED'])
  const { inputs, nowMs } = session
  session.seek(first.tookMs)
  session.seek(nowMs)
  expect(shown(page())).toEqual(['http://node-1:30080/', 'ERR_CONNECTION_REFUSED'])
  expect(session.inputs).toEqual(inputs)
  const again = session.fork()
  expect(shown(new Views(again.now.cluster, 'default', again.now.browser).page() ?? page())).toEqual(shown(page()))
})

test('what browsers say when there is no page', () => {
  session = new Session(lab)
  session.goToStep(1)
  const errors = ['172.18.0.2:30081', 'http://nowhere/', '10.99.99.99', 'ftp://node-1/', 'http://', 'https://172.18.0.2:30080'].map(address => shown(browse(address)))
  expect(errors).toEqual([
    ['http://172.18.0.2:30081/', 'ERR_CONNECTION_REFUSED'],
    ['http://nowhere/', 'ERR_NAME_NOT_RESOLVED'],
    ['http://10.99.99.99/', 'ERR_CONNECTION_TIMED_OUT'],
    ['ftp://node-1/', 'ERR_UNKNOWN_URL_SCHEME'],
    ['http://', 'ERR_INVALID_URL'],
    ['https://172.18.0.2:30080/', 'ERR_SSL_PROTOCOL_ERROR'],
  ])
})

test('pages, and the way back; what is stopped does not come', () => {
  session = new Session(lab)
  session.goToStep(1)
  const first = browse('172.18.0.2:30080')
  expect(first).toMatchObject({ url: 'http://172.18.0.2:30080/', isLoading: false, canGoBack: false, loaded: { status: 200, reason: 'OK', title: welcome, address: '172.18.0.2', redirects: [] } })
  expect(first.loaded?.kind === 'page' && first.loaded.headers.map(([name]) => name)).toEqual(['Server', 'Date', 'Content-Type', 'Content-Length', 'Connection'])
  expect(first.loaded?.kind === 'page' && ['/a?b', 'b#c', 'mailto:x@y', 'https://other/'].map(first.loaded.follow)).toEqual(['http://172.18.0.2:30080/a?b', 'http://172.18.0.2:30080/b', undefined, 'https://other/'])
  expect(shown(browse('http://172.18.0.3:30080/nothing'))).toEqual(['http://172.18.0.3:30080/nothing', 404, '404 Not Found'])
  session.input({ kind: 'browse', payload: '10.99.99.99' })
  session.advanceTo(session.nowMs + 1500)
  expect(page()).toEqual({ url: '10.99.99.99', isLoading: true, canGoBack: true, tookMs: 1500, loaded: undefined })
  expect(shown(browse('about:stop'))).toEqual(['http://172.18.0.3:30080/nothing', 404, '404 Not Found'])
  expect(shown(browse('about:back'))).toEqual(['http://172.18.0.2:30080/', 200, welcome])
  expect(page().canGoBack).toBe(false)
  expect(browse('about:back')).toEqual(page())
})

test('through a port that kubectl forwards, and kubectl proxy', () => {
  session = new Session(lab)
  session.goToStep(1)
  expect(shown(browse('localhost:8080'))).toEqual(['http://localhost:8080/', 'ERR_CONNECTION_REFUSED'])
  run('kubectl expose deployment web --port=81 --name=shut')
  run('kubectl port-forward service/web 8080:80 &')
  run('kubectl port-forward service/shut 8081:81 &')
  expect(shown(browse('localhost:8081'))).toEqual(['http://localhost:8081/', 'ERR_EMPTY_RESPONSE'])
  run('kubectl proxy &')
  expect(shown(browse('localhost:8080'))).toEqual(['http://localhost:8080/', 200, welcome])
  expect(browse('localhost:8001/api/v1/namespaces/default/services/web:80/proxy').loaded).toMatchObject({ status: 200, title: welcome, redirects: ['http://localhost:8001/api/v1/namespaces/default/services/web:80/proxy'] })
  expect(browse('localhost:8001/healthz').loaded).toMatchObject({ status: 200, title: 'localhost:8001/healthz', blocks: [{ kind: 'pre', text: 'ok' }] })
})
