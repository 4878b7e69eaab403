// What a namespace may use: limit ranges for each thing, quotas for all together.
import { each, fillMap, put, within } from '../defaults/fill.ts'
import { duplicate, forbidden, invalidValue, required } from '../resource.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import { compareQuantities, parseQuantity } from '../schema/quantity.ts'
import type { LimitRange, LimitRangeItem, ResourceQuota, ResourceQuotaSpec } from '../types.gen.ts'
import { fails, immutable, seenBefore, type Errors } from '../validation/check.ts'
import { anyResourceName, containerResourceName, quantityValue, quotaResourceName } from '../validation/resources.ts'
import type { Kind } from './kind.ts'

const limitTypes = ['Container', 'PersistentVolumeClaim', 'Pod']

export const limitranges: Kind<LimitRange> = {
  defaults: range => within(range, 'spec', spec => within(spec, 'limits', limits => each(limits, limitDefaults))),
  check(errors, { spec }) {
    const seen = seenBefore()
    spec.limits?.forEach((limit, i) => {
      const path = `spec.limits[${i}]`
      const faults = labelKeyFaults(limit.type)
      fails(errors, `${path}.type`, limit.type, faults)
      if (faults.length === 0 && !limit.type.includes('/') && !limitTypes.includes(limit.type)) errors.push(invalidValue(`${path}.type`, limit.type, 'must be a standard limit type or fully qualified'))
      if (seen(limit.type)) errors.push(duplicate(`${path}.type`, limit.type))
      limitItem(errors, path, limit)
    })
  },
}

/** A container that says nothing gets the most it may have, and needs what it gets. */
function limitDefaults(limit: LimitRangeItem): LimitRangeItem {
  if (limit.type !== 'Container') return limit
  const usual = fillMap(limit.default, limit.max)
  const request = fillMap(fillMap(limit.defaultRequest, usual), limit.min)
  const limited = usual ? put(limit, 'default', usual) : limit
  return request ? put(limited, 'defaultRequest', request) : limited
}

const bounds = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

function limitItem(errors: Errors, path: string, limit: LimitRangeItem): void {
  const { type } = limit
  const nameRule = type === 'Pod' || type === 'Container' ? containerResourceName : anyResourceName
  for (const bound of bounds) {
    if (type === 'Pod' && (bound === 'default' || bound === 'defaultRequest')) {
      if (Object.keys(limit[bound] ?? {}).length > 0) errors.push(forbidden(`${path}.${bound}`, 'may not be specified when `type` is \'Pod\''))
    }
    else for (const name of Object.keys(limit[bound] ?? {})) nameRule(errors, `${path}.${bound}[${name}]`, name)
  }
  if (type === 'PersistentVolumeClaim' && !limit.min?.['storage'] && !limit.max?.['storage'])
    errors.push(required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'))
  const names = new Set(bounds.flatMap(bound => Object.keys(limit[bound] ?? {})))
  for (const name of names) orderOfBounds(errors, path, limit, name)
}

function orderOfBounds(errors: Errors, path: string, limit: LimitRangeItem, name: string): void {
  const at = (bound: typeof bounds[number]): string | undefined => {
    const list = limit[bound]
    return list && Object.hasOwn(list, name) ? list[name] : undefined
  }
  const exceeds = (low: string | undefined, high: string | undefined): boolean =>
    low !== undefined && high !== undefined && compareQuantities(parseQuantity(low), parseQuantity(high)) > 0
  const [min, max, usual, request, ratio] = [at('min'), at('max'), at('default'), at('defaultRequest'), at('maxLimitRequestRatio')]
  if (exceeds(min, max)) errors.push(invalidValue(`${path}.min[${name}]`, min, `min value ${min} is greater than max value ${max}`))
  if (exceeds(min, request)) errors.push(invalidValue(`${path}.defaultRequest[${name}]`, request, `min value ${min} is greater than default request value ${request}`))
  if (exceeds(request, max)) errors.push(invalidValue(`${path}.defaultRequest[${name}]`, request, `default request value ${request} is greater than max value ${max}`))
  if (exceeds(request, usual)) errors.push(invalidValue(`${path}.defaultRequest[${name}]`, request, `default request value ${request} is greater than default limit value ${usual}`))
  if (exceeds(min, usual)) errors.push(invalidValue(`${path}.default[${name}]`, min, `min value ${min} is greater than default value ${usual}`))
  if (exceeds(usual, max)) errors.push(invalidValue(`${path}.default[${name}]`, max, `default value ${usual} is greater than max value ${max}`))
  if (exceeds('1', ratio)) errors.push(invalidValue(`${path}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${ratio} is less than 1`))
}

const scopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass']
const opposites = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const

export const resourcequotas: Kind<ResourceQuota> = {
  check(errors, { spec = {} }) {
    const { hard = {} } = spec
    for (const name of Object.keys(hard)) {
      quotaResourceName(errors, `spec.hard[${name}]`, name)
      quantityValue(errors, `spec.hard[${name}]`, name, hard[name] ?? '')
    }
    quotaScopes(errors, spec)
  },
  checkUpdate(errors, { spec: next = {} }, { spec: current = {} }) {
    immutable(errors, 'spec.scopes', [...next.scopes ?? []].sort().join() === [...current.scopes ?? []].sort().join(), next.scopes ?? null)
  },
}

function quotaScopes(errors: Errors, { hard = {}, scopes: given = [], scopeSelector }: ResourceQuotaSpec): void {
  for (const scope of given) {
    if (!scopes.includes(scope)) errors.push(invalidValue('spec.scopes', given, 'unsupported scope'))
    else for (const name of Object.keys(hard)) if (!fits(scope, name)) errors.push(invalidValue('spec.scopes', given, 'unsupported scope applied to resource'))
  }
  if (opposites.some(pair => pair.every(scope => given.includes(scope)))) errors.push(invalidValue('spec.scopes', given, 'conflicting scopes'))
  const path = 'spec.scopeSelector.matchExpressions'
  for (const { scopeName, operator, values = [] } of scopeSelector?.matchExpressions ?? []) {
    if (!scopes.includes(scopeName)) errors.push(invalidValue(`${path}.scopeName`, scopeName, 'unsupported scope'))
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${path}.values`, 'must be at least one value when `operator` is \'In\' or \'NotIn\' for scope selector'))
    }
    else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(invalidValue(`${path}.values`, values, 'must be no value when `operator` is \'Exist\' or \'DoesNotExist\' for scope selector'))
    }
    else errors.push(invalidValue(`${path}.operator`, operator, 'not a valid selector operator'))
  }
}

/** Pods of the best effort can only be counted. */
const fits = (scope: string, name: string): boolean => scope === 'BestEffort' ? name === 'pods' : name === 'pods' || /^(requests\.|limits\.)?(cpu|memory|ephemeral-storage)$/.test(name) || name.includes('/')
