// Ingresses, network policies, and where services lead.
import { each, fill, put, within } from '../defaults/fill.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type {
  EndpointAddress, EndpointSlice, Endpoints, HTTPIngressPath, Ingress, IngressBackend, IngressClass, IngressClassParametersReference, IngressSpec, IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
  NetworkPolicyPort, NetworkPolicySpec, TypedLocalObjectReference,
} from '../types.gen.ts'
import { cidr, domainPrefixed, fails, immutable, ipAddress, isCidr, isIPv4, isIPv6, named, notSpecial, oneOf, oneOfIfSet, port, seenBefore } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { labelSelector } from '../validation/labels.ts'
import { dnsLabel, pathSegment, portName, portNumber, subdomain, wildcardSubdomain } from '../validation/names.ts'
import { amongIfGiven, each as forEach, given, holdTo, nameIfGiven, type Rule, type Rules } from '../validation/rules.ts'
import { reachedAt } from '../validation/status.ts'
import type { Kind } from './kind.ts'

const formerClass = 'kubernetes.io/ingress.class'

export const ingresses: Kind<Ingress> = {
  check(root, { metadata: { annotations = {}, resourceVersion }, spec = {} }) {
    const path = root.to('spec')
    if (!spec.rules?.length && !spec.defaultBackend) path.invalid(null, 'either `defaultBackend` or `rules` must be specified')
    holdTo(path, spec, ingressRules)
    const { [formerClass]: former } = annotations
    if (resourceVersion === '' && former !== undefined && spec.ingressClassName !== undefined) root.to(`annotations.${formerClass}`).invalid(former, 'can not be set when the class field is also set')
  },
  checkStatus: (root, { status }) => forEach(reachedAt)(root.to('status.loadBalancer.ingress'), status.loadBalancer?.ingress),
  warnings: ({ metadata: { annotations = {} } }) => Object.hasOwn(annotations, formerClass)
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
  else if (resource) localReference(path.to('resource'), resource)
  else path.invalid('', 'resource or service backend is required')
}

function localReference(path: Path, { apiGroup, kind, name }: TypedLocalObjectReference): void {
  if (apiGroup !== undefined) fails(path.to('apiGroup'), apiGroup, subdomain(apiGroup))
  for (const [field, text] of [['kind', kind], ['name', name]] as const) {
    if (text) fails(path.to(field), text, pathSegment(text))
    else path.to(field).required(`${field} is required`)
  }
}

function parameters(path: Path, given: IngressClassParametersReference): void {
  const { scope = '', namespace } = given
  localReference(path, given)
  if (scope === '') path.to('scope').required()
  else if (scope === 'Namespace') {
    if (namespace === undefined) path.to('namespace').required('`parameters.scope` is set to \'Namespace\'')
    else fails(path.to('namespace'), namespace, dnsLabel(namespace))
  }
  else if (scope !== 'Cluster') path.to('scope').notSupported(scope, ['Cluster', 'Namespace'])
  else if (namespace !== undefined) path.to('namespace').forbidden('`parameters.scope` is set to \'Cluster\'')
}

const longestController = 250

export const ingressclasses: Kind<IngressClass> = {
  defaults: ingressClass => within(ingressClass, 'spec', spec => within(spec, 'parameters', given => fill(given, { scope: 'Cluster' }))),
  checksChangeFirst: true,
  check(root, { spec }) {
    const { controller = '' } = spec ?? {}
    if (controller.length > longestController) root.to('spec.controller').tooLong(longestController)
    domainPrefixed(root.to('spec.controller'), controller)
    if (spec?.parameters) parameters(root.to('spec.parameters'), spec.parameters)
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
    else forEach(amongIfGiven('Ingress', 'Egress'))(path.to('policyTypes'), policyTypes)
  },
}

const policyRule = (path: Path, rule: NetworkPolicyIngressRule & NetworkPolicyEgressRule): void => holdTo(path, rule, { ports: forEach(policyPort), from: peers, to: peers })

