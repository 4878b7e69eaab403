// What a namespace may use: limit ranges for each thing, quotas for all together.
import { each, fillMap, put, within } from '../defaults/fill.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import { compareQuantities, parseQuantity } from '../schema/quantity.ts'
import type { LimitRange, LimitRangeItem, ResourceQuota, ResourceQuotaSpec } from '../types.gen.ts'
import { fails, immutable, seenBefore } from '../validation/check.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import type { Path } from '../validation/path.ts'
import { anyResourceName, containerResourceName, isCountedByQuota, mayOvercommit, quantityValue, quotaResourceName } from '../validation/resources.ts'
import type { Kind } from './kind.ts'

const limitTypes = ['Container', 'PersistentVolumeClaim', 'Pod']

export const limitranges: Kind<LimitRange> = {
  defaults: range => within(range, 'spec', spec => within(spec, 'limits', limits => each(limits, limitDefaults))),
  check(root, { spec }) {
    const seen = seenBefore()
    spec.limits?.forEach((limit, i) => {
      const path = root.to(`spec.limits[${i}]`)
      const faults = labelKeyFaults(limit.type)
      fails(path.to('type'), limit.type, faults)
      if (faults.length === 0 && !limit.type.includes('/') && !limitTypes.includes(limit.type)) path.to('type').invalid(limit.type, 'must be a standard limit type or fully qualified')
      if (seen(limit.type)) path.to('type').duplicate(limit.type)
      limitItem(path, limit)
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

function limitItem(path: Path, limit: LimitRangeItem): void {
  const { type } = limit
  const nameRule = type === 'Pod' || type === 'Container' ? containerResourceName : anyResourceName
  for (const bound of bounds) {
    if (bound === 'maxLimitRequestRatio' && type === 'PersistentVolumeClaim' && !limit.min?.['storage'] && !limit.max?.['storage'])
      path.to('limits').required('either minimum or maximum storage value is required, but neither was provided')
    if (type === 'Pod' && (bound === 'default' || bound === 'defaultRequest')) {
      if (Object.keys(limit[bound] ?? {}).length > 0) path.to(bound).forbidden('may not be specified when `type` is \'Pod\'')
    }
    else for (const name of Object.keys(limit[bound] ?? {})) nameRule(path.to(`${bound}[${name}]`), name)
  }
  const names = new Set(bounds.flatMap(bound => Object.keys(limit[bound] ?? {})))
  for (const name of names) orderOfBounds(path, limit, name)
}

function orderOfBounds(path: Path, limit: LimitRangeItem, name: string): void {
  const at = (bound: typeof bounds[number]): string | undefined => {
    const list = limit[bound]
    return list && Object.hasOwn(list, name) ? list[name] : undefined
  }
  const exceeds = (low: string | undefined, high: string | undefined): boolean =>
    low !== undefined && high !== undefined && compareQuantities(parseQuantity(low), parseQuantity(high)) > 0
  const [min, max, usual, request, ratio] = [at('min'), at('max'), at('default'), at('defaultRequest'), at('maxLimitRequestRatio')]
  if (exceeds(min, max)) path.to(`min[${name}]`).invalid(min, `min value ${min} is greater than max value ${max}`)
  if (exceeds(min, request)) path.to(`defaultRequest[${name}]`).invalid(request, `min value ${min} is greater than default request value ${request}`)
  if (exceeds(request, max)) path.to(`defaultRequest[${name}]`).invalid(request, `default request value ${request} is greater than max value ${max}`)
  if (exceeds(request, usual)) path.to(`defaultRequest[${name}]`).invalid(request, `default request value ${request} is greater than default limit value ${usual}`)
  if (exceeds(min, usual)) path.to(`default[${name}]`).invalid(min, `min value ${min} is greater than default value ${usual}`)
  if (exceeds(usual, max)) path.to(`default[${name}]`).invalid(max, `default value ${usual} is greater than max value ${max}`)
  const atRatio = path.to(`maxLimitRequestRatio[${name}]`)
  if (exceeds('1', ratio)) atRatio.invalid(ratio, `ratio ${ratio} is less than 1`)
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = numberOf(max) / numberOf(min)
    if (numberOf(ratio) > most) atRatio.invalid(ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`)
  }
  if (usual !== undefined && request !== undefined && !mayOvercommit(name) && (exceeds(usual, request) || exceeds(request, usual)))
    path.to(`defaultRequest[${name}]`).invalid(request, `default value ${usual} must equal to defaultRequest value ${request} in ${name}`)
}

const numberOf = (text: string): number => Number(parseQuantity(text).nanos) / 1e9

const scopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass']
const opposites = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const

export const resourcequotas: Kind<ResourceQuota> = {
  check(root, { spec = {} }) {
    quotaAmounts(root.to('spec.hard'), spec.hard)
    quotaScopes(root, spec)
  },
  checkStatus(root, { status: { hard, used } }) {
    quotaAmounts(root.to('status.hard'), hard)
    quotaAmounts(root.to('status.used'), used)
  },
  checkUpdate(root, { spec: next = {} }, { spec: current = {} }) {
    immutable(root.to('spec.scopes'), [...next.scopes ?? []].sort().join() === [...current.scopes ?? []].sort().join(), next.scopes ?? null)
  },
}

function quotaAmounts(path: Path, amounts: Readonly<Record<string, string>> = {}): void {
  for (const name of Object.keys(amounts)) {
    quotaResourceName(path.to(`[${name}]`), name)
    quantityValue(path.to(`[${name}]`), name, amounts[name] ?? '')
  }
}

function quotaScopes(root: Path, { hard = {}, scopes: given = [], scopeSelector }: ResourceQuotaSpec): void {
  const counted = Object.keys(hard).sort()
  const conflicts = (path: Path, chosen: readonly string[]): void => {
    for (const pair of opposites) if (pair.every(scope => chosen.includes(scope))) path.invalidText(shownList(given), 'conflicting scopes')
  }
  const path = root.to('spec.scopes')
  for (const scope of given) {
    if (!scopes.includes(scope)) path.invalid(given, 'unsupported scope')
    for (const name of counted) if (!fits(scope, name)) path.invalid(given, 'unsupported scope applied to resource')
  }
  conflicts(path, given)
  if (!scopeSelector) return
  const { matchExpressions = [] } = scopeSelector
  const at = root.to('spec.scopeSelector.matchExpressions')
  for (const { scopeName, operator, values = [] } of matchExpressions) {
    if (!scopes.includes(scopeName)) at.to('scopeName').invalid(scopeName, 'unsupported scope')
    for (const name of counted) if (!fits(scopeName, name)) at.invalidText(compactJson(internalStruct('ScopeSelector', scopeSelector)), 'unsupported scope applied to resource')
    if (yesOrNo.includes(scopeName) && operator !== 'Exists')
      at.to('operator').invalid(operator, `must be 'Exist' when scope is any of ${yesOrNo.slice(0, -1).map(scope => `ResourceQuotaScope${scope}`).join(', ')} or ResourceQuotaScope${yesOrNo.at(-1)}`)
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) at.to('values').required('must be at least one value when `operator` is \'In\' or \'NotIn\' for scope selector')
    }
    else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) at.to('values').invalid(values, 'must be no value when `operator` is \'Exist\' or \'DoesNotExist\' for scope selector')
    }
    else at.to('operator').invalid(operator, 'not a valid selector operator')
  }
  conflicts(at, matchExpressions.map(({ scopeName }) => scopeName))
}

const shownList = (list: readonly string[]): string => list.length === 0 ? 'null' : JSON.stringify(list)

/** Scopes that a pod is in or not, whatever values are named. */
const yesOrNo = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']

/** Whether what is counted has that scope: pods of the best effort can only be counted, claims have classes of attributes. */
function fits(scope: string, name: string): boolean {
  if (!isCountedByQuota(name) || !scopes.includes(scope)) return true
  if (scope === 'VolumeAttributesClass') return name === 'persistentvolumeclaims' || name === 'requests.storage'
  return name === 'pods' || scope !== 'BestEffort' && /^(?:requests\.|limits\.)?(?:cpu|memory)$/.test(name)
}
