// Ingresses, network policies, and where services lead.
import { each, fill, put, within } from '../defaults/fill.ts'
import { forbidden, invalidValue, notSupported, required } from '../resource.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type {
  EndpointSlice, Endpoints, HTTPIngressPath, Ingress, IngressBackend, IngressClass, IngressRule, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
} from '../types.gen.ts'
import { cidr, fails, immutable, ipAddress, isCidr, isIPv4, isIPv6, named, oneOf, port, type Errors } from '../validation/check.ts'
import { labelSelector } from '../validation/labels.ts'
import { dnsLabel, portName, portNumber, subdomain, wildcardSubdomain } from '../validation/names.ts'
import type { Kind } from './kind.ts'

export const ingresses: Kind<Ingress> = {
  check(errors, { spec }) {
    const { rules = [], defaultBackend, tls = [], ingressClassName } = spec ?? {}
    if (rules.length === 0 && !defaultBackend) errors.push(invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified'))
    if (defaultBackend) backend(errors, 'spec.defaultBackend', defaultBackend)
    rules.forEach((rule, i) => ingressRule(errors, `spec.rules[${i}]`, rule))
    tls.forEach(({ hosts = [], secretName }, i) => {
      hosts.forEach((host, j) => hostName(errors, `spec.tls[${i}].hosts[${j}]`, host))
      if (secretName) fails(errors, `spec.tls[${i}].secretName`, secretName, subdomain(secretName))
    })
    if (ingressClassName !== undefined) fails(errors, 'spec.ingressClassName', ingressClassName, subdomain(ingressClassName))
  },
  warnings: ({ metadata: { annotations = {} } }) => Object.hasOwn(annotations, 'kubernetes.io/ingress.class')
    ? ['annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead']
    : [],
}

const hostName = (errors: Errors, path: string, host: string): void =>
  fails(errors, path, host, host.includes('*') ? wildcardSubdomain(host) : subdomain(host))

function ingressRule(errors: Errors, path: string, { host, http }: IngressRule): void {
  if (host) {
    if (isIPv4(host) || isIPv6(host)) errors.push(invalidValue(`${path}.host`, host, 'must be a DNS name, not an IP address'))
    hostName(errors, `${path}.host`, host)
  }
  if (!http) return
  if (!http.paths?.length) errors.push(required(`${path}.http.paths`))
  http.paths?.forEach((each, i) => ingressPath(errors, `${path}.http.paths[${i}]`, each))
}

function ingressPath(errors: Errors, path: string, { path: url = '', pathType, backend: target }: HTTPIngressPath): void {
  if (pathType === undefined || pathType === null) return void errors.push(required(`${path}.pathType`, 'pathType must be specified'))
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!url.startsWith('/')) errors.push(invalidValue(`${path}.path`, url, 'must be an absolute path'))
    for (const sequence of ['//', '/./', '/../', '%2f', '%2F']) if (url.includes(sequence)) errors.push(invalidValue(`${path}.path`, url, `must not contain '${sequence}'`))
    for (const suffix of ['/..', '/.']) if (url.endsWith(suffix)) errors.push(invalidValue(`${path}.path`, url, `cannot end with '${suffix}'`))
  }
  else if (pathType !== 'ImplementationSpecific') errors.push(notSupported(`${path}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']))
  else if (url !== '' && !url.startsWith('/')) errors.push(invalidValue(`${path}.path`, url, 'must be an absolute path'))
  backend(errors, `${path}.backend`, target ?? {})
}

function backend(errors: Errors, path: string, { service, resource }: IngressBackend): void {
  if (service && resource) errors.push(invalidValue(path, '', 'cannot set both resource and service backends'))
  else if (service) {
    named(errors, `${path}.service.name`, service.name, dnsLabel)
    const { name = '', number = 0 } = service.port ?? {}
    if (name !== '' && number !== 0) errors.push(invalidValue(path, '', 'cannot set both port name & port number'))
    else if (name !== '') fails(errors, `${path}.service.port.name`, name, portName(name))
    else if (number !== 0) fails(errors, `${path}.service.port.number`, number, portNumber(number))
    else errors.push(required(path, 'port name or number is required'))
  }
  else if (!resource) errors.push(invalidValue(path, '', 'resource or service backend is required'))
}

export const ingressclasses: Kind<IngressClass> = {
  check(errors, { spec }) {
    const { controller = '' } = spec ?? {}
    if (controller === '') errors.push(required('spec.controller'))
    else if (!/^[^/]+\/./.test(controller)) errors.push(invalidValue('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")'))
  },
  checkUpdate: (errors, next, current) => immutable(errors, 'spec.controller', next.spec?.controller === current.spec?.controller, next.spec?.controller),
}

export const networkpolicies: Kind<NetworkPolicy> = {
  defaults: policy => within(policy, 'spec', spec => {
    const typed = spec.policyTypes?.length ? spec : put(spec, 'policyTypes', spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'])
    const ports = <R extends { readonly ports?: readonly NetworkPolicyPort[] }>(rules: readonly R[]): readonly R[] =>
      each(rules, rule => within(rule, 'ports', list => each(list, one => fill(one, { protocol: 'TCP' }))))
    return within(within(typed, 'ingress', ports), 'egress', ports)
  }),
  check(errors, { spec }) {
    const { podSelector, ingress = [], egress = [], policyTypes = [] }: Partial<NetworkPolicySpec> = spec ?? {}
    labelSelector(errors, 'spec.podSelector', podSelector)
    ingress.forEach(({ ports = [], from = [] }, i) => policyRule(errors, `spec.ingress[${i}]`, ports, 'from', from))
    egress.forEach(({ ports = [], to = [] }, i) => policyRule(errors, `spec.egress[${i}]`, ports, 'to', to))
    if (policyTypes.length > 2) errors.push(invalidValue('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes'))
    else policyTypes.forEach((type, i) => oneOf(errors, `spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']))
  },
}

