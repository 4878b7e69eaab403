// A cluster with an Ingress controller, applications behind it, and a reader in front of it.
import { settle } from '../../../engine/lab/settle.ts'
import { World, type Ran, type WorldOptions } from '../../../engine/lab/world.ts'

export const nodeAddress = '172.18.0.2'
export const ports = 'ingress-nginx-controller'

/** An application that tells what it was asked: its name, the path and the headers that proxies set. */
const app = (name: string, port: number, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: app, image: kicbase/echo-server, ports: [{containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}-service}
spec: {selector: {app: ${name}}, ports: [{port: ${port}, targetPort: 8080}]${more}}
`

export const apps = [app('analytics', 3000), app('shopping', 8080), app('myapp', 8080)].join('---\n')

export class IngressStage {
  readonly world: World
  private httpPort = 80

  constructor(options: WorldOptions = {}) {
    this.world = new World({ nodes: 2, addons: ['coredns', 'ingress-nginx'], ...options })
    settle(this.world)
    this.run('kubectl apply -f -', apps)
    this.pass(60)
    this.httpPort = Number(this.say(`kubectl get svc -n ingress-nginx ${ports} -o jsonpath='{.spec.ports[0].nodePort}'`)) || 80
  }

  run(line: string, stdin?: string): Ran {
    const ran = this.world.apply({ atMs: this.world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
    if (!ran) throw new Error(`${line} did not run`)
    return ran
  }

  /** What a command writes, of both kinds. */
  say(line: string, stdin?: string): string {
    const { stdout, stderr } = this.run(line, stdin)
    return stdout + stderr
  }

  pass(seconds: number): void { this.world.cluster.clock.advanceTo(this.world.nowMs + seconds * 1000) }

  /** Applies, and waits until the controller has taken it up. */
  apply(manifest: string): string {
    const said = this.say('kubectl apply -f -', manifest)
    this.pass(5)
    return said
  }

  get port(): number { return this.httpPort }
  get tlsPort(): number { return Number(this.say(`kubectl get svc -n ingress-nginx ${ports} -o jsonpath='{.spec.ports[1].nodePort}'`)) }

  /** A request by plain HTTP: who answers, and what he was asked for; or the title of an error. */
  ask(host: string, path: string, more = ''): string {
    const body = this.say(`curl -s ${more} -H 'Host: ${host}' http://${nodeAddress}:${this.port}${path}`)
    const [, title] = /<title>(.*)<\/title>/.exec(body) ?? []
    const [, pod] = /^Hostname: ([a-z]+)-/m.exec(body) ?? []
    const [, asked] = /^GET (\S+) /m.exec(body) ?? []
    return title ?? (pod === undefined ? body : `${pod} ${asked ?? ''}`)
  }
}

export interface Rule { readonly path?: string, readonly type?: string, readonly service?: string, readonly port?: number }

/** An Ingress in a few words. */
export function ingress(name: string, hosts: Readonly<Record<string, readonly Rule[]>>, { annotations = {}, spec = {}, className = 'nginx' }: { readonly annotations?: Readonly<Record<string, string>>, readonly spec?: object, readonly className?: string } = {}): string {
  const rules = Object.entries(hosts).map(([host, paths]) => ({
    ...host !== '*' && { host },
    http: { paths: paths.map(({ path = '/', type = 'Prefix', service = 'myapp-service', port = 8080 }) => ({ path, pathType: type, backend: { service: { name: service, port: { number: port } } } })) },
  }))
  return JSON.stringify({
    apiVersion: 'networking.k8s.io/v1', kind: 'Ingress',
    metadata: { name, annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value])) },
    spec: { ...className !== '' && { ingressClassName: className }, ...rules.length > 0 && { rules }, ...spec },
  })
}
