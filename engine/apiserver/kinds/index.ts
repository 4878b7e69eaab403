// The built-in resources: their names from the recorded facts, and a strategy for each that has something particular.
import type { ResourceDefinition, Strategy } from '../resource.ts'
import { resourceKey } from '../resource.ts'
import { resources } from './facts.gen.ts'
import { pods } from './pods.ts'

const strategies: ReadonlyMap<string, Strategy> = new Map(Object.entries({ pods }))

/** Kinds that count changes of their spec. */
const counted = new Set([
  'certificatesigningrequests', 'controllerrevisions', 'cronjobs', 'customresourcedefinitions', 'daemonsets', 'deployments', 'ingresses',
  'ingressclasses', 'jobs', 'networkpolicies', 'poddisruptionbudgets', 'pods', 'priorityclasses', 'replicasets', 'replicationcontrollers', 'statefulsets',
])

function read(text: string): readonly ResourceDefinition[] {
  const found: ResourceDefinition[] = []
  const subresources = new Map<string, string[]>()
  let group = ''
  let version = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('@')) {
      [group = '', version = ''] = line.slice(1).split(' ')
      continue
    }
    const [name = '', kind = '', scope = '', verbs = '', shortNames = '', categories = ''] = line.split(' ')
    const [plural = '', subresource] = name.split('/')
    const id = `${group}/${version} ${plural}`
    if (subresource !== undefined) {
      const known = subresources.get(id)
      if (known) known.push(subresource)
      else subresources.set(id, [subresource])
      continue
    }
    found.push({
      group, version, kind, plural,
      singular: kind.toLowerCase(),
      shortNames: shortNames === '' ? [] : shortNames.split(','),
      categories: categories === '' ? [] : categories.split(','),
      namespaced: scope === 'n',
      verbs: verbs === '' ? ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] : verbs.split(''),
      subresources: [],
      generation: counted.has(plural),
      strategy: strategies.get(resourceKey(group, plural)) ?? {},
    })
  }
  return found.map(definition => ({ ...definition, subresources: subresources.get(`${definition.group}/${definition.version} ${definition.plural}`) ?? [] }))
}

export const builtinResources: readonly ResourceDefinition[] = read(resources)
