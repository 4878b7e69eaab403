// The template from which a workload makes its pods.
import type { PodTemplateSpec, Toleration, TopologySpreadConstraint } from '../../apiserver/types.gen.ts'
import { selectorText } from '../../apiserver/tables/format.ts'
import { containerLines } from './containers.ts'
import type { Description } from './description.ts'
import { annotationLines, labelLines, titledLines } from './metadata.ts'
import { volumeLines } from './volumes.ts'

export function templateLines(out: Description, template: PodTemplateSpec | undefined): void {
  out.line(0, 'Pod Template:')
  if (!template) {
    out.write(1, '<unset>')
    return
  }
  const { metadata, spec } = template
  labelLines(out, '  Labels', metadata?.labels)
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationLines(out, '  Annotations', metadata?.annotations)
  if (!spec) return
  if (spec.serviceAccountName) out.line(1, `Service Account:\t${spec.serviceAccountName}`)
  if (spec.initContainers?.length) containerLines(out, { title: 'Init Containers', containers: spec.initContainers })
  containerLines(out, { title: 'Containers', containers: spec.containers ?? [] })
  volumeLines(out, spec.volumes, '  ')
  spreadLines(out, spec.topologySpreadConstraints, '  ')
  if (spec.priorityClassName) out.line(1, `Priority Class Name:\t${spec.priorityClassName}`)
  labelLines(out, '  Node-Selectors', spec.nodeSelector)
  tolerationLines(out, '  Tolerations', spec.tolerations)
}

export function spreadLines(out: Description, constraints: readonly TopologySpreadConstraint[] | undefined, indent: string): void {
  if (!constraints?.length) return
  const sorted = constraints.toSorted((a, b) => a.topologyKey < b.topologyKey ? -1 : a.topologyKey > b.topologyKey ? 1 : 0)
  titledLines(out, 'Topology Spread Constraints', sorted.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) =>
    `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${selectorText(labelSelector)}` : ''}`), indent)
}

export function tolerationLines(out: Description, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = (tolerations ?? []).toSorted((a, b) => (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0)
  titledLines(out, title, sorted.map(tolerationText))
}

/** `dedicated=db:NoSchedule`, `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`. */
function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  const subject = key + (value ? `=${value}` : '') + (effect ? `:${effect}` : '')
  const exists = operator === 'Exists' && !value ? `${subject === '' ? '' : ' '}op=Exists` : ''
  return subject + exists + (tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`)
}
