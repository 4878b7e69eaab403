// `kubectl debug`: a container that looks into a running pod, a copy of a pod to try things with, a pod on a node.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { StatusError } from '../../apiserver/status.ts'
import { demand, discover, unixNow, write, type Program } from '../../client/program.ts'
import { Random } from '../../clock/random.ts'
import { isOver, stayWith } from './attach.ts'
import { commandArguments, definitionFor, nameArguments } from './create/generator.ts'
import { at, isObject, listAt, nameOf, objectAt, textAt, withAt } from './fields.ts'
import { awaited, podPlace, usualPatienceMs } from './pods.ts'
import { jsonOf, placeIn, targetsOf } from './targets.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

const profiles = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin']

export const debug: Verb = {
  flags: {
    'arguments-only': { kind: 'switch' },
    'attach': { kind: 'switch' },
    'container': { kind: 'text', short: 'c' },
    'copy-to': { kind: 'text' },
    'custom': { kind: 'text' },
    'env': { kind: 'texts' },
    'filename': { kind: 'list', short: 'f' },
    'image': { kind: 'text' },
    'image-pull-policy': { kind: 'text' },
    'keep-annotations': { kind: 'switch' },
    'keep-init-containers': { kind: 'switch', usual: 'true' },
    'keep-labels': { kind: 'switch' },
    'keep-liveness': { kind: 'switch' },
    'keep-readiness': { kind: 'switch' },
    'keep-startup': { kind: 'switch' },
    'profile': { kind: 'text', usual: 'general' },
    'quiet': { kind: 'switch', short: 'q' },
    'replace': { kind: 'switch' },
    'same-node': { kind: 'switch' },
    'set-image': { kind: 'list' },
    'share-processes': { kind: 'switch', usual: 'true' },
    'stdin': { kind: 'switch', short: 'i' },
    'target': { kind: 'text' },
    'tty': { kind: 'switch', short: 't' },
  },
  run: function* (call) {
    check(call)
    const names = nameArguments(call)
    const [target] = yield* targetsOf(names[0]?.includes('/') ? names.slice(0, 1) : ['pods', ...names.slice(0, 1)])
    if (!target || names.length === 0) throw new UsageError('NAME is required for debug')
    const object = jsonOf((yield* demand({ verb: 'get', ...placeIn(target.definition, call.namespace), name: target.names[0] ?? '' })).body)
    const { pod, container } = yield* begun(object, call)
    const { flags } = call
    if (!(flags.has('attach') ? flags.isOn('attach') : flags.isOn('stdin')) || container === '') return 0
    const hasBegun = (each: JsonObject): boolean => isOver(each) || statusOf(each, container, 'running') || statusOf(each, container, 'terminated')
    yield* stayWith(yield* awaited(pod, hasBegun, usualPatienceMs), container, call)
    return 0
  },
}

const statusOf = (pod: JsonObject, container: string, state: string): boolean => ['containerStatuses', 'ephemeralContainerStatuses']
  .flatMap(field => listAt(pod, 'status', field))
  .some(status => textAt(status, 'name') === container && at(status, 'state', state) !== undefined)

function check(call: Call): void {
  const { flags } = call
  const [image, copyTo] = [flags.text('image') ?? '', flags.text('copy-to') ?? '']
  const profile = flags.text('profile') ?? ''
  if (flags.has('set-image') && copyTo === '') throw new UsageError('--set-image may only be used with --copy-to.')
  if (image === '' && copyTo === '') throw new UsageError('you must specify --image when not using --copy-to.')
  if (copyTo !== '') {
    if (image === '' && flags.texts('set-image').length === 0 && commandArguments(call).length === 0) throw new UsageError('you must specify --image, --set-image or command arguments.')
    if (flags.has('target')) throw new UsageError('--target is incompatible with --copy-to. Use --share-processes instead.')
  }
  else for (const flag of ['replace', 'same-node']) if (flags.has(flag)) throw new UsageError(`--${flag} may only be used with --copy-to.`)
  if (/[A-Z]/.test(image.split(':')[0] ?? '') || /\s/.test(image)) throw new UsageError(`invalid image name ${JSON.stringify(image)}: invalid reference format`)
  if (flags.isOn('tty') && !flags.isOn('stdin')) throw new UsageError('-i/--stdin is required for containers with -t/--tty=true')
  if (!profiles.includes(profile)) throw new UsageError(`unknown profile: ${profile}`)
}

interface Begun { readonly pod: JsonObject, readonly container: string }

function* begun(object: JsonObject, call: Call): Program<Begun> {
  switch (textAt(object, 'kind')) {
    case 'Node': return yield* onNode(object, call)
    case 'Pod': return yield* (call.flags.has('copy-to') ? inCopy(object, call) : inPod(object, call))
    default: throw new UsageError(`"${textAt(object, 'apiVersion').includes('/') ? textAt(object, 'apiVersion') : `/${textAt(object, 'apiVersion')}`}, Kind=${textAt(object, 'kind')}" not supported by debug`)
  }
}

/** Five letters that nobody has yet: drawn by the time and what they are for. */
function* suffix(what: string): Program<string> { return new Random(yield* unixNow()).fork(what).nameSuffix() }

function* chosenName(pod: JsonObject, { flags }: Call): Program<string> {
  const given = flags.text('container') ?? ''
  if (given !== '') return given
  const name = `debugger-${yield* suffix(textAt(pod, 'metadata', 'uid'))}`
  if (!flags.isOn('quiet')) yield* write(`Defaulting debug container name to ${name}.\n`)
  return name
}

