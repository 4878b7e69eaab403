// `kubectl run`: makes a pod, and stays with it where that is asked for.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { carryOut } from '../../apiserver/patch/index.ts'
import { schemaOf } from '../../apiserver/schema/index.ts'
import { readValue } from '../../client/yaml/index.ts'
import { demand, write, type Program } from '../../client/program.ts'
import { isOver, stayWith } from './attach.ts'
import { commandArguments, createObject, nameArguments, rememberingSent, storeObject } from './create/generator.ts'
import { isObject, listAt, nameOf, namespaceOf, numberAt, objectAt, textAt } from './fields.ts'
import { awaited, podPlace, usualPatienceMs } from './pods.ts'
import { recorded, recordFlag } from './record.ts'
import { ArgumentError, PlainFailure, UsageError, validateFlag, writeFlags, dryRunOf, type Call, type Verb } from './verb.ts'

export const run: Verb = {
  flags: {
    ...writeFlags,
    ...recordFlag,
    ...validateFlag,
    'allow-missing-template-keys': { kind: 'switch', usual: 'true' },
    'annotations': { kind: 'texts' },
    'attach': { kind: 'switch' },
    'cascade': { kind: 'text', usual: 'background', bare: 'background' },
    'command': { kind: 'switch' },
    'env': { kind: 'texts' },
    'expose': { kind: 'switch' },
    'field-manager': { kind: 'text', usual: 'kubectl-run' },
    'force': { kind: 'switch' },
    'grace-period': { kind: 'number' },
    'image': { kind: 'text' },
    'image-pull-policy': { kind: 'text' },
    'leave-stdin-open': { kind: 'switch' },
    'labels': { kind: 'text', short: 'l' },
    'override-type': { kind: 'text', usual: 'merge' },
    'overrides': { kind: 'text' },
    'pod-running-timeout': { kind: 'duration' },
    'port': { kind: 'text' },
    'privileged': { kind: 'switch' },
    'quiet': { kind: 'switch', short: 'q' },
    'restart': { kind: 'text', usual: 'Always' },
    'rm': { kind: 'switch' },
    'save-config': { kind: 'switch' },
    'stdin': { kind: 'switch', short: 'i' },
    'timeout': { kind: 'duration' },
    'tty': { kind: 'switch', short: 't' },
    'wait': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const [name, ...inline] = nameArguments(call)
    const image = flags.text('image') ?? ''
    if (!flags.has('image')) throw new UsageError('required flag(s) "image" not set')
    if (name === undefined) throw new ArgumentError('NAME is required for run')
    if (image === '') throw new UsageError('--image is required')
    if (/[A-Z]/.test(image.split(':')[0]?.split('@')[0] ?? '') || /\s/.test(image)) throw new UsageError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`)
    if (flags.isOn('tty') && !flags.isOn('stdin')) throw new ArgumentError('-i/--stdin is required for containers with -t/--tty=true')
    if (flags.isOn('rm') && !isAttached(call)) throw new ArgumentError('--rm should only be used for attached containers')
    if (isAttached(call) && dryRunOf(call) !== 'none') throw new PlainFailure('error: --dry-run=[server|client] can\'t be used with attached containers options (--attach, --stdin, or --tty)\nSee \'kubectl run -h\' for help and examples')
    if (!['Always', 'OnFailure', 'Never'].includes(flags.text('restart') ?? '')) throw new ArgumentError(`invalid restart policy: ${flags.text('restart')}`)
    const policy = flags.text('image-pull-policy') ?? ''
    if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw new ArgumentError(`invalid image pull policy: ${policy}`)
    const port = flags.text('port') ?? ''
    if (port !== '' && !/^[+-]?\d+$/.test(port)) throw new UsageError(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`)
    const args = [...inline, ...commandArguments(call)]
    const pod = withOverrides(podOf(name, image, args, call), call)
    if (flags.isOn('expose')) {
      if (port === '') throw new ArgumentError('--port must be set when exposing a service')
      yield* createObject(call, serviceOf(name, Number(port), labelsOf(name, call)))
      if (dryRunOf(call) === 'client' && (flags.text('output') ?? '') === 'yaml') yield* write('---\n---\n')
    }
    if (!isAttached(call)) {
      yield* createObject(call, rememberingSent(recorded(pod, call), call))
      return 0
    }
    return yield* attended(yield* storeObject(call, rememberingSent(recorded(pod, call), call)), call)
  },
}

