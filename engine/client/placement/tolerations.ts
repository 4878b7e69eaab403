// Taints and tolerations: what a node pushes away, and which pods do not mind.
import type { Taint, TaintEffect, Toleration } from '../../apiserver/types.gen.ts'

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  const value = toleration.value ?? ''
  switch (toleration.operator) {
    case 'Exists': return true
    case 'Lt': return compareWhole(taint.value, value, (there, asked) => there < asked)
    case 'Gt': return compareWhole(taint.value, value, (there, asked) => there > asked)
    default: return value === (taint.value ?? '')
  }
}

const wholeNumber = /^-?\d{1,18}$/

function compareWhole(there: string | undefined, asked: string, holds: (there: bigint, asked: bigint) => boolean): boolean {
  return there !== undefined && wholeNumber.test(there) && wholeNumber.test(asked) && holds(BigInt(there), BigInt(asked))
}

export const isTolerated = (taint: Taint, tolerations: readonly Toleration[]): boolean =>
  tolerations.some(toleration => tolerates(toleration, taint))

/** The first taint of these effects that keeps the pod away. */
export const untoleratedTaint = (taints: readonly Taint[], tolerations: readonly Toleration[], effects: readonly TaintEffect[]): Taint | undefined =>
  taints.find(taint => effects.includes(taint.effect) && !isTolerated(taint, tolerations))

export const sameTaint = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect
