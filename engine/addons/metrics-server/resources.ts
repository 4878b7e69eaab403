// What the resource metrics API serves: what pods and nodes use now.
import type { KubeObject } from '../../apiserver/object.ts'
import type { Backend, ResourceDefinition } from '../../apiserver/resource.ts'
import { resourceNode } from '../../apiserver/customresources/schema-node.ts'
import { addQuantities, canonicalQuantity, formatQuantity, noQuantity, parseQuantity } from '../../apiserver/schema/quantity.ts'
import type { Cells } from '../../apiserver/tables/format.ts'
import type { Column } from '../../apiserver/tables/table.ts'

export interface Usage { readonly cpu: string, readonly memory: string }

interface Measured extends KubeObject {
  readonly apiVersion: 'metrics.k8s.io/v1beta1'
  readonly timestamp: string
  readonly window: string
}
export interface PodMetrics extends Measured {
  readonly kind: 'PodMetrics'
  readonly containers: readonly { readonly name: string, readonly usage: Usage }[]
}
export interface NodeMetrics extends Measured {
  readonly kind: 'NodeMetrics'
  readonly usage: Usage
}

export const apiVersion = 'metrics.k8s.io/v1beta1'

/** Cores and bytes, as quantities. */
export const usageOf = (cores: number, bytes: number): Usage => ({ cpu: canonicalQuantity(`${Math.round(cores * 1e9)}n`), memory: canonicalQuantity(`${Math.round(bytes / 1024)}Ki`) })

const column = (name: string, format = ''): Column => ({ name, type: 'string', format, description: '', priority: 0 })
const columns = [column('Name', 'name'), column('cpu'), column('memory'), column('Window')]
const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const

const definitionOf = (kind: string, plural: string, namespaced: boolean, row: (object: KubeObject) => Cells, backend: Backend): ResourceDefinition => ({
  group: 'metrics.k8s.io', version: 'v1beta1', kind, plural, singular: '', shortNames: [], categories: [], namespaced, verbs: ['get', 'list'], subresources: [], generation: false, strategy: {},
  custom: { listKind: `${kind}List`, schema, node: resourceNode(schema), columns, row, scale: undefined },
  backend,
})

export const nodeMetrics = (backend: Backend): ResourceDefinition =>
  definitionOf('NodeMetrics', 'nodes', false, object => rowOf(object as NodeMetrics, [(object as NodeMetrics).usage]), backend) // the backend makes no other

export const podMetrics = (backend: Backend): ResourceDefinition =>
  definitionOf('PodMetrics', 'pods', true, object => rowOf(object as PodMetrics, (object as PodMetrics).containers.map(({ usage }) => usage)), backend) // as above

function rowOf({ metadata, window }: Measured, usages: readonly Usage[]): Cells {
  const sum = (of: keyof Usage): string => formatQuantity(usages.reduce((all, usage) => addQuantities(all, parseQuantity(usage[of])), noQuantity))
  return [metadata.name, sum('cpu'), sum('memory'), window]
}