const isAttached = ({ flags }: Call): boolean => flags.has('attach') ? flags.isOn('attach') : flags.isOn('stdin')

/** Stays with the pod until its process is left or has ended; with `--rm` the pod goes then. */
function* attended(pod: JsonObject, call: Call): Program<number> {
  const { flags } = call
  const patienceMs = flags.durationMs('pod-running-timeout') ?? usualPatienceMs
  try {
    const started = yield* awaited(pod, each => isOver(each) || textAt(each, 'status', 'phase') === 'Running', patienceMs)
    yield* stayWith(started, textAt(listAt(pod, 'spec', 'containers')[0], 'name'), call)
    if (flags.text('restart') !== 'Never' || flags.isOn('leave-stdin-open')) return 0
    return exitOf(yield* awaited(started, isOver, Infinity))
  }
  finally {
    if (flags.isOn('rm')) {
      yield* demand({ verb: 'delete', ...podPlace(pod) })
      if (!flags.isOn('quiet')) yield* write(`pod ${JSON.stringify(nameOf(pod))} deleted from ${namespaceOf(pod)} namespace\n`)
    }
  }
}

/** The exit code of a pod that has ended is kubectl's. */
function exitOf(pod: JsonObject): number {
  if (textAt(pod, 'status', 'phase') === 'Succeeded') return 0
  const ended = objectAt(pod, 'status', 'containerStatuses', 0, 'state', 'terminated')
  const code = numberAt(ended, 'exitCode') ?? 0
  const name = `pod ${namespaceOf(pod)}/${nameOf(pod)}`
  throw code === 0 ? new UsageError(`${name} failed with unknown exit code`) : new PlainFailure(`${name} terminated (${textAt(ended, 'reason')})\n${textAt(ended, 'message')}`, code)
}

function podOf(name: string, image: string, args: readonly string[], call: Call): JsonObject {
  const { flags } = call
  const [port, pullPolicy] = [flags.text('port'), flags.text('image-pull-policy')]
  const annotations = Object.fromEntries(flags.texts('annotations').map(pairOf))
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels: labelsOf(name, call), ...flags.has('annotations') && { annotations } },
    spec: {
      containers: [{
        name,
        image,
        ...args.length > 0 && { [flags.isOn('command') ? 'command' : 'args']: args },
        ...port !== undefined && { ports: [{ containerPort: Number(port) }] },
        ...flags.has('env') && { env: flags.texts('env').map(environmentOf) },
        resources: {},
        ...pullPolicy !== undefined && { imagePullPolicy: pullPolicy },
        ...flags.isOn('privileged') && { securityContext: { privileged: true } },
        ...flags.isOn('stdin') && { stdin: true, stdinOnce: true },
        ...flags.isOn('tty') && { tty: true },
      }],
      restartPolicy: flags.text('restart') ?? 'Always',
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  }
}

function labelsOf(name: string, { flags }: Call): Readonly<Record<string, string>> {
  const given = flags.text('labels') ?? ''
  return given === '' ? { run: name } : Object.fromEntries(given.split(',').map(pairOf))
}

function pairOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals <= 0) throw new UsageError(`unexpected label spec: ${text}`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

function environmentOf(text: string): Json {
  const equals = text.indexOf('=')
  if (equals <= 0) throw new UsageError(`invalid env: ${text}`)
  return { name: text.slice(0, equals), value: text.slice(equals + 1) }
}

const serviceOf = (name: string, port: number, selector: Readonly<Record<string, string>>): JsonObject => ({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name },
  spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector },
  status: { loadBalancer: {} },
})

/** `--overrides`, by a merge patch unless another kind of patch is asked for. */
export function withOverrides(object: JsonObject, { flags }: Call): JsonObject {
  const text = flags.text('overrides') ?? ''
  if (text === '') return object
  const type = flags.text('override-type') ?? 'merge'
  if (type !== 'merge' && type !== 'strategic' && type !== 'json') throw new UsageError(`invalid override type: ${type}`)
  let patch: Json
  try { patch = readValue(text) }
  catch { throw new UsageError('Invalid JSON Patch') }
  const [group = '', version = ''] = String(object['apiVersion']).includes('/') ? String(object['apiVersion']).split('/') : ['', String(object['apiVersion'])]
  const schema = schemaOf({ group, version, kind: String(object['kind']) })
  const result = carryOut(object, { type, body: patch }, schema).object
  return isObject(result) ? result : object
}
