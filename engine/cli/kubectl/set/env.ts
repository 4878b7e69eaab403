import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { resourceNamed } from '../../../client/discovery.ts'
import { demand, discover, write, type Program } from '../../../client/program.ts'
import { changeAll } from '../change.ts'
import { at, isObject, listAt, objectAt, textAt } from '../fields.ts'
import { containersOf, matchesName, podSpecPath, withContainers } from '../pod-template.ts'
import { eachOf, fetched, jsonOf, placeIn, subjectsOf } from '../targets.ts'
import { UsageError, type Call, type Verb } from '../verb.ts'
import { partPairs, setFlags } from './shared.ts'

export const env: Verb = {
  flags: {
    ...setFlags,
    'containers': { kind: 'text', short: 'c', usual: '*' },
    'env': { kind: 'texts', short: 'e' },
    'from': { kind: 'text' },
    'keys': { kind: 'list' },
    'list': { kind: 'switch' },
    'overwrite': { kind: 'switch', usual: 'true' },
    'prefix': { kind: 'text' },
    'resolve': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const { resources, pairs } = partPairs(flags.args)
    const given = [...pairs, ...flags.texts('env')]
    if (resources.length === 0 && !flags.has('filename')) throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    const found = yield* subjectsOf(call, resources)
    if (flags.isOn('list')) {
      yield* eachOf(found, function* (subject) { yield* list(yield* fetched(subject), call) })
      return 0
    }
    const variables = [...variablesOf(given), ...yield* variablesFrom(call)]
    const removed = new Set(given.filter(pair => !pair.includes('=')).map(pair => pair.slice(0, -1)))
    if (variables.length + removed.size === 0) throw new UsageError('at least one environment variable must be provided')
    yield* changeAll(found, call, {
      operation: 'env updated',
      manager: 'kubectl-set',
      apply: object => {
        if (!podSpecPath(object)) throw new UsageError(`${textAt(object, 'kind')}/${textAt(object, 'metadata', 'name')} does not have a pod template`)
        return withContainers(object, container => fits(container, call) ? withVariables(container, variables, removed, call) : container, ['initContainers', 'containers'])
      },
    })
    return 0
  },
}

const fits = (container: JsonObject, { flags }: Call): boolean => matchesName(flags.text('containers') ?? '*', textAt(container, 'name'))

function variablesOf(pairs: readonly string[]): readonly JsonObject[] {
  return pairs.filter(pair => pair.includes('=')).map(pair => {
    const equals = pair.indexOf('=')
    if (equals === 0) throw new UsageError(`invalid env: ${pair}`)
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) }
  })
}

/** `--from=configmap/conf`: a reference for each of its keys. */
function* variablesFrom({ flags, namespace }: Call): Program<readonly JsonObject[]> {
  const from = flags.text('from') ?? ''
  if (from === '') return []
  const [kind = '', name = ''] = from.split('/')
  const definition = resourceNamed(yield* discover(), kind)
  if (definition?.plural !== 'configmaps' && definition?.plural !== 'secrets') throw new UsageError(`unsupported resource specified in --from: ${kind}`)
  const source = jsonOf((yield* demand({ verb: 'get', ...placeIn(definition, namespace), name })).body)
  const reference = definition.plural === 'secrets' ? 'secretKeyRef' : 'configMapKeyRef'
  const wanted = flags.texts('keys')
  return Object.keys(objectAt(source, 'data')).sort().filter(key => wanted.length === 0 || wanted.includes(key)).map(key => ({
    name: (flags.text('prefix') ?? '') + key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_'),
    valueFrom: { [reference]: { name, key } },
  }))
}

function withVariables(container: JsonObject, variables: readonly JsonObject[], removed: ReadonlySet<string>, { flags }: Call): JsonObject {
  const kept = listAt(container, 'env').filter(isObject).filter(known => !removed.has(textAt(known, 'name')))
  const overwrite = flags.text('overwrite') !== 'false'
  const env: JsonObject[] = [...kept]
  for (const variable of variables) {
    const index = env.findIndex(known => known['name'] === variable['name'])
    if (index < 0) env.push(variable)
    else if (overwrite) env[index] = variable
    else throw new UsageError(`'${textAt(variable, 'name')}' already has a value (${textAt(env[index], 'value')}), and --overwrite is false`)
  }
  const { env: _env, ...rest } = container
  return env.length === 0 ? rest : { ...rest, env }
}

function* list(object: JsonObject, call: Call): Program<void> {
  for (const container of [...containersOf(object, 'initContainers'), ...containersOf(object)]) {
    if (!fits(container, call)) continue
    yield* write(`# ${textAt(object, 'kind')} ${textAt(object, 'metadata', 'name')}, container ${textAt(container, 'name')}\n`)
    for (const variable of listAt(container, 'env')) yield* write(`${lineOf(variable)}\n`)
  }
}

function lineOf(variable: Json): string {
  const name = textAt(variable, 'name')
  const [kind, reference] = Object.entries(objectAt(variable, 'valueFrom'))[0] ?? []
  if (kind === undefined) return `${name}=${textAt(variable, 'value')}`
  const source = kind === 'secretKeyRef' ? `secret ${textAt(reference, 'name')}, key ${textAt(reference, 'key')}`
    : kind === 'configMapKeyRef' ? `configmap ${textAt(reference, 'name')}, key ${textAt(reference, 'key')}`
      : kind === 'fieldRef' ? `field path ${textAt(reference, 'fieldPath')}` : `resource field ${String(at(reference, 'containerName') ?? '')}, ${textAt(reference, 'resource')}`
  return `# ${name} from ${source}`
}
