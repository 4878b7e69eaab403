import type { AdmissionPlugin, Attributes } from '../admission.ts'
import type { KubeObject } from '../object.ts'
import { resourceKey, type StrategyContext } from '../resource.ts'
import { compareQuantities, formatQuantity, noQuantity, subtractQuantities } from '../schema/quantity.ts'
import type { Pod, ResourceQuota } from '../types.gen.ts'
import { amountsOf, sum, type Amounts } from './amounts.ts'
import { refusal } from './plugin.ts'
import { isCounted, unsaid, usageOf } from './usage.ts'

const quotas = 'resourcequotas'
/** Kinds whose use of quotas may change while they live. */
const changing = new Set(['persistentvolumeclaims', 'services'])

/** A namespace uses no more than its quotas allow. What is used is counted here at once; the controller counts anew what goes. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(attributes, context) {
    const { definition: { group, plural }, namespace, object, operation, subresource } = attributes
    if (!object || namespace === undefined || subresource !== '' || operation === 'UPDATE' && !changing.has(resourceKey(group, plural))) return
    const given = context.all(quotas, namespace) as readonly ResourceQuota[] // the key names the type
    if (given.length > 0) charge(given, object, namespace, attributes, context)
  },
}

function charge(given: readonly ResourceQuota[], object: KubeObject, namespace: string, attributes: Attributes, { lookup, put }: StrategyContext): void {
  const { definition, dryRun, name, oldObject } = attributes
  const key = resourceKey(definition.group, definition.plural)
  const usage = usageOf(key, object)
  const before: Amounts = oldObject ? usageOf(key, oldObject) : new Map()
  const more = new Map([...usage].map(([name, amount]) => [name, subtractQuantities(amount, before.get(name) ?? noQuantity)] as const).filter(([, { nanos }]) => nanos !== 0n))
  const counted = given.filter(quota => isCounted(quota, key, object)).map(quota => counting(quota, more, attributes))
  if (dryRun || !oldObject && lookup(key, namespace, name)) return // what is there already will not be made again
  for (const quota of counted) if (!given.includes(quota)) put(quotas, quota)
}

const shown = (amounts: Amounts, names: readonly string[]): string =>
  [...names].sort().map(name => `${name}=${formatQuantity(amounts.get(name) ?? noQuantity)}`).join()

function counting(quota: ResourceQuota, more: Amounts, attributes: Attributes): ResourceQuota {
  const { metadata: { name }, status = {} } = quota
  const hard = amountsOf(status.hard)
  if (attributes.definition.kind === 'Pod') {
    const silence = unsaid([...hard.keys()], attributes.object as Pod) // the kind names the type
    if (silence.length > 0) throw refusal(attributes, `failed quota: ${name}: must specify ${silence.join('; ')}`)
  }
  const requested = new Map([...more].filter(([resource]) => hard.has(resource)))
  const used = amountsOf(status.used)
  const uncounted = [...requested.keys()].filter(resource => !used.has(resource))
  if (uncounted.length > 0) throw refusal(attributes, `status unknown for quota: ${name}, resources: ${uncounted.sort().join()}`)
  const next = sum(used, requested)
  const exceeded = [...requested].filter(([resource, { nanos }]) => nanos > 0n && compareQuantities(next.get(resource) ?? noQuantity, hard.get(resource) ?? noQuantity) > 0).map(([resource]) => resource)
  if (exceeded.length > 0)
    throw refusal(attributes, `exceeded quota: ${name}, requested: ${shown(requested, exceeded)}, used: ${shown(used, exceeded)}, limited: ${shown(hard, exceeded)}`)
  if (requested.size === 0) return quota
  return { ...quota, status: { ...status, used: Object.fromEntries([...next].map(([resource, amount]) => [resource, formatQuantity(amount)])) } }
}
