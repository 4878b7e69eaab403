// `kubectl api-resources`, `api-versions` and `cluster-info`: what the server offers.
import { apiVersionOf, type ResourceDefinition } from '../../apiserver/resource.ts'
import { demand, discover, write } from '../../client/program.ts'
import { align, tableTabs } from '../print/index.ts'
import { listAt, nameOf, textAt } from './fields.ts'
import { contextOf, readConfig } from './kubeconfig.ts'
import { jsonOf, resourceText } from './targets.ts'
import { ArgumentError, UsageError, type Verb } from './verb.ts'

export const apiResources: Verb = {
  forgetful: true,
  flags: {
    'api-group': { kind: 'text' },
    'cached': { kind: 'switch' },
    'categories': { kind: 'list' },
    'namespaced': { kind: 'switch', usual: 'true' },
    'no-headers': { kind: 'switch' },
    'output': { kind: 'text', short: 'o' },
    'sort-by': { kind: 'text' },
    'verbs': { kind: 'list' },
  },
  run: function* ({ flags }) {
    if (flags.args.length > 0) throw new ArgumentError(`unexpected arguments: [${flags.args.join(' ')}]`)
    const output = flags.text('output') ?? ''
    if (!['', 'wide', 'name'].includes(output)) throw new UsageError(`--output ${output} is not available`)
    const sortBy = flags.text('sort-by')
    if (sortBy !== undefined && sortBy !== 'name' && sortBy !== 'kind') throw new UsageError('--sort-by accepts only name or kind')
    const shown = served(yield* discover())
      .filter(definition => !flags.has('api-group') || definition.group === flags.text('api-group'))
      .filter(definition => !flags.has('namespaced') || definition.namespaced === flags.isOn('namespaced'))
      .filter(({ verbs }) => flags.texts('verbs').every(verb => verbs.includes(verb)))
      .filter(({ categories }) => flags.texts('categories').every(category => categories.includes(category)))
      .toSorted(orderBy(sortBy))
    if (output === 'name') {
      yield* write(shown.map(definition => `${resourceText(definition)}\n`).join(''))
      return 0
    }
    const wide = output === 'wide'
    const header = flags.isOn('no-headers') ? '' : `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`
    const rows = shown.map(({ group, version, plural, shortNames, namespaced, kind, verbs, categories }) =>
      `${plural}\t${shortNames.join()}\t${apiVersionOf(group, version)}\t${namespaced}\t${kind}${wide ? `\t${[...verbs].sort().join()}\t${categories.join()}` : ''}\n`)
    yield* write(align(header + rows.join(''), tableTabs))
    return 0
  },
}

/** Of each resource the version that the server prefers: the first. Core comes first, then the groups by name. */
function served(all: readonly ResourceDefinition[]): readonly ResourceDefinition[] {
  const seen = new Set<string>()
  return all.filter(definition => {
    const key = resourceText(definition)
    return !seen.has(key) && seen.add(key)
  })
}

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

function orderBy(field: 'name' | 'kind' | undefined): (a: ResourceDefinition, b: ResourceDefinition) => number {
  if (field === 'name') return (a, b) => compare(a.plural, b.plural)
  if (field === 'kind') return (a, b) => compare(a.kind, b.kind)
  return (a, b) => compare(a.group, b.group) || compare(a.plural, b.plural)
}

export const apiVersions: Verb = {
  flags: {},
  run: function* ({ flags }) {
    if (flags.args.length > 0) throw new ArgumentError(`unexpected arguments: [${flags.args.join(' ')}]`)
    const versions = new Set((yield* discover()).map(({ group, version }) => apiVersionOf(group, version)))
    yield* write([...versions].sort().map(version => `${version}\n`).join(''))
    return 0
  },
}

/** The control plane, and the services that say that they belong to the cluster. */
export const clusterInfo: Verb = {
  flags: {},
  run: function* ({ flags, invocation }) {
    const { server } = contextOf(readConfig(invocation, flags), flags)
    const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'services', namespace: 'kube-system', labelSelector: 'kubernetes.io/cluster-service=true' })
    yield* write(`Kubernetes control plane is running at ${server}\n`)
    for (const service of 'items' in body ? body.items.map(jsonOf) : []) {
      const port = textAt(listAt(service, 'spec', 'ports')[0], 'name')
      yield* write(`${textAt(service, 'metadata', 'labels', 'kubernetes.io/name') || nameOf(service)} is running at ${server}/api/v1/namespaces/kube-system/services/${nameOf(service)}${port && `:${port}`}/proxy\n`)
    }
    yield* write('\nTo further debug and diagnose cluster problems, use \'kubectl cluster-info dump\'.\n')
    return 0
  },
}
