import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { resourceNamed } from '../../../client/discovery.ts'
import { complain, demand, discover, write, type Program } from '../../../client/program.ts'
import { changeAll } from '../change.ts'
import { at, isObject, listAt, objectAt, textAt } from '../fields.ts'
import { containersOf, matchesName, podSpecPath, withContainers } from '../pod-template.ts'
import { eachOf, fetched, jsonOf, placeIn, subjectsOf } from '../targets.ts'
import { UsageError, type Call, type Verb } from '../verb.ts'
import { base64Text } from '../../print/base64.ts'
import { refuseName } from '../create/data.ts'
import type { Subject } from '../manifests.ts'
import { partPairs, setFlags, withoutTemplate } from './shared.ts'

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
    const standard = resources.includes('-') ? (call.invocation.stdin ?? '').split('\n').map(line => line.replace(/\r$/, '').trimStart()).filter(line => line !== '' && !line.startsWith('#')) : []
    const given = [...pairs, ...flags.texts('env'), ...standard]
    if (resources.length === 0 && !flags.has('filename')) throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    const found = yield* subjectsOf(call, resources.filter(one => one !== '-'))
    if (flags.isOn('list')) {
      yield* eachOf(found, function* (subject) { yield* list(yield* fetched(subject), call) })
      return 0
    }
    const variables = [...variablesOf(given), ...yield* variablesFrom(call)]
    const removed = new Set(given.filter(pair => !pair.includes('=')).map(pair => pair.slice(0, -1)))
    if (variables.some(variable => removed.has(textAt(variable, 'name')))) throw new UsageError('can not both modify and remove the same environment variable in the same command')
    if (variables.length + removed.size === 0) return 0
    const unfit: string[] = []
    yield* changeAll(found, call, {
      operation: 'env updated',
      manager: 'kubectl-set',
      failure: 'failed to patch env update to pod template: ',
      apply: (object, subject) => {
        if (!podSpecPath(object)) throw withoutTemplate(subject)
        if (!(['initContainers', 'containers'] as const).some(list => containersOf(object, list).some(container => fits(container, call)))) unfit.push(`${subject.definition.kind}/${subject.name}`)
        return withContainers(object, container => fits(container, call) ? withVariables(container, variables, removed, call, subject) : container, ['initContainers', 'containers'])
      },
    })
    for (const name of unfit) yield* complain(`Warning: ${name} does not have any containers matching ${JSON.stringify(flags.text('containers'))}\n`)
    return 0
  },
}

const fits = (container: JsonObject, { flags }: Call): boolean => matchesName(flags.text('containers') ?? '*', textAt(container, 'name'))

function variablesOf(pairs: readonly string[]): readonly JsonObject[] {
  return pairs.filter(pair => pair.includes('=')).map(pair => {
    const equals = pair.indexOf('=')
    if (equals === 0) throw new UsageError(`invalid env: ${pair}`)
    refuseName(pair.slice(0, equals))
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) }
  })
}

/** `--from=configmap/conf`: a reference for each of its keys. */
function* variablesFrom({ flags, namespace }: Call): Program<readonly JsonObject[]> {
  const from = flags.text('from') ?? ''
  if (from === '') return []
  const [kind = '', name = ''] = from.split('/')
  const definition = resourceNamed(yield* discover(), kind)
  if (!definition) throw new UsageError(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
  if (definition.plural !== 'configmaps' && definition.plural !== 'secrets') throw new UsageError('unsupported resource specified in --from')
  const source = jsonOf((yield* demand({ verb: 'get', ...placeIn(definition, namespace), name })).body)
  const reference = definition.plural === 'secrets' ? 'secretKeyRef' : 'configMapKeyRef'
  const wanted = flags.texts('keys')
  const variables: JsonObject[] = []
  for (const key of Object.keys(objectAt(source, 'data')).sort().filter(one => wanted.length === 0 || wanted.includes(one))) {
    const variable = key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_')
    if (variable !== key) yield* complain(`Warning: key ${key} transferred to ${variable}\n`)
    variables.push({ name: (flags.text('prefix') ?? '') + variable, valueFrom: { [reference]: { name, key } } })
  }
  return variables
}

function withVariables(container: JsonObject, variables: readonly JsonObject[], removed: ReadonlySet<string>, { flags }: Call, { definition: { plural }, name }: Subject): JsonObject {
  const kept = listAt(container, 'env').filter(isObject).filter(known => !removed.has(textAt(known, 'name')))
  const overwrite = flags.text('overwrite') !== 'false'
  const env: JsonObject[] = [...kept]
  for (const variable of variables) {
    if (variables.find(other => other['name'] === variable['name']) !== variable) continue // the first counts
    const index = env.findIndex(known => known['name'] === variable['name'])
    if (index < 0) env.push(variable)
    else if (overwrite) env[index] = variable
    else throw new UsageError(`${plural}/${name} '${textAt(variable, 'name')}' already has a value (${textAt(env[index], 'value')}), and --overwrite is false`)
  }
  const { env: _env, ...rest } = container
  return env.length === 0 ? rest : { ...rest, env }
}

function* list(object: JsonObject, call: Call): Program<void> {
  for (const container of [...containersOf(object, 'initContainers'), ...containersOf(object)]) {
    if (!fits(container, call)) continue
    yield* write(`# ${textAt(object, 'kind')} ${textAt(object, 'metadata', 'name')}, container ${textAt(container, 'name')}\n`)
    for (const variable of listAt(container, 'env')) yield* write(`${call.flags.isOn('resolve') ? yield* resolvedLine(variable, object) : lineOf(variable)}\n`)
  }
}

/** With `--resolve`, what a reference comes to is looked up. */
function* resolvedLine(variable: Json, object: JsonObject): Program<string> {
  const [kind = '', reference] = Object.entries(objectAt(variable, 'valueFrom'))[0] ?? []
  const resource = kind === 'secretKeyRef' ? 'secrets' : kind === 'configMapKeyRef' ? 'configmaps' : undefined
  if (resource === undefined) return lineOf(variable)
  const { body } = yield* demand({ verb: 'get', group: '', version: 'v1', resource, namespace: textAt(object, 'metadata', 'namespace'), name: textAt(reference, 'name') })
  const value = textAt(jsonOf(body), 'data', textAt(reference, 'key'))
  return `${textAt(variable, 'name')}=${resource === 'secrets' ? base64Text(value) : value}`
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
