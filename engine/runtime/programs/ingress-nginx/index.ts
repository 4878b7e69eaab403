// ingress-nginx: what runs in the pods of the controller. It asks the API server with the token of its service account,
// and hands requests on over the network of its pod.
import { makeCertificate } from '../../../apiserver/tls/certificate.ts'
import { drawKey } from '../../../apiserver/tls/key.ts'
import { Random } from '../../../clock/random.ts'
import { StatusError } from '../../../apiserver/status.ts'
import type { Client } from '../../../client/client.ts'
import type { Proxied } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import { Running, type Task } from '../../task.ts'
import { Controller } from './controller.ts'
import { banner, say } from './log.ts'
import { optionsOf, type Options } from './options.ts'
import { Proxy } from './proxy.ts'
import { asSeenFromPods, StatusWriter } from './status.ts'

export const controllerName = 'nginx-ingress-controller'
const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token'
const retryMs = 2000
const drainMs = 10_000
const yearMs = 365 * 86_400_000
const memoryBytes = 74_000_000

/** `told` hears of each request that was answered. */
export const ingressController = (anybody: Client, told: (proxied: Proxied) => void): Program => function* (process): Task<number> {
  process.catch('TERM', 'INT', 'QUIT')
  process.err(banner)
  const token = (): string => process.machine.files.read(tokenFile) ?? ''
  if (token() === '') {
    say(process, 'F', 'main.go:78', `Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: open ${tokenFile}: no such file or directory`)
    return 255
  }
  say(process, 'W', 'client_config.go:667', 'Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.')
  say(process, 'I', 'main.go:205', `"Creating API client" host="https://${process.env.get('KUBERNETES_SERVICE_HOST') ?? '10.96.0.1'}:443"`)
  const options = optionsOf(process.args, process.env)
  const fake = fakeCertificate(process)
  say(process, 'I', 'main.go:101', '"SSL fake certificate created" file="/etc/ingress-controller/ssl/default-fake-certificate.pem"')
  say(process, 'I', 'nginx.go:271', '"Starting NGINX Ingress controller"')
  const client = anybody.bearing(token)
  const proxy = new Proxy(process, fake, told)
  const controller = yield* connect(process, client, options, proxy)
  if (!controller) return 0
  try { return yield* serve(process, client, options, controller, proxy) }
  finally { controller.stop() }
}

/** Tries until the API server tells it what it must know; undefined: it was told to stop. */
function* connect(process: Process, client: Client, options: Options, proxy: Proxy): Task<Controller | undefined> {
  for (;;) {
    try { return new Controller(process, client, options, proxy) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      say(process, 'E', 'reflector.go:204', `"Failed to watch" err="failed to list: ${asSeenFromPods(error.status.message)}"`)
    }
    yield* process.sleep(retryMs)
    if (process.takeSignal()) return undefined
  }
}

function* serve(process: Process, client: Client, options: Options, controller: Controller, proxy: Proxy): Task<number> {
  say(process, 'I', 'nginx.go:317', '"Starting NGINX process"')
  process.use({ memoryBytes })
  const nginx = process.spawn(listening(proxy), ['nginx:', 'master', 'process', '/usr/bin/nginx', '-c', '/etc/nginx/nginx.conf'])
  process.listen(10_254, { http: ({ path }) => ({ status: path === '/healthz' || path === '/metrics' ? 200 : 404, body: path === '/healthz' ? 'ok' : '' }) })
  const status = new StatusWriter(process, client, options, controller)
  const writing = new Running(status.run())
  try { yield* process.nextSignal() }
  finally { writing.abandon() }
  say(process, 'I', 'sigterm.go:36', '"Received SIGTERM, shutting down"')
  say(process, 'I', 'nginx.go:393', '"Shutting down controller queues"')
  status.clear()
  say(process, 'I', 'nginx.go:401', '"Stopping admission controller"')
  say(process, 'I', 'nginx.go:409', '"Stopping NGINX process"')
  nginx.signal('QUIT')
  say(process, 'I', 'nginx.go:422', '"NGINX process has stopped"')
  say(process, 'I', 'sigterm.go:44', 'Handled quit, delaying controller exit for 10 seconds')
  yield* process.sleep(drainMs)
  say(process, 'I', 'sigterm.go:47', '"Exiting" code=0')
  return 0
}

const listening = (proxy: Proxy): Program => function* (nginx) {
  nginx.listen(80, proxy.plain)
  nginx.listen(443, proxy.encrypted)
  nginx.catch('QUIT')
  yield* nginx.nextSignal()
  return 0
}

/** For hosts without a certificate: one of its own making, that nobody trusts. */
function fakeCertificate({ unixMs, machine }: Process): string {
  const subject = [['O', 'Acme Co'], ['CN', 'Kubernetes Ingress Controller Fake Certificate']] as const
  const random = new Random(0).fork(`${machine.name} ${unixMs}`)
  const serial = [0x01, ...Array.from({ length: 15 }, () => random.below(256))]
  return makeCertificate({ subject, key: drawKey(random), serial, fromMs: unixMs, untilMs: unixMs + yearMs, alternativeNames: [{ kind: 'DNS', text: 'ingress.local' }], isAuthority: false })
}

/** Run before the pod is stopped: it ends the controller, and waits for it. */
export const waitShutdown: Program = function* (process): Task<number> {
  const controller = process.machine.processes.get(1)
  if (!controller) return 0
  controller.signal('TERM')
  yield controller.exited()
  return 0
}
