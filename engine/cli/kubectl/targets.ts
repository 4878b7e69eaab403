// What a command is about by its arguments: `pods web-1 web-2`, `deploy/web`, `pods,services -l app=web`.
import type { KubeObject, JsonObject } from '../../apiserver/object.ts'
import type { List } from '../../apiserver/request.ts'
import { apiVersionOf, type ResourceDefinition } from '../../apiserver/resource.ts'
import { pathSegment } from '../../apiserver/validation/names.ts'
import { StatusError } from '../../apiserver/status.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { complain, demand, discover, type Program } from '../../client/program.ts'
import { raise, UnknownKind, UsageError } from './failure.ts'
import { hasFiles, subjectsInFiles, type Found, type Subject } from './manifests.ts'
import type { Call } from './verb.ts'

export interface ResourceTarget {
  readonly definition: ResourceDefinition
  /** No names: all of the kind, or those that a selector finds. */
  readonly names: readonly string[]
}

export function* targetsOf(args: readonly string[]): Program<readonly ResourceTarget[]> {
  const all = yield* discover()
  yield* warnOfDoubles(args, all)
  const definitionOf = (name: string): ResourceDefinition => {
    const definition = resourceNamed(all, name)
    if (!definition) throw new UnknownKind(`the server doesn't have a resource type ${JSON.stringify(name.split('.')[0])}`)
    return definition
  }
  const [first, ...names] = args
  if (first === undefined) return []
  if (first.split(',').length > 1 && first.split(',').includes('')) throw new UsageError('arguments in resource/name form must have a single resource and name')
  if (args.some(arg => arg.includes('/'))) {
    return args.map(arg => {
      if (!arg.includes('/')) throw new UsageError('there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. \'kubectl get resource/<resource_name>\' instead of \'kubectl get resource resource/<resource_name>\'')
      const [kind = '', name = '', ...more] = arg.split('/')
      if (more.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash')
      if (kind === '' || name === '' || kind.includes(',')) throw new UsageError('arguments in resource/name form must have a single resource and name')
      return { definition: definitionOf(kind), names: [name] }
    })
  }
  const definitions = first.split(',').flatMap(kind => kind === 'all'
    ? all.filter(({ categories }) => categories.includes('all')).filter(firstOfKind)
    : [definitionOf(kind)])
  return definitions.map(definition => ({ definition, names }))
}

/** `ev` is short for events of two groups: the first that is listed is meant. */
function* warnOfDoubles(args: readonly string[], all: readonly ResourceDefinition[]): Program<void> {
  const names = args.some(arg => arg.includes('/')) ? args.map(arg => arg.split('/')[0] ?? '') : (args[0] ?? '').split(',')
  for (const name of names) {
    const [meant, ...others] = [...new Set(all.filter(({ shortNames }) => shortNames.includes(name)).map(resourceText))]
    if (meant !== undefined) for (const other of others) yield* complain(`Warning: short name ${JSON.stringify(name)} could also match lower priority resource ${other}\n`)
  }
}

/** Of a kind in several versions, the preferred one, which is listed first. */
const firstOfKind = (definition: ResourceDefinition, at: number, all: readonly ResourceDefinition[]): boolean =>
  all.findIndex(({ group, plural }) => group === definition.group && plural === definition.plural) === at

/** `deployment.apps`: how a kind is named in front of an object's name. */
export const kindText = ({ kind, group }: ResourceDefinition): string => group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`

/** `deployments.apps`. */
export const resourceText = ({ plural, group }: ResourceDefinition): string => group === '' ? plural : `${plural}.${group}`

/** `apps/v1, Resource=deployments`, as Go writes it. */
export const gvrText = ({ group, version, plural }: ResourceDefinition): string => `${group === '' ? `/${version}` : apiVersionOf(group, version)}, Resource=${plural}`

export interface ResourcePlace { readonly group: string, readonly version: string, readonly resource: string, readonly namespace?: string }

export const placeIn = ({ group, version, plural, namespaced }: ResourceDefinition, namespace: string | undefined): ResourcePlace =>
  ({ group, version, resource: plural, ...namespaced && namespace !== undefined && { namespace } })

export const placeOf = ({ definition, namespace, name }: Subject): ResourcePlace & { readonly name: string } => ({ ...placeIn(definition, namespace), name })

export interface Selectors { readonly labelSelector?: string, readonly fieldSelector?: string }

export function selectorsOf({ flags }: Call): Selectors {
  return {
    ...flags.has('selector') && { labelSelector: flags.text('selector') ?? '' },
    ...flags.has('field-selector') && { fieldSelector: flags.text('field-selector') ?? '' },
  }
}

export const missingResource = (): UsageError => new UsageError(
  'You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   \'-f rsrc.yaml\'\n   \'--filename=rsrc.json\'\n   \'<resource> <name>\'\n   \'<resource>\'')

export interface SubjectOptions {
  /** A kind alone means all of its objects. */
  readonly allWhenUnnamed?: boolean
  /** Whether `--selector` chooses among the objects. */
  readonly selects?: boolean
  /** Files are looked at before they are sent. */
  readonly validate?: boolean
}

/** One object by its name, or all that the selectors find of a kind. */
export interface Query {
  readonly definition: ResourceDefinition
  /** Undefined: of all namespaces, or of none. */
  readonly namespace: string | undefined
  readonly name: string | undefined
  /** What a file said. */
  readonly subject?: Subject
}

export interface Queries { readonly queries: readonly Query[], readonly errors: readonly unknown[] }

/** What files, names and selectors ask for. */
export function* queriesOf(call: Call, args: readonly string[], { allWhenUnnamed = false, selects = true, validate = false }: SubjectOptions = {}): Program<Queries> {
  const { flags } = call
  const selecting = flags.isOn('all') || selects && (flags.text('selector') ?? '') !== '' || (flags.text('field-selector') ?? '') !== ''
  if (hasFiles(call)) {
    if (args.length > 0) throw new UsageError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    if (selecting) throw new UsageError('when paths, URLs, or stdin is provided as input, you may not specify a selector as well')
    const { subjects, errors } = yield* subjectsInFiles(call, validate)
    return { queries: subjects.map(subject => ({ definition: subject.definition, namespace: subject.namespace, name: subject.name, subject })), errors }
  }
  const targets = yield* targetsOf(args)
  const named = targets.some(({ names }) => names.length > 0)
  if (selecting) {
    if (named) throw new UsageError(args.some(arg => arg.includes('/')) ? 'selectors and the all flag cannot be used when passing resource/name arguments' : 'name cannot be provided when a selector is specified')
    if (targets.length === 0) throw new UsageError('at least one resource must be specified to use a selector')
  }
  if (targets.length === 0) throw missingResource()
  const everywhere = flags.isOn('all-namespaces')
  if (named && everywhere) throw new UsageError('a resource cannot be retrieved by name across all namespaces')
  for (const name of targets.flatMap(({ names }) => names)) checkName(name)
  if (!named && !selecting && !allWhenUnnamed) throw new UsageError('resource(s) were provided, but no name was specified')
  const queries = targets.flatMap(({ definition, names }) => {
    const place = { definition, namespace: definition.namespaced && !everywhere ? call.namespace : undefined }
    return named ? names.map((name): Query => ({ ...place, name })) : [{ ...place, name: undefined }]
  })
  return { queries, errors: [] }
}

/** What cannot stand in a path. */
function checkName(name: string): void {
  if (name === '') throw new UsageError('resource name may not be empty')
  const faults = pathSegment(name)
  if (faults.length > 0) throw new UsageError(`invalid resource name ${JSON.stringify(name)}: [${faults.join(', ')}]`)
}

/** The objects that files, names and selectors speak of. Those of names are not asked for yet. */
export function* subjectsOf(call: Call, args: readonly string[], options: SubjectOptions = {}): Program<Found> {
  const { queries, errors } = yield* queriesOf(call, args, options)
  const subjects: Subject[] = []
  const failed = [...errors]
  for (const { definition, namespace, name, subject } of queries) {
    if (name !== undefined) subjects.push(subject ?? { definition, namespace, name, object: undefined, source: undefined })
    else {
      try { subjects.push(...yield* listed(definition, namespace, selectorsOf(call))) }
      catch (error) { failed.push(error) }
    }
  }
  return { subjects, errors: failed }
}

function* listed(definition: ResourceDefinition, namespace: string | undefined, selectors: Selectors): Program<readonly Subject[]> {
  const { body } = yield* demandList(definition, { verb: 'list', ...placeIn(definition, namespace), ...selectors })
  const items = 'items' in body ? body.items : []
  return items.map(object => ({
    definition,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
    object: whole(jsonOf(object), definition),
    source: undefined,
  }))
}

/** Lists; a refusal tells what was looked for. */
export function* demandList(definition: ResourceDefinition, request: List): ReturnType<typeof demand> {
  try { return yield* demand(request) }
  catch (error) {
    if (!(error instanceof StatusError) || !['BadRequest', 'NotFound'].includes(error.status.reason ?? '')) throw error
    const { labelSelector = '', fieldSelector = '' } = request
    const looking = labelSelector === '' && fieldSelector === ''
      ? `Unable to list ${JSON.stringify(gvrText(definition))}`
      : `Unable to find ${JSON.stringify(gvrText(definition))} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`
    throw new StatusError({ ...error.status, message: `${looking}: ${error.status.message ?? ''}` })
  }
}

/** The items of a list, with their kind. */
const whole = (object: JsonObject, { group, version, kind }: ResourceDefinition): JsonObject => ({ ...object, apiVersion: apiVersionOf(group, version), kind })

// What the server answers is JSON; its types only say more.
export const jsonOf = (body: object): JsonObject => body as JsonObject
export const kubeObjectOf = (object: JsonObject): KubeObject => object as unknown as KubeObject

/** The object as the server has it now. */
export function* fetched(subject: Subject): Program<JsonObject> {
  return jsonOf((yield* demand({ verb: 'get', ...placeOf(subject) })).body)
}

/** Does something with each, goes on after an error, and raises all errors at the end. */
export function* eachOf({ subjects, errors }: Found, act: (subject: Subject) => Program<void>): Program<void> {
  const failed = [...errors]
  for (const subject of subjects) {
    try { yield* act(subject) }
    catch (error) { failed.push(error) }
  }
  raise(failed)
}
