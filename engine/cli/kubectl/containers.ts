// Commands that speak to containers: logs, exec, attach, port-forward, cp, debug. Here is what they say before they
// reach a kubelet.
import type { JsonObject } from '../../apiserver/object.ts'
import { StatusError } from '../../apiserver/status.ts'
import { complain, demand, write, type Program } from '../../client/program.ts'
import { nothingFound } from '../print/index.ts'
import { nameOf, namespaceOf, textAt, textsAt } from './fields.ts'
import { containersOf } from './pod-template.ts'
import { jsonOf, placeIn, targetsOf } from './targets.ts'
import { PlainFailure, UsageError, type Call, type Verb } from './verb.ts'

/** `web`, `pod/web`, `deploy/web`: the pod that is meant, the first one of a workload. */
function* podFor(reference: string, call: Call): Program<JsonObject> {
  const [target] = yield* targetsOf(reference.includes('/') ? [reference] : ['pods', reference])
  if (!target) throw new UsageError('pod, type/name or --filename must be specified')
  const object = jsonOf((yield* demand({ verb: 'get', ...placeIn(target.definition, call.namespace), name: target.names[0] ?? '' })).body)
  if (target.definition.kind === 'Pod') return object
  return yield* podOf(object, call)
}

function* podOf(object: JsonObject, call: Call): Program<JsonObject> {
  const kind = textAt(object, 'kind')
  const matchLabels = kind === 'Service' ? textsAt(object, 'spec', 'selector') : textsAt(object, 'spec', 'selector', 'matchLabels')
  if (kind === 'Service' && Object.keys(matchLabels).length === 0)
    throw new UsageError(`invalid service '${nameOf(object)}': Service is defined without a selector`)
  const labelSelector = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`).join()
  const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: call.namespace, labelSelector })
  const [pod] = ('items' in body ? body.items : []).map(jsonOf)
  if (!pod) throw new UsageError('timed out waiting for the condition')
  return pod
}

function* containerIn(pod: JsonObject, asked: string | undefined): Program<string> {
  const containers = containersOf(pod).map(container => textAt(container, 'name'))
  const inits = containersOf(pod, 'initContainers').map(container => textAt(container, 'name'))
  if (asked !== undefined) {
    if ([...containers, ...inits].includes(asked)) return asked
    throw new UsageError(`container ${asked} is not valid for pod ${nameOf(pod)} out of: ${containers.join(', ')}${inits.length > 0 ? `, ${inits.map(name => `${name} (init)`).join(', ')}` : ''}`)
  }
  const preferred = textAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container')
  const chosen = containers.includes(preferred) ? preferred : containers[0] ?? ''
  if (containers.length + inits.length > 1 && chosen !== preferred)
    yield* complain(`Defaulted container ${JSON.stringify(chosen)} out of: ${[...containers, ...inits.map(name => `${name} (init)`)].join(', ')}\n`)
  return chosen
}

export const logs: Verb = {
  flags: {
    'all-containers': { kind: 'switch' },
    'all-pods': { kind: 'switch' },
    'container': { kind: 'text', short: 'c' },
    'follow': { kind: 'switch', short: 'f' },
    'ignore-errors': { kind: 'switch' },
    'insecure-skip-tls-verify-backend': { kind: 'switch' },
    'limit-bytes': { kind: 'number' },
    'max-log-requests': { kind: 'number' },
    'pod-running-timeout': { kind: 'duration' },
    'prefix': { kind: 'switch' },
    'previous': { kind: 'switch', short: 'p' },
    'selector': { kind: 'text', short: 'l' },
    'since': { kind: 'duration' },
    'since-time': { kind: 'text' },
    'tail': { kind: 'number' },
    'timestamps': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const [reference, container, ...more] = flags.args
    const selector = flags.text('selector') ?? ''
    if (reference === undefined && selector === '' || more.length > 0) {
      throw new PlainFailure('error: expected \'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]\'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee \'kubectl logs -h\' for help and examples')
    }
    if (reference !== undefined && selector !== '') throw new UsageError('only a selector (-l) or a POD name is allowed')
    const asked = flags.text('container') ?? container
    if (flags.isOn('all-containers') && asked !== undefined) throw new UsageError(`--all-containers=true should not be specified with container name ${asked}`)
    if (flags.has('since') && flags.has('since-time')) throw new UsageError('at most one of `sinceTime` or `sinceSeconds` may be specified')
    if (reference === undefined) {
      const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: call.namespace, labelSelector: selector })
      const pods = ('items' in body ? body.items : []).map(jsonOf)
      if (pods.length === 0) yield* complain(nothingFound(call.namespace))
      for (const pod of pods) yield* logsOf(pod, call, asked)
      return 0
    }
    yield* logsOf(yield* loggedPod(reference, call), call, asked)
    return 0
  },
}

/** What is missing is told with its namespace. */
function* loggedPod(reference: string, call: Call): Program<JsonObject> {
  try { return yield* podFor(reference, call) }
  catch (error) {
    if (error instanceof StatusError && error.status.code === 404) throw new UsageError(`error from server (NotFound): ${error.status.message ?? ''} in namespace ${JSON.stringify(call.namespace)}`)
    if (error instanceof UsageError && error.message.startsWith('invalid service')) throw new UsageError(`cannot get the logs from *v1.Service: ${error.message}`)
    throw error
  }
}

function* logsOf(pod: JsonObject, call: Call, asked: string | undefined): Program<void> {
  const names = call.flags.isOn('all-containers') ? containersOf(pod).map(container => textAt(container, 'name')) : [yield* containerIn(pod, asked)]
  if (textAt(pod, 'spec', 'nodeName') === '') return
  for (const _name of names) {
    const { body } = yield* demand({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace: namespaceOf(pod), name: nameOf(pod), subresource: 'log' })
    yield* write(textAt(body, 'log'))
  }
}

const noHost = (pod: JsonObject): UsageError => new UsageError(`unable to upgrade connection: pod ${nameOf(pod)} does not have a host assigned`)
const noDoor = (pod: JsonObject): UsageError => new UsageError(`unable to upgrade connection: the kubelet of ${textAt(pod, 'spec', 'nodeName')} has no door for this yet`)

function refuseEnded(pod: JsonObject): void {
  const phase = textAt(pod, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed') throw new UsageError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
}

export const exec: Verb = {
  flags: {
    'container': { kind: 'text', short: 'c' },
    'filename': { kind: 'list', short: 'f' },
    'pod-running-timeout': { kind: 'duration' },
    'quiet': { kind: 'switch', short: 'q' },
    'stdin': { kind: 'switch', short: 'i' },
    'tty': { kind: 'switch', short: 't' },
  },
  run: function* (call) {
    const { flags } = call
    const [reference, ...rest] = flags.dashAt === undefined ? flags.args : flags.args.slice(0, flags.dashAt)
    const command = flags.dashAt === undefined ? rest : flags.args.slice(flags.dashAt)
    if (reference === undefined) throw new UsageError('pod, type/name or --filename must be specified')
    if (command.length === 0) throw new UsageError('you must specify at least one command for the container')
    if (flags.dashAt === undefined && rest.length > 0) throw new UsageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
    const pod = yield* podFor(reference, call)
    refuseEnded(pod)
    yield* containerIn(pod, flags.text('container'))
    if (flags.isOn('tty') && call.invocation.stdin === undefined) yield* complain('Unable to use a TTY - input is not a terminal or the right kind of file\n')
    throw textAt(pod, 'spec', 'nodeName') === '' ? noHost(pod) : noDoor(pod)
  },
}

export const attach: Verb = {
  flags: exec.flags,
  run: function* (call) {
    const [reference] = call.flags.args
    if (reference === undefined) throw new UsageError('at least 1 argument is required for attach')
    const pod = yield* podFor(reference, call)
    refuseEnded(pod)
    yield* containerIn(pod, call.flags.text('container'))
    throw textAt(pod, 'spec', 'nodeName') === '' ? noHost(pod) : noDoor(pod)
  },
}

export const portForward: Verb = {
  flags: { 'address': { kind: 'list' }, 'pod-running-timeout': { kind: 'duration' } },
  run: function* (call) {
    const [reference, ...ports] = call.flags.args
    if (reference === undefined || ports.length === 0) throw new UsageError('TYPE/NAME and list of ports are required for port-forward\nSee \'kubectl port-forward -h\' for help and examples')
    const pod = yield* podFor(reference, call)
    const phase = textAt(pod, 'status', 'phase')
    if (phase !== 'Running') throw new UsageError(`unable to forward port because pod is not running. Current status=${phase}`)
    throw noDoor(pod)
  },
}

export const copy: Verb = {
  flags: { 'container': { kind: 'text', short: 'c' }, 'no-preserve': { kind: 'switch' }, 'retries': { kind: 'number' } },
  run: function* (call) {
    const [from = '', to = '', ...more] = call.flags.args
    if (to === '' || more.length > 0) throw new UsageError('source and destination are required')
    const [remote] = [from, to].filter(place => place.includes(':'))
    if (remote === undefined) throw new UsageError('one of src or dest must be a remote file specification')
    const pod = yield* podFor((remote.split(':')[0] ?? '').split('/').at(-1) ?? '', call)
    throw noDoor(pod)
  },
}

