// What a pod leaves unsaid, and what the template of a pod does: less, since some is only known of a pod.
import type { PodSpec, PodTemplateSpec } from '../types.gen.ts'
import { containerDefaults, hostPorts, requestsFromLimits } from './container.ts'
import { each, fill, put, within } from './fill.ts'
import { volumeDefaults } from './volume.ts'

const unsaid: Partial<PodSpec> = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
}

export function podSpecDefaults(spec: PodSpec): PodSpec {
  let full = fill(spec, unsaid)
  const account = full.serviceAccountName ?? full.serviceAccount // two names of one field
  if (account !== undefined) full = put(put(full, 'serviceAccountName', account), 'serviceAccount', account)
  full = within(full, 'containers', list => each(list, containerDefaults))
  full = within(full, 'initContainers', list => each(list, containerDefaults))
  full = within(full, 'ephemeralContainers', list => each(list, containerDefaults))
  return within(full, 'volumes', list => each(list, volumeDefaults))
}

export function wholePodDefaults(spec: PodSpec): PodSpec {
  let full = podSpecDefaults(spec)
  if (full.enableServiceLinks === undefined) full = { ...full, enableServiceLinks: true }
  full = within(full, 'containers', list => each(list, requestsFromLimits))
  full = within(full, 'initContainers', list => each(list, requestsFromLimits))
  if (full.hostNetwork !== true) return full
  full = within(full, 'containers', list => each(list, hostPorts))
  return within(full, 'initContainers', list => each(list, hostPorts))
}

const nothing: PodTemplateSpec = { metadata: {}, spec: { containers: [] } }

/** A kind's own template may be missing altogether; what is wrong with that, validation says. */
export const templateDefaults = (template: PodTemplateSpec | undefined): PodTemplateSpec =>
  within(fill(template ?? nothing, { metadata: {}, spec: nothing.spec }), 'spec', podSpecDefaults)
