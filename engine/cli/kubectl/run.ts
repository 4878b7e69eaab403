import type { Json, JsonObject } from '../../apiserver/object.ts'
import { mergePatch, strategicMergePatch } from '../../apiserver/patch/index.ts'
import { schemaOf } from '../../apiserver/schema/index.ts'
import { readValue } from '../../client/yaml/index.ts'
import { write } from '../../client/program.ts'
import { commandArguments, createObject, nameArguments } from './create/generator.ts'
import { isObject } from './fields.ts'
import { ArgumentError, UsageError, validateFlag, writeFlags, dryRunOf, type Call, type Verb } from './verb.ts'

export const run: Verb = {
  flags: {
    ...writeFlags,
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
    if (image === '') throw new UsageError('required flag(s) "image" not set')
    if (/[A-Z]/.test(image.split(':')[0]?.split('@')[0] ?? '') || /\s/.test(image)) throw new UsageError(`Invalid image name ${JSON.stringify(image)}: invalid reference format${/[A-Z]/.test(image) ? ': repository name must be lowercase' : ''}`)
    if (name === undefined) throw new ArgumentError('NAME is required for run')
    if (flags.isOn('tty') && !flags.isOn('stdin')) throw new UsageError('-i/--stdin is required for containers with -t/--tty=true')
    if (flags.isOn('rm') && !flags.isOn('attach') && !flags.isOn('stdin')) throw new UsageError('--rm should only be used for attached containers')
    if (!['Always', 'OnFailure', 'Never'].includes(flags.text('restart') ?? '')) throw new ArgumentError(`invalid restart policy: ${flags.text('restart')}`)
    const args = [...inline, ...commandArguments(call)]
    const pod = withOverrides(podOf(name, image, args, call), call)
    if (flags.isOn('expose')) {
      const port = flags.text('port')
      if (port === undefined) throw new UsageError('--port must be set when exposing a service')
      yield* createObject(call, serviceOf(name, Number(port), labelsOf(name, call)))
      if (dryRunOf(call) === 'client' && (flags.text('output') ?? '') === 'yaml') yield* write('---\n---\n')
    }
    yield* createObject(call, pod)
    return 0
  },
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
  let patch: Json
  try { patch = readValue(text) }
  catch { throw new UsageError('Invalid JSON Patch') }
  const [group = '', version = ''] = String(object['apiVersion']).includes('/') ? String(object['apiVersion']).split('/') : ['', String(object['apiVersion'])]
  const schema = schemaOf({ group, version, kind: String(object['kind']) })
  const result = flags.text('override-type') === 'strategic' && schema && isObject(patch) ? strategicMergePatch(object, patch, schema) : mergePatch(object, patch)
  return isObject(result) ? result : object
}