const policyPort: Rule<NetworkPolicyPort> = (path, { protocol, port: number, endPort }) => {
  oneOfIfSet(path.to('protocol'), protocol, ['TCP', 'UDP', 'SCTP'])
  const at = path.to('endPort')
  if (endPort !== undefined && typeof number !== 'number') at.invalid(endPort, `may not be specified when \`port\` is ${number === undefined ? 'not specified' : 'non-numeric'}`)
  if (number !== undefined) port(path.to('port'), number)
  if (endPort === undefined || typeof number !== 'number') return
  if (endPort < number) at.invalid(number, 'must be greater than or equal to `port`')
  fails(at, endPort, portNumber(endPort))
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

const protocols = ['SCTP', 'TCP', 'UDP']

const endpointAddress: Rule<EndpointAddress> = (path, { ip, hostname, nodeName }) => {
  ipAddress(path.to('ip'), ip)
  if (hostname) fails(path.to('hostname'), hostname, dnsLabel(hostname))
  if (nodeName !== undefined) fails(path.to('nodeName'), nodeName, subdomain(nodeName))
  if (!isIPv4(ip) && !isIPv6(ip)) path.to('ip').invalid(ip, 'must be a valid IP address')
  notSpecial(path.to('ip'), ip)
}

export const endpoints: Kind<Endpoints> = {
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  defaults: object => within(object, 'subsets', subsets => each(subsets, subset =>
    within(subset, 'ports', ports => each(ports, one => fill(one, { protocol: 'TCP' }))))),
  check: (root, { subsets = [] }) => subsets.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = root.to(`subsets[${i}]`)
    if (addresses.length + notReadyAddresses.length === 0) path.required('must specify `addresses` or `notReadyAddresses`')
    forEach(endpointAddress)(path.to('addresses'), addresses)
    forEach(endpointAddress)(path.to('notReadyAddresses'), notReadyAddresses)
    ports.forEach(({ name = '', port: number, protocol, appProtocol }, j) => {
      const at = path.to('ports').to(j)
      if (name !== '') fails(at.to('name'), name, dnsLabel(name))
      else if (ports.length > 1) at.to('name').required()
      fails(at.to('port'), number, portNumber(number))
      oneOf(at.to('protocol'), protocol, protocols)
      if (appProtocol !== undefined) fails(at.to('appProtocol'), appProtocol, labelKeyFaults(appProtocol))
    })
  }),
}

const mostAddresses = 100

export const endpointslices: Kind<EndpointSlice> = {
  defaults: slice => within(slice, 'ports', ports => each(ports, one => fill(one, { name: '', protocol: 'TCP' }))),
  check(root, { addressType, endpoints: list, ports }) {
    oneOf(root.to('addressType'), addressType, ['FQDN', 'IPv4', 'IPv6'])
    list?.forEach(({ addresses = [], hostname }, i) => {
      if (addresses.length === 0) root.to(`endpoints[${i}].addresses`).required('must contain at least 1 address')
      if (addresses.length > mostAddresses) root.to(`endpoints[${i}].addresses`).tooMany(addresses.length, mostAddresses)
      addresses.forEach((address, j) => {
        const at = root.to(`endpoints[${i}].addresses[${j}]`)
        if (addressType === 'FQDN') return fails(at, address, subdomain(address))
        if (addressType !== 'IPv4' && addressType !== 'IPv6') return
        if (!(addressType === 'IPv6' ? isIPv6 : isIPv4)(address)) at.invalid(address, `must be a valid ${addressType} address`)
        notSpecial(at, address)
      })
      if (hostname !== undefined) fails(root.to(`endpoints[${i}].hostname`), hostname, dnsLabel(hostname))
    })
    const seen = seenBefore()
    ports?.forEach(({ name = '', protocol, appProtocol }, i) => {
      if (name !== '') fails(root.to(`ports[${i}].name`), name, dnsLabel(name))
      if (seen(name)) root.to(`ports[${i}].name`).duplicate(name)
      oneOf(root.to(`ports[${i}].protocol`), protocol, protocols)
      if (appProtocol !== undefined) fails(root.to(`ports[${i}].appProtocol`), appProtocol, labelKeyFaults(appProtocol))
    })
  },
  checkUpdate: (root, next, current) => immutable(root.to('addressType'), next.addressType === current.addressType, next.addressType),
}
