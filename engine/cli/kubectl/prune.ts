// `kubectl apply --prune`: deletes what an earlier apply made and this one does not name.
import { demand, discover, write, type Program } from '../../client/program.ts'
import { apiVersionOf } from '../../apiserver/resource.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { isApplied } from './annotation.ts'
import type { Flags } from './flags.ts'
import type { Subject } from './manifests.ts'
import { dryRunSuffix } from './outcome.ts'
import { jsonOf, kindText, placeIn } from './targets.ts'
import { dryRunOf, UsageError, type Call } from './verb.ts'

export const pruneFlags: Flags = {
  'all': { kind: 'switch' },
  'prune': { kind: 'switch' },
  'prune-allowlist': { kind: 'texts' },
  'selector': { kind: 'text', short: 'l' },
}

const namespacedKinds = ['configmaps', 'endpoints', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'secrets', 'services', 'jobs.batch', 'cronjobs.batch', 'ingresses.networking.k8s.io', 'daemonsets.apps', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps']
const otherKinds = ['namespaces', 'persistentvolumes']

/** What cannot be meant is refused before anything is applied. */
export function* checkPrune({ flags }: Call): Program<void> {
  const [all, selector] = [flags.isOn('all'), (flags.text('selector') ?? '') !== '']
  if (all && selector) throw new UsageError('cannot set --all and --selector at the same time')
  if (!flags.isOn('prune')) return
  if (!all && !selector) throw new UsageError('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector')
  const definitions = yield* discover()
  for (const text of flags.texts('prune-allowlist')) {
    const [group = '', version = '', kind, ...more] = text.split('/')
    if (kind === undefined || more.length > 0) throw new UsageError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`)
    const apiVersion = group === 'core' ? version : `${group}/${version}`
    if (!definitions.some(known => apiVersionOf(known.group, known.version) === apiVersion && known.kind === kind))
      throw new UsageError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`)
  }
}

export function* prune(applied: readonly Subject[], call: Call): Program<void> {
  const { flags } = call
  const kept = new Set(applied.map(({ definition, namespace, name }) => `${kindText(definition)} ${namespace ?? ''}/${name}`))
  const namespaces = [...new Set(applied.flatMap(({ namespace }) => namespace ?? []))]
  const all = yield* discover()
  const allowed = flags.texts('prune-allowlist').map(text => text.split('/').at(-1)?.toLowerCase() ?? '')
  const kinds = allowed.length > 0 ? allowed : [...namespacedKinds, ...otherKinds]
  for (const kind of kinds) {
    const definition = resourceNamed(all, kind)
    if (!definition) continue
    for (const namespace of definition.namespaced ? namespaces : [undefined]) {
      const labelSelector = flags.text('selector') ?? ''
      const { body } = yield* demand({ verb: 'list', ...placeIn(definition, namespace), labelSelector })
      for (const object of 'items' in body ? body.items : []) {
        const { name } = object.metadata
        if (!isApplied(jsonOf(object)) || kept.has(`${kindText(definition)} ${namespace ?? ''}/${name}`)) continue
        if (dryRunOf(call) === 'none') yield* demand({ verb: 'delete', ...placeIn(definition, namespace), name, propagationPolicy: 'Background' })
        yield* write(`${kindText(definition)}/${name} pruned${dryRunSuffix(call)}\n`)
      }
    }
  }
}
