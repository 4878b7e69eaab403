// ResourceQuota: counts what a namespace uses. Admission adds what comes; this counts anew, above all what has gone.
import type { Part } from '../clock/part.ts'
import { usageOf, isCounted } from '../apiserver/admission/usage.ts'
import { equal } from '../apiserver/equal.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { addQuantities, formatQuantity, noQuantity, type Quantity } from '../apiserver/schema/quantity.ts'
import type { Pod, ResourceQuota } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'resourcequota-controller'
const reactionMs = 5

export function resourceQuotaController(client: Client, informers: InformerFactory): Part {
  const quotas = informers.of('resourcequotas')
  const quotasIn = quotas.indexBy(byNamespace)
  const counted = new Map<string, (namespace: string) => readonly KubeObject[]>()
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const quota = quotas.get(key)
    if (!quota || quota.metadata.deletionTimestamp !== undefined) return
    const hard = quota.spec.hard ?? {}
    const used = Object.fromEntries(Object.keys(hard).map(resource => [resource, formatQuantity(usedOf(quota, resource))]))
    const status = { hard, used }
    if (!equal(status, quota.status)) client.updateStatus('resourcequotas', { ...quota, status })
  }

  function usedOf(quota: ResourceQuota, resource: string): Quantity {
    const kind = kindCountedBy(resource)
    return objectsOf(kind)(quota.metadata.namespace ?? '').reduce((sum, object) => {
      const amount = isCounted(quota, kind, object) ? usageOf(kind, object).get(resource) : undefined
      return amount ? addQuantities(sum, amount) : sum
    }, noQuantity)
  }

  /** Kinds are watched from when a quota first asks for them. */
  function objectsOf(kind: string): (namespace: string) => readonly KubeObject[] {
    const known = counted.get(kind)
    if (known) return known
    if (!client.definitions().some(({ group, plural }) => kind === (group === '' ? plural : `${plural}.${group}`))) return () => []
    const informer = informers.ofAny(kind)
    const found = informer.indexBy(byNamespace)
    counted.set(kind, found)
    const recount = ({ metadata }: KubeObject): void => { for (const quota of quotasIn(metadata.namespace ?? '')) queue.add(keyOf(quota)) }
    informer.handle({
      deleted: recount,
      updated: (object, before) => { if (usesOtherwise(kind, object, before)) recount(object) },
    })
    return found
  }

  return {
    name,
    start: () => quotas.handle({
      added: quota => queue.add(keyOf(quota)),
      updated: (quota, before) => { if (quota.spec !== before.spec) queue.add(keyOf(quota)) },
    }),
    stop: () => queue.stop(),
  }
}

const hasEnded = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'

/** Pods take the same until they end; other things may ask for more or less. */
function usesOtherwise(kind: string, object: KubeObject, before: KubeObject): boolean {
  if (kind === 'pods') return hasEnded(object as Pod) !== hasEnded(before as Pod) // the kind names the type
  return (kind === 'services' || kind === 'persistentvolumeclaims') && !equal([...usageOf(kind, object)], [...usageOf(kind, before)])
}

const countedBySelf = new Set(['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas', 'services', 'persistentvolumeclaims'])

/** The kind of objects that use a resource. */
export function kindCountedBy(resource: string): string {
  if (resource.startsWith('count/')) return resource.slice('count/'.length)
  if (countedBySelf.has(resource)) return resource
  if (resource.startsWith('services.')) return 'services'
  if (resource === 'requests.storage' || resource.includes('.storageclass.storage.k8s.io/')) return 'persistentvolumeclaims'
  return 'pods'
}