function debugContainer(name: string, call: Call): JsonObject {
  const { flags } = call
  const command = commandArguments(call)
  const pullPolicy = flags.text('image-pull-policy') ?? ''
  const profile = flags.text('profile')
  return {
    name,
    image: flags.text('image') ?? '',
    ...command.length > 0 && { [flags.isOn('arguments-only') ? 'args' : 'command']: command },
    ...flags.has('env') && { env: flags.texts('env').map(text => ({ name: text.slice(0, text.indexOf('=')), value: text.slice(text.indexOf('=') + 1) })) },
    ...pullPolicy !== '' && { imagePullPolicy: pullPolicy },
    ...flags.isOn('stdin') && { stdin: true },
    ...flags.isOn('tty') && { tty: true },
    ...profile === 'general' && { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } },
    ...profile === 'sysadmin' && { securityContext: { privileged: true } },
    ...profile === 'netadmin' && { securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } } },
    ...profile === 'restricted' && { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
    terminationMessagePolicy: 'File',
  }
}

function* inPod(pod: JsonObject, call: Call): Program<Begun> {
  const { flags } = call
  const target = flags.text('target') ?? ''
  if (target !== '' && !flags.isOn('quiet')) yield* write(`Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`)
  const container = yield* chosenName(pod, call)
  const made = { ...debugContainer(container, call), ...target !== '' && { targetContainerName: target } }
  const changed = withAt(pod, ['spec', 'ephemeralContainers'], [...listAt(pod, 'spec', 'ephemeralContainers'), made])
  const { body } = yield* demand({ verb: 'update', ...podPlace(pod), subresource: 'ephemeralcontainers', body: changed, encoding: 'json' })
  return { pod: jsonOf(body), container }
}

function* inCopy(pod: JsonObject, call: Call): Program<Begun> {
  const { flags } = call
  const images = new Map(flags.texts('set-image').map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
  const probes = (['liveness', 'readiness', 'startup'] as const).filter(kind => !flags.isOn(`keep-${kind}`)).map(kind => `${kind}Probe`)
  const copied = listAt(pod, 'spec', 'containers').filter(isObject).map((container): JsonObject => {
    const image = images.get(textAt(container, 'name')) ?? images.get('*')
    return Object.fromEntries([...Object.entries(container).filter(([field]) => !probes.includes(field) && (image === undefined || field !== 'image')), ...image === undefined ? [] : [['image', image]]])
  })
  const asked = flags.text('container') ?? ''
  const isKnown = copied.some(container => textAt(container, 'name') === asked)
  const isNew = !isKnown && (flags.text('image') ?? '') !== ''
  const container = isNew ? yield* chosenName(pod, call) : asked || textAt(copied[0], 'name')
  const command = commandArguments(call)
  const containers: Json[] = isNew
    ? [...copied, debugContainer(container, call)]
    : copied.map(each => textAt(each, 'name') !== container ? each : {
        ...each,
        ...(flags.text('image') ?? '') !== '' && { image: flags.text('image') ?? '' },
        ...command.length > 0 && (flags.isOn('arguments-only') ? { args: command } : { command, args: [] }),
        ...flags.isOn('stdin') && { stdin: true },
        ...flags.isOn('tty') && { tty: true },
      })
  const dropped = ['ephemeralContainers', 'priority', ...flags.isOn('same-node') ? [] : ['nodeName'], ...flags.isOn('keep-init-containers') ? [] : ['initContainers']]
  const spec = Object.fromEntries(Object.entries(objectAt(pod, 'spec')).filter(([field]) => !dropped.includes(field)))
  const copy: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: flags.text('copy-to') ?? '',
      namespace: textAt(pod, 'metadata', 'namespace'),
      ...flags.isOn('keep-labels') && { labels: objectAt(pod, 'metadata', 'labels') },
      ...flags.isOn('keep-annotations') && { annotations: objectAt(pod, 'metadata', 'annotations') },
    },
    spec: { ...spec, containers, ...flags.isOn('share-processes') && { shareProcessNamespace: true } },
  }
  if (flags.isOn('replace')) yield* demand({ verb: 'delete', ...podPlace(pod) })
  return { pod: yield* made(copy, call), container }
}

function* onNode(node: JsonObject, call: Call): Program<Begun> {
  const container = 'debugger'
  const name = `node-debugger-${nameOf(node)}-${yield* suffix(nameOf(node))}`
  const profile = call.flags.text('profile') ?? ''
  const sharesHost = !['baseline', 'restricted', 'netadmin'].includes(profile)
  const { securityContext: _dropped, ...plain } = debugContainer(container, call)
  const withHost = ['legacy', 'general', 'sysadmin', 'netadmin'].includes(profile)
  if (!call.flags.isOn('quiet')) yield* write(`Creating debugging pod ${name} with container ${container} on node ${nameOf(node)}.\n`)
  const pod = yield* made({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [{ ...profile === 'general' ? plain : debugContainer(container, call), ...withHost && { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } }],
      ...sharesHost && { hostIPC: true },
      ...withHost && { hostNetwork: true, hostPID: true },
      nodeName: nameOf(node),
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      ...withHost && { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] },
    },
  }, call)
  return { pod, container }
}

function* made(pod: JsonObject, { namespace }: Call): Program<JsonObject> {
  const definition = definitionFor(pod, yield* discover())
  try { return jsonOf((yield* demand({ verb: 'create', ...placeIn(definition, textAt(pod, 'metadata', 'namespace') || namespace), body: pod, encoding: 'json' })).body) }
  catch (error) { throw error instanceof StatusError && error.status.reason === 'AlreadyExists' ? new UsageError(`pods ${JSON.stringify(nameOf(pod))} already exists`) : error }
}
