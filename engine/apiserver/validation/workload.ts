// What kinds that keep pods have in common: a selector, and a template that it selects.
import { labelSelectorMatches } from '../selectors/index.ts'
import type { LabelSelector, PodTemplateSpec } from '../types.gen.ts'
import { equal } from '../equal.ts'
import type { Path } from './path.ts'
import { isEmptySelector, labelSelector, shownSelector } from './labels.ts'
import { podTemplate } from './pod.ts'

export interface Keeper { readonly selector: LabelSelector, readonly template: PodTemplateSpec }

/** The selector, then the template with the labels that it must have. `what` is how root call the kind. */
export function selectorAndTemplate(root: Path, { selector, template }: Keeper, what: string, kind: string): void {
  const before = root.faults
  if (!selector) root.to('spec.selector').required()
  else {
    labelSelector(root.to('spec.selector'), selector)
    if (isEmptySelector(selector)) root.to('spec.selector').invalidText('{}', `empty selector is invalid for ${what}`)
  }
  if (root.faults > before && selector && !isEmptySelector(selector)) return void root.to('spec.selector').invalidText(shownSelector(selector), 'invalid label selector')
  if (!selector || !isEmptySelector(selector)) matchingLabels(root, selector, template)
  alwaysRunning(root, template, kind)
}

export function matchingLabels(root: Path, selector: LabelSelector | undefined, { metadata: { labels } }: PodTemplateSpec): void {
  if (!labelSelectorMatches(selector, labels ?? {}))
    root.to('spec.template.metadata.labels').invalid(labels ?? null, '`selector` does not match template `labels`')
}

/** A template of pods that are to run for ever. */
export function alwaysRunning(root: Path, template: PodTemplateSpec, kind: string): void {
  podTemplate(root.to('spec.template'), template)
  const { restartPolicy, activeDeadlineSeconds } = template.spec
  if (restartPolicy !== 'Always') root.to('spec.template.spec.restartPolicy').notSupported(restartPolicy ?? '', ['Always'])
  if (activeDeadlineSeconds !== undefined) root.to('spec.template.spec.activeDeadlineSeconds').forbidden(`activeDeadlineSeconds in ${kind} is not Supported`)
}

export function sameSelector(root: Path, next: LabelSelector, current: LabelSelector): void {
  if (!equal(next, current)) root.to('spec.selector').invalidText(next ? shownSelector(next) : 'null', 'field is immutable')
}
