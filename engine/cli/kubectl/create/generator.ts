// What all `kubectl create KIND` have in common: a name and flags become an object, which is sent or only shown.
import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, discover, type Program } from '../../../client/program.ts'
import { withOwnConfiguration } from '../annotation.ts'
import { ArgumentError, UsageError } from '../failure.ts'
import { objectAt, textAt, withAt } from '../fields.ts'
import type { Flags } from '../flags.ts'
import { announcer } from '../outcome.ts'
import { jsonOf, placeIn } from '../targets.ts'
import { dryRunOf, validateFlag, validationOf, writeFlags, type Call, type Verb } from '../verb.ts'
import { groupVersionOf, type ResourceDefinition } from '../../../apiserver/resource.ts'
import { StatusError } from '../../../apiserver/status.ts'

export interface Generator {
  readonly flags: Flags
  /** Flags that must be given, in the order in which they are missed. */
  readonly required?: readonly string[]
  /** What a failure is called: `failed to create deployment`. Without it the server's answer stands alone. */
  readonly what?: string
  /** What stands between that and why, where it is no colon. */
  readonly colon?: ':' | ''
  /** Whether `--save-config` does anything. */
  readonly remembers?: boolean
  /** Made by hand in the real tool: a generator may check more before it makes. */
  readonly make: (call: Call, name: string) => Program<JsonObject> | JsonObject
}

export const generatorFlags: Flags = { ...writeFlags, ...validateFlag, 'save-config': { kind: 'switch' } }

export function generator({ flags, required = [], what, colon = ':', remembers = true, make }: Generator): Verb {
  return {
    flags: { ...generatorFlags, 'field-manager': { kind: 'text', usual: 'kubectl-create' }, ...flags },
    run: function* (call) {
      const missing = required.filter(name => !call.flags.has(name))
      if (missing.length > 0) throw new UsageError(`required flag(s) ${missing.map(name => JSON.stringify(name)).join(', ')} not set`)
      const [name, ...more] = nameArguments(call)
      if (name === undefined || more.length > 0) throw new ArgumentError(`exactly one NAME is required, got ${nameArguments(call).length}`)
      if (name === '') throw new UsageError('name must be specified')
      const made = make(call, name)
      const object = isProgram(made) ? yield* made : made
      const placed = inNamespace(object, call, definitionFor(object, yield* discover()))
      yield* createObject(call, remembers ? remembering(placed, call) : placed, what && `${what}${colon}`)
      return 0
    },
  }
}

/** What stands before `--`; behind it is a command for a container. */
export const nameArguments = ({ flags }: Call): readonly string[] => flags.dashAt === undefined ? flags.args : flags.args.slice(0, flags.dashAt)
export const commandArguments = ({ flags }: Call): readonly string[] => flags.dashAt === undefined ? [] : flags.args.slice(flags.dashAt)

const isProgram = <T extends object>(made: T | Program<T>): made is Program<T> => 'next' in made

/** With `--save-config`, the object remembers how it was made. */
const remembering = (object: JsonObject, { flags }: Call): JsonObject => flags.isOn('save-config') ? withOwnConfiguration(object) : object

/** The same for commands that are no generators: they do so only when they send it. */
export const rememberingSent = (object: JsonObject, call: Call): JsonObject => dryRunOf(call) === 'client' ? object : remembering(object, call)

/** Sends an object that kubectl made, and says so. */
export function* createObject(call: Call, made: JsonObject, what?: string, operation = 'created'): Program<JsonObject> {
  const announce = announcer(call, { made: dryRunOf(call) === 'client' })
  const object = yield* storeObject(call, made, what)
  yield* announce(object, operation)
  return object
}

/** Sends an object that kubectl made. */
export function* storeObject(call: Call, made: JsonObject, what?: string): Program<JsonObject> {
  const dryRun = dryRunOf(call)
  const definition = definitionFor(made, yield* discover())
  const object = inNamespace(made, call, definition)
  if (dryRun === 'client') return object
  const manager = call.flags.text('field-manager')
  const created = yield* failing(what, demand({
    verb: 'create',
    ...placeIn(definition, call.namespace),
    body: object,
    encoding: 'json',
    fieldValidation: validationOf(call),
    ...manager !== undefined && { fieldManager: manager },
    ...dryRun === 'server' && { dryRun: true },
  }))
  return jsonOf(created.body)
}

/** In the namespace that was asked for, which stands after the name, as Go's struct has it. */
function inNamespace(object: JsonObject, { namespaceGiven, namespace }: Call, { namespaced }: ResourceDefinition): JsonObject {
  if (!namespaced || !namespaceGiven) return object
  const { name, namespace: _old, ...rest } = objectAt(object, 'metadata')
  return withAt(object, ['metadata'], { ...name !== undefined && { name }, namespace, ...rest })
}

/** Tells what failed in front of why. */
export function* failing<T>(what: string | undefined, work: Program<T>): Program<T> {
  try { return yield* work }
  catch (error) {
    throw what !== undefined && error instanceof StatusError ? new UsageError(`failed to create ${what} ${error.status.message ?? ''}`) : error
  }
}

export function definitionFor(object: JsonObject, definitions: readonly ResourceDefinition[]): ResourceDefinition {
  const { group, version } = groupVersionOf(textAt(object, 'apiVersion'))
  const kind = textAt(object, 'kind')
  const found = definitions.find(known => known.group === group && known.version === version && known.kind === kind)
  if (!found) throw new UsageError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(textAt(object, 'apiVersion'))}`)
  return found
}

