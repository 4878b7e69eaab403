// How the scale of a workload looks in a table: `kubectl get deployment web --subresource=scale`.
import type { KubeObject } from '../object.ts'
import type { Scale } from '../types.gen.ts'
import { age } from './duration.ts'
import { tableOf, type Table } from './table.ts'

const columns = [['Name', 'string', 'name'], ['Desired', 'integer', ''], ['Available', 'integer', ''], ['Age', 'string', '']] as const

export function scaleTable(object: KubeObject, metadata: Table['metadata'], nowMs: number): Table {
  return tableOf({
    columns: columns.map(([name, type, format]) => ({ name, type, format, description: '', priority: 0 })),
    row: scale => cells(scale as Scale, nowMs), // the subresource of that name
    objects: [object], metadata, nowMs, includeObject: 'Object',
  })
}

const cells = ({ metadata, spec, status }: Scale, nowMs: number) => [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age(metadata.creationTimestamp, nowMs)]
