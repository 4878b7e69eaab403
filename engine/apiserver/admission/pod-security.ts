import type { AdmissionPlugin, Attributes } from '../admission.ts'
import type { KubeObject } from '../object.ts'
import type { FieldError, StrategyContext } from '../resource.ts'
import { invalid } from '../status.ts'
import type { CronJob, Pod, PodTemplate, PodTemplateSpec, ReplicationController } from '../types.gen.ts'
import { faultsOf } from '../validation/path.ts'
import { concerns, refusal } from './plugin.ts'
import { faultsAt, levels } from './pod-security-levels.ts'

type Mode = typeof modes[number]
type Labels = NonNullable<KubeObject['metadata']['labels']>
const label = (mode: Mode, more = ''): string => `pod-security.kubernetes.io/${mode}${more}`
const templated = new Set(['daemonsets', 'deployments', 'jobs', 'replicasets', 'replicationcontrollers', 'statefulsets'])

const modes = ['enforce', 'audit', 'warn'] as const
const levelNames = Object.keys(levels)
const latest = 'latest'

/** What is wrong with the labels by which a namespace says what it asks of pods. */
function labelFaults(labels: Labels): readonly FieldError[] {
  return faultsOf(root => {
    for (const mode of modes) {
      const { [label(mode)]: level, [label(mode, '-version')]: version } = labels
      if (level !== undefined && !levelNames.includes(level)) root.to(`metadata.labels[${label(mode)}]`).invalid(level, `must be one of ${levelNames.join(', ')}`)
      if (version !== undefined && version !== latest && !/^v1\.\d+$/.test(version)) root.to(`metadata.labels[${label(mode, '-version')}]`).invalid(version, `must be "${latest}" or "v1.x"`)
    }
  })
}

interface Enforced { readonly level: string, readonly version: string }
const enforced = ({ [label('enforce')]: level = 'privileged', [label('enforce', '-version')]: version = latest }: Labels): Enforced => ({ level, version })

/** The pods that are there already and would not be let in any more: those with the same faults in one line. */
function outcasts({ metadata: { name, labels = {} } }: KubeObject, before: Labels, { all }: StrategyContext): readonly string[] {
  const [next, old] = [enforced(labels), enforced(before)]
  if (next.version === old.version && levelNames.indexOf(next.level) <= levelNames.indexOf(old.level)) return []
  const names = (all('pods', name) as readonly Pod[]).map(pod => ({ name: pod.metadata.name, faults: faultsAt(next.level, pod.spec, pod.metadata.annotations).map(({ reason }) => reason).join(', ') }))
    .filter(({ faults }) => faults !== '').sort((a, b) => a.name < b.name ? -1 : 1)
  const lines = [...Map.groupBy(names, ({ faults }) => faults)].map(([faults, [first, ...others]]) =>
    `${first?.name ?? ''}${others.length === 0 ? '' : ` (and ${others.length} other pod${others.length === 1 ? '' : 's'})`}: ${faults}`)
  return lines.length === 0 ? [] : [`existing pods in namespace "${name}" violate the new PodSecurity enforce level "${next.level}:${next.version}"`, ...lines]
}

/** What a namespace has against a pod, if anything. */
function verdict(attributes: Attributes, mode: Mode, { lookup }: StrategyContext): string | undefined {
  const { namespace = '' } = attributes
  const { spec, metadata } = templateOf(attributes) ?? {}
  const labels = lookup('namespaces', undefined, namespace)?.metadata.labels ?? {}
  const level = labels[label(mode)]
  if (level === undefined || !spec) return undefined
  const faults = faultsAt(level, spec, metadata?.annotations)
  return faults.length === 0 ? undefined : `PodSecurity "${level}:${labels[label(mode, '-version')] ?? 'latest'}": ${faults.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')}`
}

/** Holds pods to the standard of their namespace, and warns of templates that will not meet it. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(attributes, context) {
    if (attributes.operation === 'DELETE') return
    if (concerns(attributes, 'namespaces')) return refuseLabels(attributes)
    if (!isPod(attributes) || !isNewlyRun(attributes)) return
    const violation = verdict(attributes, 'enforce', context)
    if (violation !== undefined) throw refusal(attributes, `violates ${violation}`)
  },
  warnings(attributes, context) {
    const { object, oldObject } = attributes
    if (!object) return []
    if (concerns(attributes, 'namespaces')) return oldObject && oldObject.metadata.labels !== object.metadata.labels ? outcasts(object, oldObject.metadata.labels ?? {}, context) : []
    if (isPod(attributes) ? !isNewlyRun(attributes) : attributes.subresource !== '') return []
    const violation = verdict(attributes, 'warn', context)
    return violation === undefined ? [] : [`would violate ${violation}`]
  },
}

function refuseLabels({ object, oldObject, name }: Attributes): void {
  const { labels = {} } = object?.metadata ?? {}
  if (labels === oldObject?.metadata.labels) return
  const faults = labelFaults(labels)
  if (faults.length > 0 && labelFaults(oldObject?.metadata.labels ?? {}).length === 0) throw invalid('Namespace', '', name, faults)
}

const isPod = (attributes: Attributes): boolean => concerns(attributes, 'pods') || attributes.definition.plural === 'pods' && attributes.subresource === 'ephemeralcontainers'

/** Whether a pod is new, or is to run other images: who only labels one is not held to the standard of the day. */
function isNewlyRun({ object, oldObject }: Attributes): boolean {
  const images = (pod: KubeObject | undefined): string => {
    const { initContainers = [], containers = [], ephemeralContainers = [] } = (pod as Pod | undefined)?.spec ?? {}
    return JSON.stringify([initContainers, containers, ephemeralContainers].map(list => list.map(({ image }) => image)))
  }
  return !oldObject || images(object) !== images(oldObject)
}

function templateOf({ definition: { plural }, object }: Attributes): PodTemplateSpec | undefined {
  if (plural === 'pods') return object as Pod // here and below, the name of the resource names the type
  if (plural === 'podtemplates') return (object as PodTemplate).template
  if (plural === 'cronjobs') return (object as CronJob).spec.jobTemplate.spec.template
  return templated.has(plural) ? (object as ReplicationController).spec.template : undefined
}
