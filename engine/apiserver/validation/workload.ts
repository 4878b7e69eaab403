// What kinds that keep pods have in common: a selector, and a template that it selects.
import { forbidden, invalidText, invalidValue, notSupported, required } from '../resource.ts'
import { labelSelectorMatches } from '../selectors/index.ts'
import type { LabelSelector, PodTemplateSpec } from '../types.gen.ts'
import { equal } from '../equal.ts'
import type { Errors } from './check.ts'
import { isEmptySelector, labelSelector, shownSelector } from './labels.ts'
import { podTemplate } from './pod.ts'

export interface Keeper { readonly selector: LabelSelector, readonly template: PodTemplateSpec }

/** The selector, then the template with the labels that it must have. `what` is how errors call the kind. */
export function selectorAndTemplate(errors: Errors, { selector, template }: Keeper, what: string, kind: string): void {
  const before = errors.length
  if (!selector) errors.push(required('spec.selector'))
  else {
    labelSelector(errors, 'spec.selector', selector)
    if (isEmptySelector(selector)) errors.push(invalidText('spec.selector', '{}', `empty selector is invalid for ${what}`))
  }
  if (errors.length > before && selector && !isEmptySelector(selector)) return void errors.push(invalidText('spec.selector', shownSelector(selector), 'invalid label selector'))
  if (!selector || !isEmptySelector(selector)) matchingLabels(errors, selector, template)
  alwaysRunning(errors, template, kind)
}

export function matchingLabels(errors: Errors, selector: LabelSelector | undefined, { metadata: { labels } }: PodTemplateSpec): void {
  if (!labelSelectorMatches(selector, labels ?? {}))
    errors.push(invalidValue('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'))
}

/** A template of pods that are to run for ever. */
export function alwaysRunning(errors: Errors, template: PodTemplateSpec, kind: string): void {
  podTemplate(errors, 'spec.template', template)
  const { restartPolicy, activeDeadlineSeconds } = template.spec
  if (restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy ?? '', ['Always']))
  if (activeDeadlineSeconds !== undefined) errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`))
}

export function sameSelector(errors: Errors, next: LabelSelector, current: LabelSelector): void {
  if (!equal(next, current)) errors.push(invalidText('spec.selector', next ? shownSelector(next) : 'null', 'field is immutable'))
}
