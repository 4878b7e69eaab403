// What the arguments of a command could be: kinds, names, pods, contexts.
import { demand, type Program } from '../../../client/program.ts'
import { listAt, textAt } from '../fields.ts'
import { namesIn, readConfig, type Section } from '../kubeconfig.ts'
import { jsonOf } from '../targets.ts'
import { among, anyFile, directive, kindsFor, namesOf, nothing, type Asked, type Offer } from './offer.ts'

type Source = (asked: Asked) => Program<Offer>

/** A kind, and then names of it; or both in one word. */
const kindsAndNames = (kinds?: readonly string[], verb = 'get'): Source => function* (asked) {
  const { typed, args: [kind, ...names] } = asked
  const slash = typed.indexOf('/')
  if (slash >= 0) {
    const prefix = typed.slice(0, slash + 1)
    const found = yield* namesOf(prefix.slice(0, -1), asked)
    return among(found.map(name => prefix + name).filter(each => !asked.args.includes(each)), asked)
  }
  if (kind === undefined) {
    const comma = typed.lastIndexOf(',') + 1
    return among((kinds ?? (yield* kindsFor(verb))).map(each => typed.slice(0, comma) + each), asked)
  }
  if (kind.includes('/')) return nothing
  const found: string[] = []
  for (const each of kind.split(',')) found.push(...yield* namesOf(each, asked))
  return among(found.filter(name => !names.includes(name)), asked)
}

/** As many names of one kind as there are. */
const names = (kind: string): Source => function* (asked) { return among((yield* namesOf(kind, asked)).filter(name => !asked.args.includes(name)), asked) }

/** A pod, or what has pods; behind it nothing. */
const onePod: Source = function* (asked) {
  if (asked.flags.dashAt !== undefined) return anyFile
  if (asked.args.length > 0) return nothing
  if (asked.typed.includes('/')) return yield* kindsAndNames()(asked)
  const pods = among(yield* namesOf('pods', asked), asked)
  const owners = asked.typed === '' ? [] : ['cronjobs/', 'daemonsets/', 'deployments/', 'jobs/', 'pods/', 'replicasets/', 'services/', 'statefulsets/'].filter(each => each.startsWith(asked.typed))
  return owners.length === 0 ? pods : { lines: [...pods.lines, ...owners], code: directive.noFiles | (pods.lines.length === 0 ? directive.noSpace : 0) }
}

/** `logs` also takes the container as its second word. */
const podAndContainer: Source = function* (asked) {
  const [pod] = asked.args
  if (pod === undefined) return yield* onePod(asked)
  return asked.args.length === 1 ? among(yield* containersOf(pod, asked), asked) : nothing
}

const section = (of: Section, most = 1): Source => function* (asked) { return asked.args.length < most ? among(namesIn(readConfig(asked.invocation, asked.flags), of), asked) : nothing }

const plural = (singular: readonly string[]): Source => kindsAndNames(singular)
const withReplicas = ['deployment', 'replicaset', 'replicationcontroller', 'statefulset']
const rolledOut = ['deployment', 'daemonset', 'statefulset']

const sources: Readonly<Record<string, Source>> = {
  'get': kindsAndNames(),
  'describe': kindsAndNames(),
  'delete': kindsAndNames(undefined, 'delete'),
  'edit': kindsAndNames(undefined, 'update'),
  'patch': kindsAndNames(undefined, 'patch'),
  'label': kindsAndNames(undefined, 'patch'),
  'annotate': kindsAndNames(undefined, 'patch'),
  'wait': kindsAndNames(),
  'expose': plural(['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset']),
  'scale': plural(withReplicas),
  'autoscale': plural(withReplicas),
  'rollout': plural(rolledOut),
  'set': kindsAndNames(undefined, 'update'),
  'logs': podAndContainer,
  'exec': onePod,
  'attach': onePod,
  'port-forward': onePod,
  'debug': onePod,
  'cp': function* (asked) { return asked.typed.startsWith('.') || asked.typed.startsWith('/') ? anyFile : { lines: (yield* namesOf('pods', asked)).filter(name => name.startsWith(asked.typed)).map(name => `${name}:`), code: directive.noSpace } },
  'cordon': names('nodes'),
  'uncordon': names('nodes'),
  'drain': names('nodes'),
  'taint': plural(['node']),
  'top node': names('nodes'),
  'top pod': names('pods'),
  'certificate': names('certificatesigningrequests'),
  'explain': function* (asked) { return asked.args.length > 0 ? nothing : { ...among(yield* kindsFor('list'), asked), code: directive.noFiles | directive.noSpace } },
  'completion': function* (asked) { return asked.args.length > 0 ? nothing : among(['bash', 'fish', 'powershell', 'zsh'], asked) },
  'config use-context': section('contexts'),
  'config delete-context': section('contexts'),
  'config rename-context': section('contexts'),
  'config set-context': section('contexts'),
  'config get-contexts': section('contexts', Infinity),
  'config delete-cluster': section('clusters'),
  'config set-cluster': section('clusters'),
  'config delete-user': section('users'),
  'config set-credentials': section('users'),
}

export function* argumentsOf(asked: Asked): Program<Offer> {
  const source = sources[asked.path.slice(0, 2).join(' ')] ?? sources[asked.path[0] ?? '']
  return source ? yield* source(asked) : anyFile
}

/** The containers of a pod, those for debugging and those that come first too. */
export function* containersOf(pod: string, { namespace }: Asked): Program<readonly string[]> {
  const { body } = yield* demand({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace, name: pod.replace(/^pods?\//, '') })
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(field => listAt(jsonOf(body), 'spec', field).map(container => textAt(container, 'name')))
}
