// The generators that need little more than a name.
import { asQuantity } from './quantity.ts'
import { selectorObject } from '../selector.ts'
import { UsageError } from '../verb.ts'
import { generator } from './generator.ts'

export const namespace = generator({
  flags: {},
  make: (_call, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }),
})

export const serviceAccount = generator({
  what: 'serviceaccount',
  flags: {},
  make: (_call, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } }),
})

export const quota = generator({
  what: 'quota',
  flags: { hard: { kind: 'text' }, scopes: { kind: 'text' } },
  make: ({ flags }, name) => {
    const hard = resourceList(flags.text('hard') ?? '')
    const scopes = (flags.text('scopes') ?? '') === '' ? [] : (flags.text('scopes') ?? '').split(',')
    if (scopes.includes('')) throw new UsageError('invalid resource quota scope ""')
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name },
      spec: { ...Object.keys(hard).length > 0 && { hard }, ...scopes.length > 0 && { scopes } },
      status: {},
    }
  },
})

/** `cpu=1,memory=1Gi`. */
export function resourceList(text: string): Readonly<Record<string, string>> {
  if (text === '') return {}
  return Object.fromEntries(text.split(',').map(part => {
    const [name = '', value, ...more] = part.split('=')
    if (value === undefined || more.length > 0) throw new UsageError(`Invalid argument syntax ${part}, expected <resource>=<value>`)
    return [name, asQuantity(value)]
  }))
}

export const priorityClass = generator({
  what: 'priorityclass',
  flags: {
    'description': { kind: 'text' },
    'global-default': { kind: 'switch' },
    'preemption-policy': { kind: 'text', usual: 'PreemptLowerPriority' },
    'value': { kind: 'number', bits: 32 },
  },
  make: ({ flags }, name) => {
    const description = flags.text('description') ?? ''
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.number('value') ?? 0,
      ...flags.isOn('global-default') && { globalDefault: true },
      ...description !== '' && { description },
      preemptionPolicy: flags.text('preemption-policy') ?? 'PreemptLowerPriority',
    }
  },
})

export const disruptionBudget = generator({
  what: 'poddisruptionbudgets',
  flags: {
    'max-unavailable': { kind: 'text' },
    'min-available': { kind: 'text' },
    'selector': { kind: 'text' },
  },
  make: ({ flags }, name) => {
    const [selector = '', least = '', most = ''] = [flags.text('selector'), flags.text('min-available'), flags.text('max-unavailable')]
    if (selector === '') throw new UsageError('a selector must be specified')
    if (least === '' && most === '') throw new UsageError('one of min-available or max-unavailable must be specified')
    if (least !== '' && most !== '') throw new UsageError('min-available and max-unavailable cannot be both specified')
    for (const [flag, value] of [['min-available', least], ['max-unavailable', most]] as const)
      if (value !== '' && !/^\d+%?$/.test(value)) throw new UsageError(`invalid format specified for ${flag}`)
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name },
      spec: {
        ...least !== '' && { minAvailable: numberOrPercent(least) },
        selector: selectorObject(selector),
        ...most !== '' && { maxUnavailable: numberOrPercent(most) },
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    }
  },
})

const numberOrPercent = (text: string): number | string => text.endsWith('%') ? text : Number(text)
