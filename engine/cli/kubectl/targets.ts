// What a command is about: `pods web-1 web-2`, `deploy/web`, `pods,services -l app=web`.
import type { ResourceDefinition } from '../../apiserver/resource.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { discover, type Program } from '../../client/program.ts'
import { UsageError } from './verb.ts'

export interface ResourceTarget {
  readonly definition: ResourceDefinition
  /** No names: all of the kind. */
  readonly names: readonly string[]
}

export function* targetsOf(args: readonly string[]): Program<readonly ResourceTarget[]> {
  const all = yield* discover()
  const definitionOf = (name: string): ResourceDefinition => {
    const definition = resourceNamed(all, name)
    if (!definition) throw new UsageError(`the server doesn't have a resource type ${JSON.stringify(name)}`)
    return definition
  }
  const [first = '', ...names] = args
  if (args.some(arg => arg.includes('/'))) {
    return args.map(arg => {
      const [kind = '', name = '', ...more] = arg.split('/')
      if (!arg.includes('/')) throw new UsageError('there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. \'kubectl get resource/<resource_name>\' instead of \'kubectl get resource resource/<resource_name>\'')
      if (kind === '' || name === '' || more.length > 0) throw new UsageError('arguments in resource/name form must have a single resource and name')
      return { definition: definitionOf(kind), names: [name] }
    })
  }
  if (first === 'all') return all.filter(({ categories }) => categories.includes('all')).map(definition => ({ definition, names: [] }))
  return first.split(',').map(kind => ({ definition: definitionOf(kind), names }))
}

/** `deployment.apps`: how a kind is named in front of an object's name. */
export const kindText = ({ kind, group }: ResourceDefinition): string => group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`

export const placeIn = ({ group, version, plural, namespaced }: ResourceDefinition, namespace: string | undefined): { group: string, version: string, resource: string, namespace?: string } =>
  ({ group, version, resource: plural, ...namespaced && namespace !== undefined && { namespace } })
