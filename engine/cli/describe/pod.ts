// The description of a pod.
import type { Pod } from '../../apiserver/types.gen.ts'
import { age } from '../../apiserver/tables/duration.ts'
import { containerLines, resourceLines } from './containers.ts'
import type { Describer } from './describer.ts'
import { dateText, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, controllerLine, labelLines } from './metadata.ts'
import { spreadLines, tolerationLines } from './template.ts'
import { volumeLines } from './volumes.ts'

export const pod: Describer<Pod> = {
  describe(pod, out, { nowMs, events }) {
    const { metadata, spec, status } = pod
    identityLines(out, pod)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    statusLines(out, pod, nowMs)
    addressLines(out, pod)
    controllerLine(out, metadata)
    if (status.nominatedNodeName) out.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`)
    if (spec.resources) {
      out.line(0, 'Resources:')
      resourceLines(out, 1, spec.resources)
    }
    if (spec.initContainers?.length) containerLines(out, { title: 'Init Containers', containers: spec.initContainers, statuses: status.initContainerStatuses, pod })
    containerLines(out, { title: 'Containers', containers: spec.containers, statuses: status.containerStatuses, pod })
    if (spec.ephemeralContainers?.length) containerLines(out, { title: 'Ephemeral Containers', containers: spec.ephemeralContainers, statuses: status.ephemeralContainerStatuses, pod })
    conditionLines(out, pod)
    volumeLines(out, spec.volumes, '')
    out.line(0, `QoS Class:\t${status.qosClass ?? 'BestEffort'}`)
    labelLines(out, 'Node-Selectors', spec.nodeSelector)
    tolerationLines(out, 'Tolerations', spec.tolerations)
    spreadLines(out, spec.topologySpreadConstraints, '')
    eventLines(out, events, nowMs)
  },
}

function identityLines(out: Description, { metadata, spec, status }: Pod): void {
  out.line(0, `Name:\t${metadata.name}`)
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec.priority !== undefined) out.line(0, `Priority:\t${spec.priority}`)
  if (spec.priorityClassName) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`)
  if (spec.runtimeClassName) out.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`)
  if (spec.serviceAccountName) out.line(0, `Service Account:\t${spec.serviceAccountName}`)
  out.line(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}`)
  if (status.startTime) out.line(0, `Start Time:\t${dateText(status.startTime)}`)
}

function statusLines(out: Description, { metadata, spec, status }: Pod, nowMs: number): void {
  const ended = status.phase === 'Failed' || status.phase === 'Succeeded'
  if (metadata.deletionTimestamp !== undefined && !ended) {
    out.line(0, `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, nowMs)})`)
    out.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`)
  }
  else out.line(0, `Status:\t${status.phase ?? ''}`)
  if (status.reason) out.line(0, `Reason:\t${status.reason}`)
  if (status.message) out.line(0, `Message:\t${status.message}`)
  const profile = spec.securityContext?.seccompProfile
  if (!profile) return
  out.line(0, `SeccompProfile:\t${profile.type}`)
  if (profile.type === 'Localhost') out.line(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`)
}

function addressLines(out: Description, { status }: Pod): void {
  out.line(0, `IP:\t${status.podIP ?? ''}`)
  out.line(0, `IPs:${status.podIPs?.length ? '' : '\t<none>'}`)
  for (const { ip } of status.podIPs ?? []) out.line(1, `IP:\t${ip}`)
}

function conditionLines(out: Description, { spec, status }: Pod): void {
  const conditions = status.conditions ?? []
  const gates = spec.readinessGates ?? []
  if (gates.length > 0) out.line(0, 'Readiness Gates:\n  Type\tStatus')
  for (const { conditionType } of gates)
    out.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `)
  if (conditions.length > 0) out.line(0, 'Conditions:\n  Type\tStatus')
  for (const { type, status } of conditions) out.line(1, `${type} \t${status} `)
}
