// `kubectl cluster-info dump`: nodes, and of some namespaces what runs there and what it wrote, for someone far away to look at.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { StatusError } from '../../apiserver/status.ts'
import { demand, openChannel, next, write, type Program } from '../../client/program.ts'
import { resolvePath } from '../../runtime/files.ts'
import { writeFile } from '../../shell/command.ts'
import { objectPrinter } from './outcome.ts'
import { nameOf, textAt, withAt } from './fields.ts'
import { containerNames, podPlace } from './pods.ts'
import { jsonOf } from './targets.ts'
import { outputFlags, UsageError, type Call, type Verb } from './verb.ts'

/** File names and resources, in the order in which they are told. */
const dumped = [
  ['events', '', 'events', 'Event'],
  ['replication-controllers', '', 'replicationcontrollers', 'ReplicationController'],
  ['services', '', 'services', 'Service'],
  ['daemonsets', 'apps', 'daemonsets', 'DaemonSet'],
  ['deployments', 'apps', 'deployments', 'Deployment'],
  ['replicasets', 'apps', 'replicasets', 'ReplicaSet'],
  ['pods', '', 'pods', 'Pod'],
] as const

export const dump: Verb = {
  flags: {
    ...outputFlags,
    'all-namespaces': { kind: 'switch', short: 'A' },
    'namespaces': { kind: 'list' },
    'output': { kind: 'text', short: 'o', usual: 'json' },
    'output-directory': { kind: 'text' },
    'pod-running-timeout': { kind: 'duration', usual: '20s' },
  },
  run: function* (call) {
    const directory = call.flags.text('output-directory') ?? ''
    if (call.flags.text('output') === 'name') throw new UsageError('list types are not supported by name printing: *v1.NodeList')
    const put = sink(call, directory)
    yield* putList(put, 'nodes', yield* listOf('', 'nodes', undefined), 'Node', '')
    for (const namespace of yield* namespacesOf(call)) {
      for (const [file, group, resource, kind] of dumped) {
        const items = yield* listOf(group, resource, namespace)
        yield* putList(put, `${namespace}/${file}`, items, kind, group)
        for (const pod of resource === 'pods' ? items.list : []) yield* put(`${namespace}/${nameOf(pod)}/logs.txt`, yield* logsOf(pod))
      }
    }
    if (directory !== '' && directory !== '-') yield* write(`Cluster info dumped to ${directory}\n`)
    return 0
  },
}

type Put = (path: string, content: string | JsonObject) => Program<void>

/** Onto the screen, or into files below a directory. */
function sink(call: Call, directory: string): Put {
  const print = objectPrinter(call, true) ?? String
  const { environment: { files, cwd } } = call.invocation
  const ending = call.flags.text('output') === 'yaml' ? 'yaml' : 'json'
  return function* (path, content) {
    if (directory === '' || directory === '-') yield* write(typeof content === 'string' ? content : print(content))
    else if (typeof content === 'string') writeFile(files, resolvePath(cwd, `${directory}/${path}`), content)
    else writeFile(files, resolvePath(cwd, `${directory}/${path}.${ending}`), print(content))
  }
}

function* namespacesOf({ flags, namespace }: Call): Program<readonly string[]> {
  if (flags.isOn('all-namespaces')) return (yield* listOf('', 'namespaces', undefined)).list.map(nameOf)
  const asked = flags.texts('namespaces')
  return asked.length > 0 ? asked : ['kube-system', namespace]
}

interface Items { readonly list: readonly JsonObject[], readonly resourceVersion: string }

function* listOf(group: string, resource: string, namespace: string | undefined): Program<Items> {
  const { body } = yield* demand({ verb: 'list', group, version: 'v1', resource, ...namespace !== undefined && { namespace } })
  return { list: 'items' in body ? body.items.map(jsonOf) : [], resourceVersion: textAt(jsonOf(body), 'metadata', 'resourceVersion') }
}

function* putList(put: Put, path: string, { list, resourceVersion }: Items, kind: string, group: string): Program<void> {
  const items: readonly Json[] = list.map(item => withAt(withAt(item, ['kind'], undefined), ['apiVersion'], undefined)) // the list says what they are
  yield* put(path, { kind: `${kind}List`, apiVersion: group === '' ? 'v1' : `${group}/v1`, metadata: { resourceVersion }, items })
}

function* logsOf(pod: JsonObject): Program<string> {
  let text = ''
  for (const container of [...containerNames(pod, 'initContainers'), ...containerNames(pod, 'containers')]) {
    const what = `logs for container ${container} of pod ${textAt(pod, 'metadata', 'namespace')}/${nameOf(pod)}`
    text += `==== START ${what} ====\n${yield* logOf(pod, container)}==== END ${what} ====\n`
  }
  return text
}

function* logOf(pod: JsonObject, container: string): Program<string> {
  let text = ''
  try {
    const channel = yield* openChannel({ verb: 'get', ...podPlace(pod), subresource: 'log', container, options: {} })
    try {
      for (;;) {
        for (const message of yield* next(channel)) {
          if (message.kind === 'stdout' || message.kind === 'stderr') text += message.text
          else if (message.kind === 'refused') throw new StatusError(message.status)
          else if (message.kind === 'end') return text
        }
      }
    }
    finally { channel.stop() }
  }
  catch (error) {
    if (!(error instanceof StatusError)) throw error
    return `${text}Request log error: ${error.status.message ?? ''}\n`
  }
}
