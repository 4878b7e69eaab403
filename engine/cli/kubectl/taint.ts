import type { JsonObject } from '../../apiserver/object.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { demand, discover, type Program } from '../../client/program.ts'
import { inContext, raise } from './failure.ts'
import { isObject, listAt } from './fields.ts'
import type { Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { fetched, jsonOf, placeOf, subjectsOf } from './targets.ts'
import { ArgumentError, dryRunOf, PlainFailure, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

export const taint: Verb = {
  flags: {
    ...writeFlags,
    'validate': { kind: 'text', usual: 'strict', bare: 'strict' },
    'all': { kind: 'switch' },
    'field-manager': { kind: 'text', usual: 'kubectl-taint' },
    'overwrite': { kind: 'switch' },
    'selector': { kind: 'text', short: 'l' },
  },
  run: function* (call) {
    const { flags } = call
    const at = flags.args.findIndex((arg, i) => i > 0 && /[=:]|-$/.test(arg))
    const [resources, specs] = at < 0 ? [flags.args, []] : [flags.args.slice(0, at), flags.args.slice(at)]
    if (resources.length < 1) throw new UsageError('one or more resources must be specified as <resource> <name>')
    if (specs.length === 0) throw new UsageError('at least one taint update is required')
    const changes = specs.map(parseSpec)
    refuseTwice(changes)
    const [kind = ''] = resources
    const definition = resourceNamed(yield* discover(), kind)
    if (!definition) throw new PlainFailure(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
    if (definition.kind !== 'Node') throw new UsageError(`invalid resource type ${kind}, only node types are supported`)
    if (resources.length === 1 && !flags.isOn('all') && (flags.text('selector') ?? '') === '')
      throw new UsageError('at least one resource name must be specified since \'--all\' parameter is not set')
    const { subjects, errors } = yield* subjectsOf(call, resources)
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* taintOne(subject, call, changes) }
      catch (error) { failed.push(inContext(error, 'patching', subject.source)) }
    }
    raise(failed)
    return 0
  },
}

interface Change { readonly key: string, readonly value: string, readonly effect: string, readonly removes: boolean }

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** `key=value:Effect`, `key:Effect`, `key:Effect-`, `key-`. */
function parseSpec(spec: string): Change {
  const removes = spec.endsWith('-')
  const [pair = '', effect = '', ...more] = (removes ? spec.slice(0, -1) : spec).split(':')
  const [key = '', value = '', ...rest] = pair.split('=')
  if (more.length > 0 || rest.length > 0 || (!removes && effect === '')) throw new ArgumentError(`invalid taint spec: ${spec}`)
  if (!/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(key))
    throw new ArgumentError(`invalid taint spec: ${spec}, name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`)
  if (effect !== '' && !effects.includes(effect)) throw new ArgumentError(`invalid taint effect: ${effect}, unsupported taint effect`)
  return { key, value, effect, removes }
}

function refuseTwice(changes: readonly Change[]): void {
  const added = changes.filter(({ removes }) => !removes)
  const double = added.find((one, i) => added.findIndex(({ key, effect }) => key === one.key && effect === one.effect) < i)
  if (double) throw new ArgumentError(`duplicated taints with the same key and effect: {${double.key} ${double.value} ${double.effect} <nil>}`)
  for (const { key, effect } of added) {
    const removed = changes.find(other => other.removes && other.key === key && (other.effect === '' || other.effect === effect))
    if (removed) throw new UsageError(`can not both modify and remove the following taint(s) in the same command: ${key}=${removed.value}${removed.effect === '' ? '' : `:${removed.effect}`}`)
  }
}

function* taintOne(subject: Subject, call: Call, changes: readonly Change[]): Program<void> {
  const node = yield* fetched(subject)
  const current = listAt(node, 'spec', 'taints').filter(isObject)
  const added = changes.filter(({ removes }) => !removes)
  const removed = changes.filter(({ removes }) => removes)
  const same = (known: JsonObject, { key, effect }: Change): boolean => known['key'] === key && (effect === '' || known['effect'] === effect)
  const overwrite = call.flags.isOn('overwrite')
  const taken = added.filter(change => current.some(known => same(known, change)))
  if (taken.length > 0 && !overwrite) throw new UsageError(`node ${subject.name} already has ${taken.map(({ key }) => key).join(', ')} taint(s) with same effect(s) and --overwrite is false`)
  const missing = removed.filter(change => !current.some(known => same(known, change)))
  raise(missing.map(({ key, effect }) => new UsageError(`taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`)))
  const kept = current.filter(known => !changes.some(change => same(known, change)))
  const taints = [...added.map(({ key, value, effect }) => ({ key, ...value !== '' && { value }, effect })), ...kept]
  const operation = added.length > 0 && removed.length > 0 || overwrite ? 'modified' : removed.length > 0 ? 'untainted' : 'tainted'
  const announce = announcer(call, { suffix: '' })
  const dryRun = dryRunOf(call)
  if (dryRun === 'client') return yield* announce(node, operation)
  const { body } = yield* demand({
    verb: 'patch', ...placeOf(subject), patchType: 'merge', body: { spec: { taints: taints.length > 0 ? taints : null } },
    fieldValidation: 'Warn', fieldManager: call.flags.text('field-manager') ?? 'kubectl-taint', ...dryRun === 'server' && { dryRun: true },
  })
  yield* announce(jsonOf(body), operation)
}

