// `kubectl auth reconcile`: gives roles and bindings what a file says that they lack, and takes away only when asked.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { uncovered } from '../../apiserver/authorization/escalation.ts'
import { equal } from '../../apiserver/equal.ts'
import type { PolicyRule } from '../../apiserver/types.gen.ts'
import { complain, demand, type Program } from '../../client/program.ts'
import { isStatusError } from './failure.ts'
import { isObject, listAt, objectAt, textAt, textsAt, withAt } from './fields.ts'
import { hasFiles, subjectsInFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { eachOf, fetched, jsonOf, placeOf } from './targets.ts'
import { dryRunFlag, dryRunOf, fileFlags, outputFlags, UsageError, type Call, type Verb } from './verb.ts'

const group = 'rbac.authorization.k8s.io'

export const reconcile: Verb = {
  flags: { ...fileFlags, ...outputFlags, ...dryRunFlag, 'remove-extra-permissions': { kind: 'switch' }, 'remove-extra-subjects': { kind: 'switch' } },
  run: function* (call) {
    if (!hasFiles(call)) throw new UsageError('must specify one of -f and -k')
    if (call.flags.args.length > 0) throw new UsageError('no arguments are allowed')
    yield* eachOf(yield* subjectsInFiles(call, true), function* (subject) {
      if (subject.definition.group === group) yield* reconcileOne(subject, call) // whatever else the file holds is passed over
    })
    return 0
  },
}

interface Plan {
  readonly operation: 'create' | 'update' | 'recreate' | undefined
  readonly object: JsonObject
  readonly missing: readonly Json[]
  readonly extra: readonly Json[]
}

function* reconcileOne(subject: Subject, call: Call): Program<void> {
  const isBinding = subject.definition.kind.endsWith('Binding')
  const removes = call.flags.isOn(isBinding ? 'remove-extra-subjects' : 'remove-extra-permissions')
  const wanted = subject.object ?? {}
  const current = yield* currentOf(subject)
  const plan = planFor(wanted, current, isBinding, removes)
  const isProtected = textsAt(current, 'metadata', 'annotations')['rbac.authorization.kubernetes.io/autoupdate'] === 'false'
  const done = dryRunOf(call) === 'none' && !isProtected ? yield* carriedOut(plan, subject) : plan.object
  yield* announcer(call)(done, 'reconciled')
  if (plan.operation === undefined) return
  const what = isBinding ? 'subjects' : 'rules'
  yield* complain(`\treconciliation required ${plan.operation}${isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''}\n`)
  if (plan.missing.length > 0) yield* complain(`\tmissing ${what} added:\n${linesOf(plan.missing, isBinding)}`)
  if (removes && plan.extra.length > 0) yield* complain(`\textra ${what} removed:\n${linesOf(plan.extra, isBinding)}`)
}

function* currentOf(subject: Subject): Program<JsonObject | undefined> {
  try { return yield* fetched(subject) }
  catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined
    throw error
  }
}

function planFor(wanted: JsonObject, current: JsonObject | undefined, isBinding: boolean, removes: boolean): Plan {
  const field = isBinding ? 'subjects' : 'rules'
  const mine = listAt(wanted, field)
  if (!current) return { operation: 'create', object: wanted, missing: mine, extra: [] }
  if (isBinding && !equal(objectAt(wanted, 'roleRef'), objectAt(current, 'roleRef'))) return { operation: 'recreate', object: wanted, missing: [], extra: [] }
  const theirs = listAt(current, field)
  const lacking = isBinding ? lackingSubjects : lackingRules
  const [missing, extra] = [lacking(theirs, mine), lacking(mine, theirs)]
  const list = removes ? missing.length + extra.length > 0 ? mine : theirs : [...theirs, ...missing]
  const relabelled = ['labels', 'annotations'].reduce((object, key) => {
    const merged = { ...objectAt(current, 'metadata', key), ...objectAt(wanted, 'metadata', key) }
    return equal(merged, objectAt(current, 'metadata', key)) ? object : withAt(object, ['metadata', key], merged)
  }, current)
  const object = equal(list, theirs) ? relabelled : withAt(relabelled, [field], list)
  return { operation: object === current ? undefined : 'update', object, missing, extra }
}

const lackingSubjects = (held: readonly Json[], wanted: readonly Json[]): readonly Json[] => wanted.filter(one => !held.some(other => equal(one, other)))

const lackingRules = (held: readonly Json[], wanted: readonly Json[]): readonly Json[] => uncovered(held.filter(isObject).map(ruleOf), wanted.filter(isObject).map(ruleOf)).map(rule => ({ ...rule }))

const ruleOf = (rule: JsonObject): PolicyRule => {
  const texts = (field: string): readonly string[] => listAt(rule, field).filter(one => typeof one === 'string')
  return { apiGroups: texts('apiGroups'), resources: texts('resources'), resourceNames: texts('resourceNames'), nonResourceURLs: texts('nonResourceURLs'), verbs: texts('verbs') }
}

/** Values as Go prints its structs. */
const linesOf = (values: readonly Json[], isBinding: boolean): string => values.map(value => {
  const list = (field: string): string => `[${listAt(value, field).join(' ')}]`
  return isBinding
    ? `\t\t{Kind:${textAt(value, 'kind')} APIGroup:${textAt(value, 'apiGroup')} Name:${textAt(value, 'name')} Namespace:${textAt(value, 'namespace')}}\n`
    : `\t\t{Verbs:${list('verbs')} APIGroups:${list('apiGroups')} Resources:${list('resources')} ResourceNames:${list('resourceNames')} NonResourceURLs:${list('nonResourceURLs')}}\n`
}).join('')

function* carriedOut({ operation, object }: Plan, subject: Subject): Program<JsonObject> {
  if (operation === undefined) return object
  const { name, ...place } = placeOf(subject)
  const written = { body: object, encoding: 'json', fieldManager: 'kubectl-auth-reconcile' } as const
  if (operation === 'update') return jsonOf((yield* demand({ verb: 'update', ...place, name, ...written })).body)
  if (operation === 'recreate') yield* demand({ verb: 'delete', ...place, name })
  else if (subject.namespace !== undefined) yield* ensureNamespace(subject.namespace)
  return jsonOf((yield* demand({ verb: 'create', ...place, ...written })).body)
}

function* ensureNamespace(name: string): Program<void> {
  const place = { group: '', version: 'v1', resource: 'namespaces' } as const
  try { yield* demand({ verb: 'get', ...place, name }) }
  catch (error) {
    if (!isStatusError(error, 'NotFound')) throw error
    yield* demand({ verb: 'create', ...place, encoding: 'json', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } })
  }
}
