import type { Json, JsonObject } from '../../apiserver/object.ts'
import type { Program } from '../../client/program.ts'
import { createObject, rememberingSent } from './create/generator.ts'
import { at, isObject, listAt, textAt, textsAt } from './fields.ts'
import { raise } from './failure.ts'
import type { Subject } from './manifests.ts'
import { withOverrides } from './run.ts'
import { fetched, subjectsOf } from './targets.ts'
import { recorded, recordFlag } from './record.ts'
import { fileFlags, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

export const expose: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...recordFlag,
    'cluster-ip': { kind: 'text' },
    'external-ip': { kind: 'text' },
    'field-manager': { kind: 'text', usual: 'kubectl-expose' },
    'labels': { kind: 'text', short: 'l' },
    'load-balancer-ip': { kind: 'text' },
    'name': { kind: 'text' },
    'override-type': { kind: 'text', usual: 'merge' },
    'overrides': { kind: 'text' },
    'port': { kind: 'text' },
    'protocol': { kind: 'text' },
    'save-config': { kind: 'switch' },
    'selector': { kind: 'text' },
    'session-affinity': { kind: 'text' },
    'target-port': { kind: 'text' },
    'type': { kind: 'text' },
  },
  run: function* (call) {
    const { subjects, errors } = yield* subjectsOf(call, call.flags.args, { selects: false })
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* exposeOne(subject, call) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    return 0
  },
}

const exposable = new Set(['pods', 'replicationcontrollers', 'replicasets.apps', 'deployments.apps', 'services'])

function* exposeOne(subject: Subject, call: Call): Program<void> {
  const { flags } = call
  const { definition: { group, plural, kind } } = subject
  if (!exposable.has(group === '' ? plural : `${plural}.${group}`)) throw new UsageError(`cannot expose a ${kind}${group === '' ? '' : `.${group}`}`)
  const object = yield* fetched(subject)
  const selector = selectorOf(object, call)
  const containers = plural === 'pods' ? listAt(object, 'spec', 'containers') : listAt(object, 'spec', 'template', 'spec', 'containers')
  const found = plural === 'services' ? listAt(object, 'spec', 'ports') : containers.flatMap(container => listAt(container, 'ports'))
  const ports = portsOf(found, call)
  const name = flags.text('name') ?? subject.name.slice(0, 63)
  const labels = flags.has('labels') ? pairsOf(flags.text('labels') ?? '') : textsAt(object, 'metadata', 'labels')
  const [type = '', clusterIp = '', affinity = '', externalIp = '', loadBalancerIp = ''] =
    ['type', 'cluster-ip', 'session-affinity', 'external-ip', 'load-balancer-ip'].map(flag => flags.text(flag) ?? '')
  const service: JsonObject = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...Object.keys(labels).length > 0 && { labels } },
    spec: {
      ports,
      selector,
      ...clusterIp !== '' && { clusterIP: clusterIp === 'None' ? 'None' : clusterIp },
      ...type !== '' && { type },
      ...externalIp !== '' && { externalIPs: [externalIp] },
      ...affinity !== '' && { sessionAffinity: affinity },
      ...loadBalancerIp !== '' && type === 'LoadBalancer' && { loadBalancerIP: loadBalancerIp },
    },
    status: { loadBalancer: {} },
  }
  yield* createObject(call, rememberingSent(recorded(withOverrides(service, call), call), call), undefined, 'exposed')
}

function selectorOf(object: JsonObject, { flags }: Call): Readonly<Record<string, string>> {
  const given = flags.text('selector') ?? ''
  if (given !== '') return pairsOf(given)
  const kind = textAt(object, 'kind')
  if (kind === 'Pod') {
    const labels = textsAt(object, 'metadata', 'labels')
    if (Object.keys(labels).length === 0) throw new UsageError('couldn\'t retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed')
    return labels
  }
  if (kind === 'Service' || kind === 'ReplicationController') {
    const selector = textsAt(object, 'spec', 'selector')
    if (Object.keys(selector).length === 0) throw new UsageError('couldn\'t retrieve selectors via --selector flag or introspection: the service has no pod selector set')
    return selector
  }
  if (listAt(object, 'spec', 'selector', 'matchExpressions').length > 0)
    throw new UsageError('couldn\'t retrieve selectors via --selector flag or introspection: couldn\'t convert expressions - "' + JSON.stringify(at(object, 'spec', 'selector', 'matchExpressions')) + '" to map-based selector format')
  return textsAt(object, 'spec', 'selector', 'matchLabels')
}

function portsOf(found: readonly Json[], { flags }: Call): readonly Json[] {
  const given = flags.text('port') ?? ''
  const numbers = given === '' ? found.map(port => Number(at(port, 'containerPort') ?? at(port, 'port'))) : given.split(',').map(portNumber)
  if (numbers.length === 0) throw new UsageError('couldn\'t find port via --port flag or introspection')
  const target = flags.text('target-port')
  const protocolOf = (port: number): string => flags.text('protocol')
    ?? (textAt(found.filter(isObject).find(known => known['containerPort'] === port || known['port'] === port), 'protocol') || 'TCP')
  return numbers.map((port, i) => ({
    ...numbers.length > 1 && { name: `port-${i + 1}` },
    protocol: protocolOf(port),
    port,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }))
}

function portNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

function pairsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map(part => {
    const equals = part.indexOf('=')
    if (equals <= 0) throw new UsageError(`unexpected label spec: ${part}`)
    return [part.slice(0, equals), part.slice(equals + 1)]
  }))
}
