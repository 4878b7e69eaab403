// Ingresses, network policies, and where services lead.
import { each, fill, put, within } from '../defaults/fill.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type {
  EndpointSlice, Endpoints, HTTPIngressPath, Ingress, IngressBackend, IngressClass, IngressSpec, IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
  NetworkPolicyPort, NetworkPolicySpec,
} from '../types.gen.ts'
import { cidr, fails, immutable, ipAddress, isCidr, isIPv4, isIPv6, named, oneOf, port } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { labelSelector } from '../validation/labels.ts'
import { dnsLabel, portName, portNumber, subdomain, wildcardSubdomain } from '../validation/names.ts'
import { among, each as forEach, given, holdTo, nameIfGiven, type Rule, type Rules } from '../validation/rules.ts'
import { reachedAt } from '../validation/status.ts'
import type { Kind } from './kind.ts'

export const ingresses: Kind<Ingress> = {
  check(root, { spec = {} }) {
    const path = root.to('spec')
    if (!spec.rules?.length && !spec.defaultBackend) path.invalid(null, 'either `defaultBackend` or `rules` must be specified')
    holdTo(path, spec, ingressRules)
  },
  checkStatus: (root, { status }) => forEach(reachedAt)(root.to('status.loadBalancer.ingress'), status.loadBalancer?.ingress),
  warnings: ({ metadata: { annotations = {} } }) => Object.hasOwn(annotations, 'kubernetes.io/ingress.class')
    ? ['annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead']
    : [],
}

const hostName = (path: Path, host: string): void =>
  fails(path, host, host.includes('*') ? wildcardSubdomain(host) : subdomain(host))

const ingressRules: Rules<IngressSpec> = {
  defaultBackend: given(backend),
  rules: forEach((path, { host, http }) => {
    if (host) {
      if (isIPv4(host) || isIPv6(host)) path.to('host').invalid(host, 'must be a DNS name, not an IP address')
      hostName(path.to('host'), host)
    }
    if (http) holdTo(path.to('http'), http, { paths: (at, paths) => paths?.length ? forEach(ingressPath)(at, paths) : at.required() })
  }),
  tls: forEach((path, tls) => holdTo(path, tls, { hosts: forEach(hostName), secretName: nameIfGiven(subdomain) })),
  ingressClassName: (path, text) => { if (text !== undefined) fails(path, text, subdomain(text)) },
}

function ingressPath(path: Path, { path: url = '', pathType, backend: target }: HTTPIngressPath): void {
  if (pathType === undefined || pathType === null) return void path.to('pathType').required('pathType must be specified')
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!url.startsWith('/')) path.to('path').invalid(url, 'must be an absolute path')
    for (const sequence of ['//', '/./', '/../', '%2f', '%2F']) if (url.includes(sequence)) path.to('path').invalid(url, `must not contain '${sequence}'`)
    for (const suffix of ['/..', '/.']) if (url.endsWith(suffix)) path.to('path').invalid(url, `cannot end with '${suffix}'`)
  }
  else if (pathType !== 'ImplementationSpecific') path.to('pathType').notSupported(pathType, ['Exact', 'ImplementationSpecific', 'Prefix'])
  else if (url !== '' && !url.startsWith('/')) path.to('path').invalid(url, 'must be an absolute path')
  backend(path.to('backend'), target ?? {})
}

function backend(path: Path, { service, resource }: IngressBackend): void {
  if (service && resource) path.invalid('', 'cannot set both resource and service backends')
  else if (service) {
    named(path.to('service.name'), service.name, dnsLabel)
    const { name = '', number = 0 } = service.port ?? {}
    if (name !== '' && number !== 0) path.invalid('', 'cannot set both port name & port number')
    else if (name !== '') fails(path.to('service.port.name'), name, portName(name))
    else if (number !== 0) fails(path.to('service.port.number'), number, portNumber(number))
    else path.required('port name or number is required')
  }
  else if (!resource) path.invalid('', 'resource or service backend is required')
}

export const ingressclasses: Kind<IngressClass> = {
  check(root, { spec }) {
    const { controller = '' } = spec ?? {}
    if (controller === '') root.to('spec.controller').required()
    else if (!/^[^/]+\/./.test(controller)) root.to('spec.controller').invalid(controller, 'must be a domain-prefixed path (such as "acme.io/foo")')
  },
  checkUpdate: (root, next, current) => immutable(root.to('spec.controller'), next.spec?.controller === current.spec?.controller, next.spec?.controller),
}