function policyRule(errors: Errors, path: string, ports: readonly NetworkPolicyPort[], direction: string, peers: readonly NetworkPolicyPeer[]): void {
  ports.forEach(({ protocol, port: number, endPort }, i) => {
    const at = `${path}.ports[${i}]`
    oneOf(errors, `${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
    if (number !== undefined) port(errors, `${at}.port`, number)
    if (endPort === undefined) return
    if (typeof number !== 'number') errors.push(invalidValue(`${at}.endPort`, endPort, `may not be specified when \`port\` is ${number === undefined ? 'not specified' : 'non-numeric'}`))
    else if (endPort < number) errors.push(invalidValue(`${at}.endPort`, endPort, 'must be greater than or equal to `port`'))
    else fails(errors, `${at}.endPort`, endPort, portNumber(endPort))
  })
  peers.forEach(({ podSelector, namespaceSelector, ipBlock }, i) => {
    const at = `${path}.${direction}[${i}]`
    labelSelector(errors, `${at}.podSelector`, podSelector)
    labelSelector(errors, `${at}.namespaceSelector`, namespaceSelector)
    if (ipBlock) block(errors, `${at}.ipBlock`, ipBlock)
    if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(at, 'must specify a peer'))
    else if (ipBlock && (podSelector || namespaceSelector)) errors.push(forbidden(at, 'may not specify both ipBlock and another peer'))
  })
}

function block(errors: Errors, path: string, { cidr: range, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>): void {
  if (!range) return void errors.push(required(`${path}.cidr`))
  cidr(errors, `${path}.cidr`, range)
  if (!isCidr(range)) return
  except.forEach((inner, i) => {
    cidr(errors, `${path}.except[${i}]`, inner)
    if (isCidr(inner) && !strictlyWithin(inner, range)) errors.push(invalidValue(`${path}.except[${i}]`, inner, 'must be a strict subset of `cidr`'))
  })
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
  check: (errors, { subsets = [] }) => subsets.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = `subsets[${i}]`
    if (addresses.length + notReadyAddresses.length === 0) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'))
    addresses.forEach(({ ip }, j) => ipAddress(errors, `${path}.addresses[${j}].ip`, ip))
    notReadyAddresses.forEach(({ ip }, j) => ipAddress(errors, `${path}.notReadyAddresses[${j}].ip`, ip))
    ports.forEach(({ name = '', port: number }, j) => {
      if (name !== '') fails(errors, `${path}.ports[${j}].name`, name, dnsLabel(name))
      else if (ports.length > 1) errors.push(required(`${path}.ports[${j}].name`))
      fails(errors, `${path}.ports[${j}].port`, number, portNumber(number))
    })
  }),
}

export const endpointslices: Kind<EndpointSlice> = {
  defaults: slice => within(slice, 'ports', ports => each(ports, one => fill(one, { name: '', protocol: 'TCP' }))),
  check(errors, { addressType, endpoints: list, ports }) {
    oneOf(errors, 'addressType', addressType, ['IPv4', 'IPv6', 'FQDN'])
    list?.forEach(({ addresses = [], hostname }, i) => {
      if (addresses.length === 0) errors.push(required(`endpoints[${i}].addresses`, 'must contain at least 1 address'))
      if (addressType !== 'FQDN') addresses.forEach((ip, j) => ipAddress(errors, `endpoints[${i}].addresses[${j}]`, ip))
      if (hostname !== undefined) fails(errors, `endpoints[${i}].hostname`, hostname, dnsLabel(hostname))
    })
    ports?.forEach(({ name, appProtocol }, i) => {
      if (name) fails(errors, `ports[${i}].name`, name, dnsLabel(name))
      if (appProtocol !== undefined) fails(errors, `ports[${i}].appProtocol`, appProtocol, labelKeyFaults(appProtocol))
    })
  },
  checkUpdate: (errors, next, current) => immutable(errors, 'addressType', next.addressType === current.addressType, next.addressType),
}
