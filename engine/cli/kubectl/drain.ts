// `kubectl cordon`, `uncordon` and `drain`.
import type { JsonObject } from '../../apiserver/object.ts'
import { StatusError, type Status } from '../../apiserver/status.ts'
import { ask, complain, demand, sleep, unixNow, write, type Program } from '../../client/program.ts'
import { raise } from './failure.ts'
import { at, isObject, listAt, nameOf, namespaceOf, textAt } from './fields.ts'
import { durationText, type Flags } from './flags.ts'

import type { Subject } from './manifests.ts'
import { dryRunSuffix } from './outcome.ts'
import { fetched, jsonOf, placeOf, subjectsOf } from './targets.ts'
import { ArgumentError, dryRunFlag, dryRunOf, PlainFailure, type Call, type Verb } from './verb.ts'

const nodeFlags: Flags = { ...dryRunFlag, selector: { kind: 'text', short: 'l' } }

const cordonVerb = (name: string, unschedulable: boolean): Verb => ({
  flags: nodeFlags,
  run: function* (call) {
    const nodes = yield* nodesOf(call, name)
    const failed = [...nodes.errors]
    for (const node of nodes.subjects) {
      try { yield* cordonOne(node, unschedulable, call) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    return 0
  },
})

export const cordon = cordonVerb('cordon', true)
export const uncordon = cordonVerb('uncordon', false)

function* nodesOf(call: Call, verb: string): ReturnType<typeof subjectsOf> {
  const { args } = call.flags
  const selector = call.flags.text('selector') ?? ''
  if (args.length === 0 && selector === '') throw new ArgumentError(`USAGE: ${verb} NODE [flags]`)
  if (args.length > 0 && selector !== '') throw new ArgumentError('cannot specify both a node name and a --selector option')
  const named = args.map(arg => arg.includes('/') ? arg : `nodes/${arg}`)
  const { subjects, errors } = yield* subjectsOf(call, selector === '' ? named : ['nodes'])
  const found: Subject[] = []
  for (const subject of subjects) found.push({ ...subject, object: yield* fetched(subject) }) // nothing is done when one is missing
  return { subjects: found, errors }
}

function* cordonOne(node: Subject, unschedulable: boolean, call: Call): Program<void> {
  const verb = unschedulable ? 'cordoned' : 'uncordoned'
  const already = (at(node.object, 'spec', 'unschedulable') === true) === unschedulable
  if (!already && dryRunOf(call) !== 'client') {
    yield* demand({
      verb: 'patch', ...placeOf(node), patchType: 'strategic', fieldValidation: 'Warn', body: { spec: { unschedulable: unschedulable ? true : null } },
      ...dryRunOf(call) === 'server' && { dryRun: true },
    })
  }
  yield* write(`node/${node.name} ${already ? 'already ' : ''}${verb}${dryRunSuffix(call)}\n`)
}

export const drain: Verb = {
  flags: {
    ...nodeFlags,
    'chunk-size': { kind: 'number' },
    'delete-emptydir-data': { kind: 'switch' },
    'delete-local-data': { kind: 'switch', deprecated: 'This option is deprecated and will be deleted. Use --delete-emptydir-data.' },
    'disable-eviction': { kind: 'switch' },
    'force': { kind: 'switch' },
    'grace-period': { kind: 'number', usual: '-1' },
    'ignore-daemonsets': { kind: 'switch' },
    'pod-selector': { kind: 'text' },
    'skip-wait-for-delete-timeout': { kind: 'number' },
    'timeout': { kind: 'duration', usual: '0s' },
  },
  run: function* (call) {
    const { subjects, errors } = yield* nodesOf(call, 'drain')
    raise(errors)
    for (const node of subjects) yield* cordonOne(node, true, call)
    const failed: { readonly node: Subject, readonly error: Error }[] = []
    for (const node of subjects) {
      try {
        yield* emptyNode(node, call)
        yield* write(`node/${node.name} drained${dryRunSuffix(call)}\n`)
      }
      catch (error) {
        if (!(error instanceof Error)) throw error
        failed.push({ node, error })
        yield* complain(`error: unable to drain node ${JSON.stringify(node.name)} due to error: ${error.message}, continuing command...\n`)
      }
    }
    if (failed.length === 0) return 0
    yield* complain(`There are pending nodes to be drained:\n${failed.map(({ node }) => ` ${node.name}\n`).join('')}`)
    throw new PlainFailure(failed.flatMap(({ error }) => error instanceof DrainError ? error.parts : [error.message]).join('\n'))
  },
}

/** Why a node could not be emptied; several reasons are told in brackets. */
class DrainError extends Error {
  readonly parts: readonly string[]
  constructor(parts: readonly string[]) {
    super(parts.length === 1 ? parts[0] : `[${parts.join(', ')}]`)
    this.parts = parts
  }
}

function* emptyNode(node: Subject, call: Call): Program<void> {
  const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'pods', fieldSelector: `spec.nodeName=${node.name}`, labelSelector: call.flags.text('pod-selector') ?? '' })
  const pods = ('items' in body ? body.items : []).map(jsonOf)
  const evicted: JsonObject[] = []
  const refused = new Map<string, string[]>()
  const warned = new Map<string, string[]>()
  for (const pod of pods) {
    const verdict = yield* verdictOn(pod, call)
    const name = `${namespaceOf(pod)}/${nameOf(pod)}`
    if (verdict.refusal !== undefined) push(refused, verdict.refusal, name)
    else if (verdict.evict) evicted.push(pod)
    if (verdict.warning !== undefined && verdict.refusal === undefined) push(warned, verdict.warning, name)
  }
  if (refused.size > 0) throw new DrainError([...refused].map(([why, names]) => `cannot delete ${why}: ${names.join(', ')}`))
  if (warned.size > 0) yield* complain(`Warning: ${[...warned].map(([why, names]) => `${why}: ${names.join(', ')}`).join('; ')}\n`)
  if (dryRunOf(call) !== 'client') yield* evictAll(node, evicted, call)
  else for (const pod of evicted) yield* write(`evicting pod ${namespaceOf(pod)}/${nameOf(pod)} (dry run)\n`)
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

interface Verdict { readonly evict: boolean, readonly refusal?: string, readonly warning?: string }

function* verdictOn(pod: JsonObject, { flags }: Call): Program<Verdict> {
  if (textAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== '') return { evict: false }
  const ended = ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))
  const owner = listAt(pod, 'metadata', 'ownerReferences').filter(isObject).find(reference => reference['controller'] === true)
  if (owner?.['kind'] === 'DaemonSet' && !ended) {
    const { code } = yield* ask({ verb: 'get', group: 'apps', version: 'v1', resource: 'daemonsets', namespace: namespaceOf(pod), name: textAt(owner, 'name') })
    if (code < 400) return flags.isOn('ignore-daemonsets') ? { evict: false, warning: 'ignoring DaemonSet-managed Pods' } : { evict: false, refusal: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
  }
  const hasLocalData = listAt(pod, 'spec', 'volumes').some(volume => at(volume, 'emptyDir') !== undefined)
  if (hasLocalData && !ended && !flags.isOn('delete-emptydir-data') && !flags.isOn('delete-local-data'))
    return { evict: false, refusal: 'Pods with local storage (use --delete-emptydir-data to override)' }
  if (!owner && !ended) {
    return flags.isOn('force')
      ? { evict: true, warning: 'deleting Pods that declare no controller' }
      : { evict: false, refusal: 'Pods that declare no controller (use --force to override)' }
  }
  return { evict: true }
}