export const networkpolicies: Kind<NetworkPolicy> = {
  defaults: policy => within(policy, 'spec', spec => {
    const typed = spec.policyTypes?.length ? spec : put(spec, 'policyTypes', spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'])
    const ports = <R extends { readonly ports?: readonly NetworkPolicyPort[] }>(rules: readonly R[]): readonly R[] =>
      each(rules, rule => within(rule, 'ports', list => each(list, one => fill(one, { protocol: 'TCP' }))))
    return within(within(typed, 'ingress', ports), 'egress', ports)
  }),
  check(root, { spec }) {
    const { podSelector, ingress = [], egress = [], policyTypes = [] }: Partial<NetworkPolicySpec> = spec ?? {}
    const path = root.to('spec')
    labelSelector(path.to('podSelector'), podSelector)
    forEach(policyRule)(path.to('ingress'), ingress)
    forEach(policyRule)(path.to('egress'), egress)
    if (policyTypes.length > 2) path.to('policyTypes').invalid(policyTypes, 'may not specify more than two policyTypes')
    else forEach(among('Ingress', 'Egress'))(path.to('policyTypes'), policyTypes)
  },
}

const policyRule = (path: Path, rule: NetworkPolicyIngressRule & NetworkPolicyEgressRule): void => holdTo(path, rule, { ports: forEach(policyPort), from: peers, to: peers })

const policyPort: Rule<NetworkPolicyPort> = (path, { protocol, port: number, endPort }) => {
  oneOf(path.to('protocol'), protocol, ['TCP', 'UDP', 'SCTP'])
  if (number !== undefined) port(path.to('port'), number)
  if (endPort === undefined) return
  const at = path.to('endPort')
  if (typeof number !== 'number') at.invalid(endPort, `may not be specified when \`port\` is ${number === undefined ? 'not specified' : 'non-numeric'}`)
  else if (endPort < number) at.invalid(endPort, 'must be greater than or equal to `port`')
  else fails(at, endPort, portNumber(endPort))
}

const peers = forEach<NetworkPolicyPeer>((path, peer) => {
  holdTo(path, peer, { podSelector: labelSelector, namespaceSelector: labelSelector, ipBlock: given(block) })
  const { podSelector, namespaceSelector, ipBlock } = peer
  if (!podSelector && !namespaceSelector && !ipBlock) path.required('must specify a peer')
  else if (ipBlock && (podSelector || namespaceSelector)) path.forbidden('may not specify both ipBlock and another peer')
})

function block(path: Path, { cidr: range, except }: IPBlock): void {
  if (!range) return path.to('cidr').required()
  cidr(path.to('cidr'), range)
  if (!isCidr(range)) return
  forEach<string>((at, inner) => {
    cidr(at, inner)
    if (isCidr(inner) && !strictlyWithin(inner, range)) at.invalid(inner, 'must be a strict subset of `cidr`')
  })(path.to('except'), except)
}

function strictlyWithin(inner: string, outer: string): boolean {
  const [innerBase, innerBits] = network(inner)
  const [outerBase, outerBits] = network(outer)
  if (innerBase === undefined || outerBase === undefined) return innerBits > outerBits // the bits of IPv6 are not compared
  const mask = outerBits === 0 ? 0 : 0xffffffff << 32 - outerBits
  return innerBits > outerBits && (innerBase & mask) === (outerBase & mask)
}

function network(text: string): readonly [number | undefined, number] {
  const [address = '', bits = ''] = text.split('/')
  return [isIPv4(address) ? address.split('.').reduce((all, octet) => all << 8 | Number(octet), 0) : undefined, Number(bits)]
}

export const endpoints: Kind<Endpoints> = {
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  defaults: object => within(object, 'subsets', subsets => each(subsets, subset =>
    within(subset, 'ports', ports => each(ports, one => fill(one, { protocol: 'TCP' }))))),
  check: (root, { subsets = [] }) => subsets.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = root.to(`subsets[${i}]`)
    if (addresses.length + notReadyAddresses.length === 0) path.required('must specify `addresses` or `notReadyAddresses`')
    addresses.forEach(({ ip }, j) => ipAddress(path.to(`addresses[${j}].ip`), ip))
    notReadyAddresses.forEach(({ ip }, j) => ipAddress(path.to(`notReadyAddresses[${j}].ip`), ip))
    ports.forEach(({ name = '', port: number }, j) => {
      if (name !== '') fails(path.to(`ports[${j}].name`), name, dnsLabel(name))
      else if (ports.length > 1) path.to(`ports[${j}].name`).required()
      fails(path.to(`ports[${j}].port`), number, portNumber(number))
    })
  }),
}

export const endpointslices: Kind<EndpointSlice> = {
  defaults: slice => within(slice, 'ports', ports => each(ports, one => fill(one, { name: '', protocol: 'TCP' }))),
  check(root, { addressType, endpoints: list, ports }) {
    oneOf(root.to('addressType'), addressType, ['IPv4', 'IPv6', 'FQDN'])
    list?.forEach(({ addresses = [], hostname }, i) => {
      if (addresses.length === 0) root.to(`endpoints[${i}].addresses`).required('must contain at least 1 address')
      if (addressType !== 'FQDN') addresses.forEach((ip, j) => ipAddress(root.to(`endpoints[${i}].addresses[${j}]`), ip))
      if (hostname !== undefined) fails(root.to(`endpoints[${i}].hostname`), hostname, dnsLabel(hostname))
    })
    ports?.forEach(({ name, appProtocol }, i) => {
      if (name) fails(root.to(`ports[${i}].name`), name, dnsLabel(name))
      if (appProtocol !== undefined) fails(root.to(`ports[${i}].appProtocol`), appProtocol, labelKeyFaults(appProtocol))
    })
  },
  checkUpdate: (root, next, current) => immutable(root.to('addressType'), next.addressType === current.addressType, next.addressType),
}
