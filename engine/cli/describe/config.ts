// The descriptions of configuration, and of what bounds a namespace.
import type { ConfigMap, LimitRange, Namespace, PriorityClass, ResourceQuota, Secret, ServiceAccount } from '../../apiserver/types.gen.ts'
import { compareQuantities, formatQuantity, noQuantity, parseQuantity, wholeValue } from '../../apiserver/schema/quantity.ts'
import { labelsText, quantity } from '../../apiserver/tables/format.ts'
import { base64Text } from '../print/base64.ts'
import { objectsOf, type Describer } from './describer.ts'
import { dateText, sortedKeys, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, heading, labelLines } from './metadata.ts'

export const configMap: Describer<ConfigMap> = {
  describe({ metadata, data, binaryData }, out, { nowMs, events }) {
    heading(out, metadata)
    out.line(0, '\nData\n====')
    for (const key of sortedKeys(data)) out.line(0, `${key}:\n----\n${data?.[key] ?? ''}\n`)
    out.line(0, '\nBinaryData\n====')
    for (const key of sortedKeys(binaryData)) out.line(0, `${key}: ${base64Length(binaryData?.[key] ?? '')} bytes`)
    out.line(0, '')
    eventLines(out, events, nowMs)
  },
}

/** Only tokens are shown; of everything else, how long it is. */
export const secret: Describer<Secret> = {
  eventless: true,
  describe({ metadata, type, data }, out) {
    heading(out, metadata)
    out.line(0, `\nType:\t${type ?? ''}`)
    out.line(0, '\nData\n====')
    for (const key of sortedKeys(data)) {
      const value = data?.[key] ?? ''
      const shown = key === 'token' && type === 'kubernetes.io/service-account-token'
      out.line(0, `${key}:\t${shown ? base64Text(value) : `${base64Length(value)} bytes`}`)
    }
  },
}

export const serviceAccount: Describer<ServiceAccount> = {
  describe({ metadata, imagePullSecrets }, out, { nowMs, events }) {
    heading(out, metadata)
    const title = 'Image pull secrets:'
    const [first = '<none>', ...rest] = (imagePullSecrets ?? []).map(({ name }) => name)
    out.line(0, `${title}\t${first}`)
    for (const name of rest) out.line(0, `${' '.repeat(title.length)}\t${name}`)
    eventLines(out, events, nowMs)
  },
}

export const priorityClass: Describer<PriorityClass> = {
  describe({ metadata, value, globalDefault = false, preemptionPolicy = '', description = '' }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Value:\t${value}`)
    out.line(0, `GlobalDefault:\t${globalDefault}`)
    out.line(0, `PreemptionPolicy:\t${preemptionPolicy}`)
    out.line(0, `Description:\t${description}`)
    out.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
    eventLines(out, events, nowMs)
  },
}

export const namespace: Describer<Namespace> = {
  eventless: true,
  needs: ({ metadata: { name } }) => [{ resource: 'resourcequotas', namespace: name }, { resource: 'limitranges', namespace: name }],
  describe({ metadata, status }, out, { answers }) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Status:\t${status.phase ?? ''}`)
    if (status.conditions?.length) {
      out.line(0, 'Conditions:')
      out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
      out.line(1, '----\t------\t------------------\t------\t-------')
    }
    for (const { type, status: word, lastTransitionTime, reason = '', message = '' } of status.conditions ?? [])
      out.line(1, `${type}\t${word}\t${dateText(lastTransitionTime)}\t${reason}\t${message}`)
    out.line(0, '')
    quotaSection(out, objectsOf<ResourceQuota>(answers[0]))
    out.line(0, '')
    limitSection(out, objectsOf<LimitRange>(answers[1]))
  },
}

function quotaSection(out: Description, quotas: readonly ResourceQuota[]): void {
  out.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas')
  for (const { metadata, spec, status } of quotas.toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1)) {
    out.line(1, `Name:\t${metadata.name}`)
    scopeLines(out, 1, spec.scopes, '* ')
    out.line(1, 'Resource\tUsed\tHard')
    out.line(1, '--------\t---\t---')
    for (const name of sortedKeys(status.hard)) out.line(1, `${name}\t${quantity(status.used?.[name])}\t${quantity(status.hard?.[name])}`)
  }
}

export const quota: Describer<ResourceQuota> = {
  eventless: true,
  describe({ metadata, spec, status }, out) {
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    scopeLines(out, 0, spec.scopes, ' * ')
    out.line(0, 'Resource\tUsed\tHard')
    out.line(0, '--------\t----\t----')
    for (const name of sortedKeys(status.hard)) out.line(0, `${name}\t${inFormOf(quantity(status.used?.[name]), quantity(status.hard?.[name]))}\t${quantity(status.hard?.[name])}`)
  },
}

/** What is used is written as the bound is: in powers of two or of ten. */
function inFormOf(used: string, hard: string): string {
  const [amount, bound] = [parseQuantity(used), parseQuantity(hard)]
  if (amount.format === bound.format || compareQuantities(amount, noQuantity) === 0) return used
  return formatQuantity({ nanos: BigInt(wholeValue(amount)) * 1_000_000_000n, format: bound.format })
}

const scopeHelp: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

function scopeLines(out: Description, level: number, scopes: readonly string[] | undefined, bullet: string): void {
  if (!scopes?.length) return
  const sorted = scopes.toSorted()
  out.line(level, `Scopes:\t${sorted.join(', ')}`)
  for (const scope of sorted) if (Object.hasOwn(scopeHelp, scope)) out.line(level, `${bullet}${scopeHelp[scope]}`)
}

const limitTitles = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'
const limitRules = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------'

function limitSection(out: Description, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    out.line(0, 'No LimitRange resource.')
    return
  }
  out.line(0, `Resource Limits\n ${limitTitles}\n ${limitRules}`)
  for (const range of ranges) limitLines(out, range, ' ')
}

export const limitRange: Describer<LimitRange> = {
  eventless: true,
  describe(range, out) {
    out.line(0, `Name:\t${range.metadata.name}`)
    out.line(0, `Namespace:\t${range.metadata.namespace ?? ''}`)
    out.line(0, `${limitTitles}\n${limitRules}`)
    limitLines(out, range, '')
  },
}

function limitLines(out: Description, { spec }: LimitRange, indent: string): void {
  for (const { type, min, max, defaultRequest, default: defaultLimit, maxLimitRequestRatio } of spec?.limits ?? []) { // a LimitRange may say nothing
    const lists = [min, max, defaultRequest, defaultLimit, maxLimitRequestRatio]
    const names = [...new Set(lists.flatMap(sortedKeys))].sort()
    for (const name of names) out.line(0, [`${indent}${type}`, name, ...lists.map(list => list?.[name] ?? '-')].join('\t'))
  }
}

/** How many bytes a base64 text stands for, without decoding what is only counted. */
const base64Length = (text: string): number => Math.floor(text.replace(/=+$/, '').length * 3 / 4)
