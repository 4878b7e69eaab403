// What webhooks and policies of admission share: which requests concern them, and whom they ask.
import type { MatchCondition, MatchResources, RuleWithOperations, WebhookClientConfig } from '../types.gen.ts'
import { fails, present, seenBefore } from './check.ts'
import { labelSelector } from './labels.ts'
import { portNumber, qualifiedName } from './names.ts'
import type { Path } from './path.ts'
import { among, amongIfGiven, each, given, holdTo, type Rule, type Rules } from './rules.ts'

export const failurePolicy = ['Fail', 'Ignore']
const matchPolicy = ['Equivalent', 'Exact']

/** A list that says something: `*` alone, or anything else. */
const listed = (others: string): Rule<readonly string[] | undefined> => (path, list = []) => {
  if (list.length === 0) path.required()
  if (list.length > 1 && list.includes('*')) path.invalid(list, `if '*' is present, must not specify other ${others}`)
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

function resources(path: Path, list: readonly string[] = []): void {
  if (list.length === 0) path.required()
  const [parents, children] = [new Set<string>(), new Set<string>()]
  list.forEach((resource, i) => {
    const [parent = '', child] = resource.split('/', 2)
    if (resource === '') path.to(i).required()
    if (child === undefined) return
    if (parents.has(parent)) path.to(i).invalid(resource, `if '${parent}/*' is present, must not specify ${resource}`)
    if (children.has(child)) path.to(i).invalid(resource, `if '*/${child}' is present, must not specify ${resource}`)
    if (child === '*') parents.add(parent)
    if (parent === '*') children.add(child)
  })
  if (list.length > 1 && list.includes('*/*')) path.invalid(list, 'if \'*/*\' is present, must not specify other resources')
  if (list.includes('*') && list.some(resource => resource !== '' && resource !== '*' && !resource.includes('/'))) path.invalid(list, 'if \'*\' is present, must not specify other resources without subresources')
}

const rule: Rules<RuleWithOperations> = {
  operations(path, list) {
    listed('operations')(path, list)
    list?.forEach((operation, i) => { amongIfGiven(...operations)(path.to(i), operation) })
  },
  apiGroups: listed('API groups'),
  apiVersions(path, list) {
    listed('API versions')(path, list)
    list?.forEach((version, i) => { present(path.to(i), version) })
  },
  resources,
  scope: amongIfGiven('*', 'Cluster', 'Namespaced'),
}

export const rules = each<RuleWithOperations>((path, given) => { holdTo(path, given, rule) })

export const matchResources: Rules<MatchResources> = {
  matchPolicy: among(...matchPolicy),
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  resourceRules: rules,
  excludeResourceRules: rules,
}

export const matchConditions: Rule<readonly MatchCondition[] | undefined> = given((path, conditions) => {
  const seen = seenBefore()
  if (conditions.length > 64) path.tooMany(conditions.length, 64)
  conditions.forEach(({ name, expression }, i) => {
    const at = path.to(i)
    if (!expression.trim()) at.to('expression').required()
    if (name) fails(at.to('name'), name, qualifiedName(name))
    else at.to('name').required()
    if (name && seen(name)) at.to('name').duplicate(name)
  })
})

/** Where a webhook is: at an address, or behind a Service. */
export function webhookAt(path: Path, { url, service }: WebhookClientConfig = {}): void {
  if ((url === undefined) === (service === undefined)) return path.required('exactly one of url or service is required')
  if (url !== undefined) return address(path.to('url'), url)
  holdTo(path.to('service'), service ?? { name: '', namespace: '' }, {
    name: (at, name) => { if (!name) at.required('service name is required') },
    namespace: (at, namespace) => { if (!namespace) at.required('service namespace is required') },
    port: given((at, port) => { fails(at, port, portNumber(port).map(fault => `port is not valid: ${fault}`)) }),
    path: given((at, text) => { if (!text.startsWith('/')) at.invalid(text, 'must start with a \'/\'') }),
  })
}

function address(path: Path, url: string): void {
  const form = '; desired format: https://host[/path]'
  const [, scheme = '', host = '', query = '', fragment = ''] = /^(?:([a-z][\w+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/is.exec(url) ?? []
  if (scheme !== 'https') path.invalid(scheme, `'https' is the only allowed URL scheme${form}`)
  if (host === '') path.invalid(host, `host must be specified${form}`)
  if (host.includes('@')) path.invalid(host.slice(0, host.lastIndexOf('@')), 'user information is not permitted in the URL')
  if (fragment) path.invalid(fragment, 'fragments are not permitted in the URL')
  if (query) path.invalid(query, 'query parameters are not permitted in the URL')
}
