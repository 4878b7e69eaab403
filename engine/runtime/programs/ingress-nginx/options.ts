// What the controller is told when it starts: its flags, as the manifests set them.
import type { Selection } from './classes.ts'

export interface Options extends Selection {
  /** `ingress-nginx/ingress-nginx-controller`: the Service whose address Ingresses get. */
  readonly publishService: string
  /** This address instead. */
  readonly publishAddress: string
  /** Or those of the nodes that it runs on. */
  readonly reportsNodes: boolean
  readonly configMap: string
  readonly defaultBackend: string
  readonly defaultCertificate: string
  readonly election: string
  /** Only what is in this namespace. */
  readonly namespace: string
}

export function optionsOf(args: readonly string[], env: ReadonlyMap<string, string>): Options {
  const filled = (text: string): string => text.replace(/\$\((\w+)\)/g, (_, name: string) => env.get(name) ?? '')
  const flags = new Map(args.filter(arg => arg.startsWith('--')).map(arg => {
    const [name = '', ...value] = arg.slice(2).split('=')
    return [name, value.length > 0 ? filled(value.join('=')) : 'true'] as const
  }))
  const text = (name: string, usual = ''): string => flags.get(name) ?? usual
  return {
    ingressClass: text('ingress-class', 'nginx'),
    controllerClass: text('controller-class', 'k8s.io/ingress-nginx'),
    takesClassless: text('watch-ingress-without-class') === 'true',
    publishService: text('publish-service'),
    publishAddress: text('publish-status-address'),
    reportsNodes: text('report-node-internal-ip-address') === 'true',
    configMap: text('configmap'),
    defaultBackend: text('default-backend-service'),
    defaultCertificate: text('default-ssl-certificate'),
    election: text('election-id', 'ingress-controller-leader'),
    namespace: text('watch-namespace'),
  }
}