const retryMs = 5000
const pollMs = 1000

interface Eviction { readonly pod: JsonObject, readonly name: string, readonly namespace: string, retryAtMs: number, accepted: boolean }

/** All at once; those that a budget protects are tried again until the time is up. */
function* evictAll(node: Subject, pods: readonly JsonObject[], call: Call): Program<void> {
  const timeoutMs = call.flags.durationMs('timeout') ?? 0
  const beganMs = yield* unixNow()
  const untilMs = timeoutMs > 0 ? beganMs + timeoutMs : Infinity
  const left = new Set(pods.map((pod): Eviction => ({ pod, name: nameOf(pod), namespace: namespaceOf(pod), retryAtMs: beganMs, accepted: false })))
  while (left.size > 0) {
    const nowMs = yield* unixNow()
    if (nowMs >= untilMs) throw yield* timedOut(node, [...left], timeoutMs)
    for (const eviction of left) {
      if (!eviction.accepted && eviction.retryAtMs <= nowMs) yield* evict(eviction, nowMs, call)
    }
    for (const eviction of left) {
      if (!eviction.accepted || (yield* isThere(eviction))) continue
      yield* write(`pod/${eviction.name} ${call.flags.isOn('disable-eviction') ? 'deleted' : 'evicted'}\n`)
      left.delete(eviction)
    }
    if (left.size > 0) yield* sleep(Math.min(pollMs, untilMs - nowMs))
  }
}

function* evict(eviction: Eviction, nowMs: number, call: Call): Program<void> {
  const { name, namespace } = eviction
  yield* write(`evicting pod ${namespace}/${name}\n`)
  const grace = call.flags.number('grace-period') ?? -1
  const place = { group: '', version: 'v1', resource: 'pods', namespace, name } as const
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {}
  const { code, body } = call.flags.isOn('disable-eviction')
    ? yield* ask({ verb: 'delete', ...place, ...deleteOptions })
    : yield* ask({
        verb: 'create', ...place, subresource: 'eviction', encoding: 'json',
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, ...grace >= 0 && { deleteOptions } },
      })
  if (code < 400 || code === 404) eviction.accepted = true
  else if (code === 429) {
    eviction.retryAtMs = nowMs + retryMs
    yield* complain(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after ${durationText(retryMs)}): ${(body as Status).message ?? ''}\n`)
  }
  else throw new DrainError([`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${(body as Status).message ?? ''}`])
}

function* isThere({ pod, name, namespace }: Eviction): Program<boolean> {
  const { code, body } = yield* ask({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace, name })
  if (code >= 400 && code !== 404) throw new StatusError(body as Status)
  return code !== 404 && textAt(jsonOf(body), 'metadata', 'uid') === textAt(pod, 'metadata', 'uid')
}

function* timedOut(node: Subject, left: readonly Eviction[], timeoutMs: number): Program<Error> {
  // those that wait for their budget look at it once more before they give up
  for (const { name, namespace, accepted } of left) if (!accepted) yield* write(`evicting pod ${namespace}/${name}\n`)
  const error = new DrainError(left.map(({ name, namespace }) => `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${durationText(timeoutMs)}`))
  yield* complain(`There are pending pods in node ${JSON.stringify(node.name)} when an error occurred: ${error.message}\n${left.map(({ name }) => `pod/${name}\n`).join('')}`)
  return error
}

