// What may change of a pod that is there.
import { put } from '../../defaults/fill.ts'
import { equal } from '../../equal.ts'
import type { Affinity, Container, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../../types.gen.ts'
import { fails } from '../../validation/check.ts'
import type { Path } from '../../validation/path.ts'
import { unifiedDiff } from '../../validation/diff.ts'
import { indentedJson, internalPodSpec } from '../../validation/internal.ts'
import { between } from '../../validation/names.ts'
import { trimmed } from '../../validation/pod.ts'

const mayChange = '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),'
  + '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
const largestInt32 = 2 ** 31 - 1

export function podUpdate(root: Path, { spec: next }: Pod, { spec: current }: Pod): void {
  if (next === current) return
  for (const field of ['containers', 'initContainers'] as const) {
    const list = next[field] ?? []
    if (list.length !== (current[field] ?? []).length) return void root.to(`spec.${field}`).forbidden('pod updates may not add or remove containers')
    list.forEach(({ image }, i) => {
      if (!image) root.to(`spec.${field}[${i}].image`).required()
      trimmed(root.to(`spec.${field}[${i}].image`), image)
    })
  }
  if (!deadline(root, next.activeDeadlineSeconds, current.activeDeadlineSeconds)) return
  onlyAddedTolerations(root, next.tolerations ?? [], current.tolerations ?? [])
  onlyFewerGates(root, next.schedulingGates ?? [], current.schedulingGates ?? [])
  const kept = withChangeable(root, next, current)
  if (!equal(kept, current)) root.to('spec').forbidden(`pod updates may not change fields other than ${mayChange}\n${changes(current, kept)}`)
}

/**
 * The lines that change, as the real server numbers them: where the volumes stay, it was recorded to count six lines
 * more for each part of a projected volume (18 for the token of a pod), which is what a field that is not set would take.
 */
function changes(current: PodSpec, next: PodSpec): string {
  const sameVolumes = equal(current.volumes, next.volumes)
  const shown = (spec: PodSpec): string => {
    const text = indentedJson(internalPodSpec(spec))
    return sameVolumes ? text.replaceAll(unsetBundle, `$&${'\n'.repeat(6)}`) : text
  }
  return unifiedDiff(shown(current), shown(next))
}
const unsetBundle = /^ *"ClusterTrustBundle": null,$/gm

/** Whether it is worth looking further. */
function deadline(root: Path, next: number | undefined, current: number | undefined): boolean {
  const path = root.to('spec.activeDeadlineSeconds')
  const before = root.faults
  if (next === undefined) {
    if (current !== undefined) path.invalid(null, 'must not update from a positive integer to nil value')
    return true
  }
  fails(path, next, between(0, largestInt32)(next))
  if (root.faults === before && current !== undefined && current < next) path.invalid(next, 'must be less than or equal to previous value')
  return root.faults === before
}

function onlyAddedTolerations(root: Path, next: readonly Toleration[], current: readonly Toleration[]): void {
  const besideSeconds = ({ tolerationSeconds: _seconds, ...rest }: Toleration): object => rest
  if (!current.every(old => next.some(toleration => toleration === old || equal(besideSeconds(toleration), besideSeconds(old)))))
    root.to('spec.tolerations').forbidden('existing toleration can not be modified except its tolerationSeconds')
}

type Gates = NonNullable<PodSpec['schedulingGates']>

function onlyFewerGates(root: Path, next: Gates, current: Gates): void {
  next.forEach(({ name }, i) => {
    if (!current.some(gate => gate.name === name))
      root.to(`spec.schedulingGates[${i}].name`).forbidden(`only deletion is allowed, but found new scheduling gate '${name}'`)
  })
}

/** `next` as it would be without the changes that are allowed. */
function withChangeable(root: Path, next: PodSpec, current: PodSpec): PodSpec {
  const images = (list: readonly Container[], old: readonly Container[]): readonly Container[] =>
    list.map((container, i) => put(container, 'image', old[i]?.image ?? ''))
  let kept: PodSpec = { ...next, containers: images(next.containers, current.containers) }
  if (next.initContainers) kept = { ...kept, initContainers: images(next.initContainers, current.initContainers ?? []) }
  kept = restored(restored(restored(kept, current, 'activeDeadlineSeconds'), current, 'tolerations'), current, 'schedulingGates')
  if ((current.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1) kept = restored(kept, current, 'terminationGracePeriodSeconds')
  return current.schedulingGates?.length ? withNarrowerPlace(root, kept, current) : kept
}

function restored<K extends keyof PodSpec>(spec: PodSpec, from: PodSpec, field: K): PodSpec {
  const { [field]: _dropped, ...rest } = spec
  const value = from[field]
  return value === undefined ? rest as PodSpec : { ...spec, [field]: value } // what is dropped is optional
}

/** Before a pod is scheduled, its place may still be narrowed down. */
function withNarrowerPlace(root: Path, kept: PodSpec, current: PodSpec): PodSpec {
  const { nodeSelector = {} } = kept
  if (!Object.entries(current.nodeSelector ?? {}).every(([key, value]) => Object.hasOwn(nodeSelector, key) && nodeSelector[key] === value))
    root.to('spec.nodeSelector').invalid(nodeSelector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)')
  const path = root.to('spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms')
  const [next, old] = [termsOf(kept.affinity), termsOf(current.affinity)]
  if (old.length > 0 && old.length !== next.length) path.invalid(next, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')
  else old.forEach((term, i) => { if (!widens(next[i] ?? {}, term)) path.to(i).invalid(next[i], 'only additions are allowed (no mutations or deletions)') })
  const { nodeAffinity: _next, ...others } = kept.affinity ?? {}
  const { nodeAffinity: _old, ...oldOthers } = current.affinity ?? {}
  const sameOthers = equal(others, oldOthers)
  return restored(sameOthers ? restored(kept, current, 'affinity') : kept, current, 'nodeSelector')
}

const termsOf = (affinity: Affinity | undefined): readonly NodeSelectorTerm[] =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []

const widens = (next: NodeSelectorTerm, old: NodeSelectorTerm): boolean => (['matchExpressions', 'matchFields'] as const).every(field =>
  (old[field] ?? []).every((requirement, i) => equal(requirement, next[field]?.[i])))
