// `kubectl label` and `kubectl annotate`: one engine, two fields.
import { demand, write, type Program } from '../../client/program.ts'
import { raise } from './failure.ts'
import { objectAt, textsAt, withAt } from './fields.ts'
import type { Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { recorded, recordFlag, recording } from './record.ts'
import { partPairs } from './set/shared.ts'
import { fetched, jsonOf, placeOf, subjectsOf } from './targets.ts'
import { equal } from '../../apiserver/equal.ts'
import { dryRunOf, fileFlags, selectorFlags, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

interface Kind {
  readonly field: 'labels' | 'annotations'
  readonly one: 'label' | 'annotation'
  /** What is said of an object after a change. */
  readonly outcome: (added: boolean, removed: boolean, same: boolean) => string
  /** The complaint about values that are there already. */
  readonly taken: (taken: readonly (readonly [string, string])[]) => string
  readonly check: (key: string, value: string) => void
}

interface Changes { readonly set: ReadonlyMap<string, string>, readonly remove: readonly string[] }

function metadataVerb(kind: Kind): Verb {
  return {
    flags: {
      ...fileFlags,
      ...selectorFlags,
      ...writeFlags,
      ...recordFlag,
      'all-namespaces': { kind: 'switch', short: 'A' },
      'field-manager': { kind: 'text', usual: `kubectl-${kind.one === 'label' ? 'label' : 'annotate'}` },
      'list': { kind: 'switch' },
      'local': { kind: 'switch' },
      'overwrite': { kind: 'switch' },
      'resource-version': { kind: 'text' },
    },
    run: function* (call) {
      const { flags } = call
      const { resources, pairs } = partPairs(flags.args)
      const named = flags.has('filename') || flags.has('kustomize')
      if (flags.isOn('local') && !named) throw new UsageError('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set')
      if (resources.length === 0 && !named) throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
      const changes = readChanges(pairs, kind)
      if (changes.set.size + changes.remove.length === 0 && !flags.isOn('list')) throw new UsageError(`at least one ${kind.one} update is required`)
      if (flags.isOn('all') && flags.has('selector')) throw new UsageError('cannot set --all and --selector at the same time')
      const { subjects, errors } = yield* subjectsOf(call, resources, {})
      if (subjects.length !== 1 && flags.has('resource-version')) throw new UsageError('--resource-version may only be used with a single resource')
      const failed = [...errors]
      for (const subject of subjects) {
        try { yield* flags.isOn('list') ? listOne(subject, kind, subjects.length > 1) : changeOne(subject, call, kind, changes) }
        catch (error) { failed.push(error) }
      }
      raise(failed)
      return 0
    },
  }
}

function readChanges(pairs: readonly string[], { one, check }: Kind): Changes {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals > 0) {
      const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
      if (one === 'label' && value.includes('=')) throw new UsageError(`invalid label spec: ${pair}`)
      check(key, value)
      set.set(key, value)
    }
    else if (pair.endsWith('-') && equals < 0) remove.push(pair.slice(0, -1))
    else throw new UsageError(one === 'label' ? `unknown label spec: ${pair}` : `unexpected annotation format: ${pair}`) // neither sets nor removes
  }
  if (remove.some(key => set.has(key))) {
    throw new UsageError(one === 'label'
      ? 'can not both modify and remove a label in the same command'
      : 'can not both modify and remove the following annotation(s) in the same command: ' + remove.filter(key => set.has(key)).join(', '))
  }
  return { set, remove }
}

/** Of several, each is told by its name. */
function* listOne(subject: Subject, { field, one }: Kind, isOneOfMany: boolean): Program<void> {
  const { definition: { kind, group }, name } = subject
  const entries = Object.entries(textsAt(subject.object ?? (yield* fetched(subject)), 'metadata', field))
  if (isOneOfMany) yield* write(`Listing ${one}s for ${kind}.${group}/${name}:\n`)
  yield* write(entries.map(([key, value]) => `${isOneOfMany ? ' ' : ''}${key}=${value}\n`).join(''))
}

function* changeOne(subject: Subject, call: Call, kind: Kind, { set, remove }: Changes): Program<void> {
  const { flags } = call
  const dryRun = dryRunOf(call)
  const current = flags.isOn('local') ? subject.object ?? {} : subject.source === undefined && subject.object ? subject.object : yield* fetched(subject)
  const before = textsAt(current, 'metadata', kind.field)
  const taken = [...set].flatMap(([key, value]) => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined
    return old !== undefined && old !== value ? [[key, old] as const] : []
  })
  if (taken.length > 0 && !flags.isOn('overwrite')) throw new UsageError(kind.taken(taken))
  if (kind.one === 'label') for (const key of remove) if (!Object.hasOwn(before, key)) yield* write(`label "${key}" not found.\n`)
  const after = Object.fromEntries([...Object.entries(before).filter(([key]) => !remove.includes(key) && !set.has(key)), ...set])
  const same = equal(before, after)
  const outcome = kind.outcome(set.size > 0, remove.some(key => Object.hasOwn(before, key)), same)
  const announce = announcer(call)
  const changed = recorded(withAt(current, ['metadata', kind.field], Object.keys(after).length > 0 ? after : undefined), call)
  if (dryRun === 'client' || flags.isOn('local')) return yield* announce(changed, outcome)
  if (same && !flags.has('resource-version') && !flags.isOn('record')) return yield* announce(current, outcome)
  const resourceVersion = flags.text('resource-version')
  const values = Object.fromEntries([...set, ...remove.filter(key => Object.hasOwn(before, key)).map(key => [key, null] as const)])
  const { body } = yield* demand({
    verb: 'patch', ...placeOf(subject), patchType: 'merge', fieldValidation: 'Warn', fieldManager: flags.text('field-manager') ?? 'kubectl',
    body: { metadata: { ...objectAt(recording(call), 'metadata'), [kind.field]: { ...objectAt(recording(call), 'metadata', kind.field), ...values }, ...resourceVersion !== undefined && { resourceVersion } } },
    ...dryRun === 'server' && { dryRun: true },
  })
  yield* announce(jsonOf(body), outcome)
}

export const label = metadataVerb({
  field: 'labels',
  one: 'label',
  outcome: (added, removed, same) => same ? 'not labeled' : added && removed ? 'modified' : removed ? 'unlabeled' : 'labeled',
  taken: ([[key = '', value = ''] = []]) => `'${key}' already has a value (${value}), and --overwrite is false`,
  check: (key, value) => {
    if (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) throw new UsageError(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: ${labelValueAdvice}`)
    if (value.length > 63) throw new UsageError(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: must be no more than 63 bytes`)
  },
})

const labelValueAdvice = 'a valid label must be an empty string or consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyValue\',  or \'my_value\',  or \'12345\', regex used for validation is \'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\')'

export const annotate = metadataVerb({
  field: 'annotations',
  one: 'annotation',
  outcome: () => 'annotated',
  taken: taken => `--overwrite is false but found the following declared annotation(s): ${taken.map(([key, value]) => `'${key}' already has a value (${value})`).join('; ')}`,
  check: () => {},
})
