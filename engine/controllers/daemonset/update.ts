// Which pods of a DaemonSet a rolling update takes down now, and on which nodes it puts a second one first.
import type { DaemonSet, IntOrString, Pod } from '../../apiserver/types.gen.ts'
import { isAvailable } from '../pod-control.ts'
import { revisionLabel } from './pod.ts'

export interface Steps { readonly create: readonly string[], readonly remove: readonly Pod[] }

const percentage = /^(\d{1,9})%$/

/** Shares of the nodes round up. */
const scaled = (value: IntOrString | undefined, of: number): number =>
  typeof value === 'number' ? value : Math.ceil(Number(percentage.exec(value ?? '')?.[1] ?? 0) * of / 100)

export interface Limits { readonly maxSurge: number, readonly maxUnavailable: number }

/** One pod may be missing at least, or nothing would ever move. */
export function limitsOf({ spec: { updateStrategy: { type, rollingUpdate } } }: DaemonSet, desired: number): Limits {
  if (type === 'OnDelete') return { maxSurge: 0, maxUnavailable: 0 }
  const maxSurge = scaled(rollingUpdate?.maxSurge, desired)
  const maxUnavailable = scaled(rollingUpdate?.maxUnavailable ?? 1, desired)
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable }
}

export const isCurrent = ({ metadata }: Pod, hash: string): boolean => metadata.labels?.[revisionLabel] === hash

interface Pair { readonly fresh: Pod | undefined, readonly old: Pod | undefined }

/** The new and the old pod of a node; nothing when there are several of a kind, which is not the update's affair. */
function pairOf(pods: readonly Pod[], hash: string): Pair | undefined {
  const there = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const fresh = there.filter(pod => isCurrent(pod, hash))
  const old = there.filter(pod => !isCurrent(pod, hash))
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] }
}

export function updateSteps(set: DaemonSet, podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, limits: Limits, unixMs: number): Steps {
  const serves = (pod: Pod): boolean => isAvailable(pod, set.spec.minReadySeconds ?? 0, unixMs)
  return limits.maxSurge === 0 ? replaceInPlace(podsByNode, hash, limits.maxUnavailable, serves) : surge(podsByNode, hash, limits.maxSurge, serves)
}

/** Old pods that don't serve go at once, others as long as not too many are missing. */
function replaceInPlace(podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, maxUnavailable: number, serves: (pod: Pod) => boolean): Steps {
  const pairs = [...podsByNode.values()].map(pods => pairOf(pods, hash))
  const lone = pairs.flatMap(pair => pair && !pair.fresh && pair.old ? [pair.old] : [])
  const missing = pairs.filter(pair => {
    const only = pair && (pair.fresh ? (pair.old ? undefined : pair.fresh) : pair.old)
    return !only || !serves(only)
  }).length
  const mayGo = Math.max(0, maxUnavailable - missing)
  return { create: [], remove: [...lone.filter(pod => !serves(pod)), ...lone.filter(serves).slice(0, mayGo)] }
}

/** New pods come beside old ones, which go once the new ones serve. */
function surge(podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, maxSurge: number, serves: (pod: Pod) => boolean): Steps {
  const remove: Pod[] = []
  const [free, waiting]: [string[], string[]] = [[], []]
  let surging = 0
  for (const [node, pods] of podsByNode) {
    const pair = pairOf(pods, hash)
    if (!pair) surging++
    else if (pair.old && pair.fresh) {
      if (serves(pair.fresh)) remove.push(pair.old)
      else surging++
    }
    else if (pair.old) (serves(pair.old) ? waiting : free).push(node)
  }
  return { create: [...free, ...waiting.slice(0, Math.max(0, maxSurge - surging))], remove }
}
