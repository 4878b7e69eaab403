// The descriptions of what keeps pods running.
import type { DaemonSet, Deployment, Pod, ReplicaSet, ReplicationController, StatefulSet } from '../../apiserver/types.gen.ts'
import { labelsText, selectorOf, selectorText } from '../../apiserver/tables/format.ts'
import { objectsOf, type Describer, type Given, type Need } from './describer.ts'
import { dateText, sortedKeys, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, controllerLine, labelLines, titledLines } from './metadata.ts'
import { byAge, newReplicaSetOf } from './revisions.ts'
import { templateLines } from './template.ts'

interface Controller { readonly metadata: Deployment['metadata'] }

const podsOf = ({ metadata }: Controller, labelSelector: string): readonly Need[] =>
  [{ resource: 'pods', namespace: metadata.namespace, labelSelector }]

/** How many of its pods are in which phase. */
function podsLine(out: Description, { metadata }: Controller, { answers }: Given): void {
  const pods = objectsOf<Pod>(answers[0]).filter(pod => pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid === metadata.uid)
  const inPhase = (phase: string): number => pods.filter(({ status }) => status.phase === phase).length
  out.line(0, `Pods Status:\t${inPhase('Running')} Running / ${inPhase('Pending')} Waiting / ${inPhase('Succeeded')} Succeeded / ${inPhase('Failed')} Failed`)
}

function conditionLines(out: Description, conditions: readonly { readonly type: string, readonly status: string, readonly reason?: string }[] | undefined): void {
  if (!conditions?.length) return
  out.line(0, 'Conditions:\n  Type\tStatus\tReason')
  out.line(1, '----\t------\t------')
  for (const { type, status, reason = '' } of conditions) out.line(1, `${type} \t${status}\t${reason}`)
}

export const deployment: Describer<Deployment> = {
  needs: ({ metadata, spec }) => [{ resource: 'replicasets.apps', namespace: metadata.namespace, labelSelector: selectorOf(spec.selector) }],
  describe(deployment, out, { nowMs, answers, events }) {
    const { metadata, spec, status } = deployment
    const { strategy } = spec
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Selector:\t${selectorOf(spec.selector)}`)
    const counts = [[spec.replicas, 'desired'], [status.updatedReplicas, 'updated'], [status.replicas, 'total'], [status.availableReplicas, 'available'], [status.unavailableReplicas, 'unavailable']] as const
    out.line(0, `Replicas:\t${counts.map(([count, word]) => `${count ?? 0} ${word}`).join(' | ')}`)
    out.line(0, `StrategyType:\t${strategy?.type ?? ''}`)
    out.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`)
    if (strategy?.rollingUpdate) out.line(0, `RollingUpdateStrategy:\t${strategy.rollingUpdate.maxUnavailable} max unavailable, ${strategy.rollingUpdate.maxSurge} max surge`)
    templateLines(out, spec.template)
    conditionLines(out, status.conditions)
    replicaSetLines(out, deployment, objectsOf<ReplicaSet>(answers[0]))
    eventLines(out, events, nowMs)
  },
}

function replicaSetLines(out: Description, deployment: Deployment, selected: readonly ReplicaSet[]): void {
  const owned = selected.filter(({ metadata }) => metadata.ownerReferences?.find(({ controller }) => controller)?.uid === deployment.metadata.uid)
  const current = newReplicaSetOf(deployment, owned)
  const old = byAge(owned).filter(set => set !== current)
  if (owned.length === 0) return
  const text = (sets: readonly ReplicaSet[]): string =>
    sets.map(({ metadata, spec, status }) => `${metadata.name} (${status.replicas}/${spec.replicas} replicas created)`).join(', ') || '<none>'
  out.line(0, `OldReplicaSets:\t${text(old)}`)
  out.line(0, `NewReplicaSet:\t${text(current ? [current] : [])}`)
}

export const replicaSet: Describer<ReplicaSet> = {
  needs: set => podsOf(set, selectorOf(set.spec.selector)),
  describe(set, out, given) {
    const { metadata, spec, status } = set
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Selector:\t${selectorText(spec.selector)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    controllerLine(out, metadata)
    out.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas} desired`)
    podsLine(out, set, given)
    templateLines(out, spec.template)
    conditionLines(out, status.conditions)
    eventLines(out, given.events, given.nowMs)
  },
}

export const replicationController: Describer<ReplicationController> = {
  needs: controller => podsOf(controller, labelsText(controller.spec.selector)),
  describe(controller, out, given) {
    const { metadata, spec, status } = controller
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Selector:\t${labelsText(spec.selector)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas} desired`)
    podsLine(out, controller, given)
    templateLines(out, spec.template)
    conditionLines(out, status.conditions)
    eventLines(out, given.events, given.nowMs)
  },
}

export const daemonSet: Describer<DaemonSet> = {
  needs: set => podsOf(set, selectorOf(set.spec.selector)),
  describe(set, out, given) {
    const { metadata, spec, status } = set
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Selector:\t${selectorOf(spec.selector)}`)
    out.line(0, `Node-Selector:\t${labelsText(spec.template.spec?.nodeSelector)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`)
    out.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`)
    out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`)
    out.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`)
    out.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`)
    podsLine(out, set, given)
    templateLines(out, spec.template)
    eventLines(out, given.events, given.nowMs)
  },
}

export const statefulSet: Describer<StatefulSet> = {
  needs: set => podsOf(set, selectorOf(set.spec.selector)),
  describe(set, out, given) {
    const { metadata, spec, status } = set
    const { type, rollingUpdate } = spec.updateStrategy ?? {}
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    out.line(0, `Selector:\t${selectorOf(spec.selector)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Replicas:\t${spec.replicas} desired | ${status.replicas} total`)
    out.line(0, `Update Strategy:\t${type ?? ''}`)
    if (rollingUpdate?.partition !== undefined) {
      out.line(1, `Partition:\t${rollingUpdate.partition}`)
      if (rollingUpdate.maxUnavailable !== undefined) out.line(1, `MaxUnavailable:\t${rollingUpdate.maxUnavailable}`)
    }
    podsLine(out, set, given)
    templateLines(out, spec.template)
    claimTemplateLines(out, spec.volumeClaimTemplates ?? [])
    eventLines(out, given.events, given.nowMs)
  },
}

function claimTemplateLines(out: Description, templates: NonNullable<StatefulSet['spec']['volumeClaimTemplates']>): void {
  out.line(0, `Volume Claims:${templates.length === 0 ? '\t<none>' : ''}`)
  for (const { metadata, spec } of templates) {
    out.line(1, `Name:\t${metadata?.name ?? ''}`)
    out.line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`)
    titledLines(out, 'Labels', pairs(metadata?.labels), '  ')
    titledLines(out, 'Annotations', pairs(metadata?.annotations), '  ')
    out.line(1, `Capacity:\t${spec?.resources?.requests?.['storage'] ?? '<default>'}`)
    out.line(1, `Access Modes:\t[${(spec?.accessModes ?? []).join(' ')}]`)
  }
}

const pairs = (map: Readonly<Record<string, string | undefined>> | undefined): readonly string[] =>
  sortedKeys(map).map(key => `${key}=${map?.[key] ?? ''}`)
