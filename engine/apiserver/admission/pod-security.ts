import type { AdmissionPlugin, Attributes } from '../admission.ts'
import type { StrategyContext } from '../resource.ts'
import type { CronJob, Pod, PodSpec, PodTemplate, ReplicationController } from '../types.gen.ts'
import { concerns, refusal } from './plugin.ts'
import { faultsAt } from './pod-security-levels.ts'

type Mode = 'enforce' | 'warn'
const label = (mode: Mode, more = ''): string => `pod-security.kubernetes.io/${mode}${more}`
const templated = new Set(['daemonsets', 'deployments', 'jobs', 'replicasets', 'replicationcontrollers', 'statefulsets'])

/** What a namespace has against a pod, if anything. */
function verdict(spec: PodSpec | undefined, mode: Mode, { namespace = '' }: Attributes, { lookup }: StrategyContext): string | undefined {
  const labels = lookup('namespaces', undefined, namespace)?.metadata.labels ?? {}
  const level = labels[label(mode)]
  if (level === undefined || !spec) return undefined
  const faults = faultsAt(level, spec)
  return faults.length === 0 ? undefined : `PodSecurity "${level}:${labels[label(mode, '-version')] ?? 'latest'}": ${faults.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')}`
}

/** Holds pods to the standard of their namespace, and warns of templates that will not meet it. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(attributes, context) {
    if (attributes.operation === 'DELETE' || !concerns(attributes, 'pods')) return
    const violation = verdict(podSpecOf(attributes), 'enforce', attributes, context)
    if (violation !== undefined) throw refusal(attributes, `violates ${violation}`)
  },
  warnings(attributes, context) {
    if (attributes.operation === 'DELETE' || attributes.subresource !== '') return []
    const violation = verdict(podSpecOf(attributes), 'warn', attributes, context)
    return violation === undefined ? [] : [`would violate ${violation}`]
  },
}

function podSpecOf({ definition: { plural }, object }: Attributes): PodSpec | undefined {
  if (plural === 'pods') return (object as Pod).spec // here and below, the name of the resource names the type
  if (plural === 'podtemplates') return (object as PodTemplate).template?.spec
  if (plural === 'cronjobs') return (object as CronJob).spec.jobTemplate.spec.template.spec
  return templated.has(plural) ? (object as ReplicationController).spec.template?.spec : undefined
}
