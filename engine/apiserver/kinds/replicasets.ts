import { fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import type { PodTemplate, ReplicaSet, ReplicaSetStatus, ReplicationController } from '../types.gen.ts'
import { noneNegative } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { podTemplate } from '../validation/pod.ts'
import { replicaCounts } from '../validation/status.ts'
import { alwaysRunning, sameSelector, selectorAndTemplate } from '../validation/workload.ts'
import { withMeta, type Kind } from './kind.ts'
import { podWarnings } from './pods/warnings.ts'

function countedOnce(root: Path, { status }: { readonly status: ReplicaSetStatus }): void {
  replicaCounts(root.to('status'), status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
    ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])
}

export const replicasets: Kind<ReplicaSet> = {
  defaults: set => within(set, 'spec', spec => put(fill(spec, { replicas: 1 }), 'template', templateDefaults(spec.template))),
  check(root, { spec }) {
    noneNegative(root.to('spec'), spec, ['replicas', 'minReadySeconds'])
    selectorAndTemplate(root, { selector: spec.selector, template: templateDefaults(spec.template) }, 'deployment', 'ReplicaSet')
  },
  checkUpdate: (root, next, current) => sameSelector(root, next.spec.selector, current.spec.selector),
  checkStatus: countedOnce,
  warnings: ({ spec }) => spec.template ? podWarnings(spec.template.spec, 'spec.template.spec') : [],
}

/** The ancestor of replica sets selects by plain labels, and takes those of its template when it says none. */
export const replicationcontrollers: Kind<ReplicationController> = {
  defaults(controller) {
    const { spec } = controller
    if (!spec) return controller
    const template = spec.template && templateDefaults(spec.template)
    const labels = template?.metadata.labels
    const counted = fill(spec, { replicas: 1, ...labels && { selector: labels } })
    const full = put(controller, 'spec', template ? put(counted, 'template', template) : counted)
    return labels && Object.keys(full.metadata.labels ?? {}).length === 0 ? withMeta(full, { labels }) : full
  },
  check(root, { spec }) {
    const { selector = {}, template } = spec ?? {}
    if (spec) noneNegative(root.to('spec'), spec, ['minReadySeconds'])
    if (Object.keys(selector).length === 0) root.to('spec.selector').required()
    if (spec) noneNegative(root.to('spec'), spec, ['replicas'])
    if (!template) return void root.to('spec.template').required()
    const { labels = {} } = template.metadata
    if (!Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value))
      root.to('spec.template.metadata.labels').invalid(template.metadata.labels ?? null, '`selector` does not match template `labels`')
    alwaysRunning(root, template, 'ReplicationController')
  },
  checkStatus: countedOnce,
}

export const podtemplates: Kind<PodTemplate> = {
  defaults: object => put(object, 'template', templateDefaults(object.template)),
  check: (root, { template }) => { if (template) podTemplate(root.to('template'), template) },
}
