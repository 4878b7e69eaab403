// The scale of a custom resource: its definition says where the counts are.
import type { JsonObject, KubeObject } from '../object.ts'
import { failure } from '../status.ts'
import type { Lens } from '../subresources.ts'
import type { CustomResourceSubresourceScale } from '../types.gen.ts'
import { isObject } from './values.ts'

export function scaleOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale): Lens {
  const [spec, status] = [stepsOf(specReplicasPath), stepsOf(statusReplicasPath)]
  return {
    read: whole => {
      const { name, namespace, uid, resourceVersion, creationTimestamp } = whole.metadata
      const replicas = at(whole, spec)
      if (typeof replicas !== 'number') throw failure(500, 'InternalError', `Internal error occurred: the spec replicas field ${JSON.stringify(specReplicasPath)} does not exist`)
      const counted = at(whole, status)
      const selector = labelSelectorPath === undefined ? undefined : at(whole, stepsOf(labelSelectorPath))
      return {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name, ...namespace !== undefined && { namespace }, uid, resourceVersion, creationTimestamp },
        spec: replicas === 0 ? {} : { replicas },
        status: { replicas: typeof counted === 'number' ? counted : 0, ...typeof selector === 'string' && { selector } },
      }
    },
    write: (whole, given) => {
      const replicas = at(given, ['spec', 'replicas']) ?? 0
      const changed = withAt(whole as unknown as JsonObject, spec, replicas) as unknown as KubeObject // objects are JSON
      return { ...changed, metadata: { ...whole.metadata, resourceVersion: given.metadata.resourceVersion } }
    },
  }
}

/** `.spec.replicas` */
const stepsOf = (path: string): readonly string[] => path.split('.').slice(1)

const at = (object: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as JsonObject)[step] : undefined, object) // objects are JSON

function withAt(object: JsonObject, [step, ...rest]: readonly string[], value: unknown): JsonObject {
  if (step === undefined) return object
  const inner = Object.hasOwn(object, step) ? object[step] : undefined
  const changed = rest.length === 0 ? value : withAt(isObject(inner) ? inner : {}, rest, value)
  return Object.fromEntries([...Object.entries(object).filter(([name]) => name !== step), [step, changed]]) as JsonObject // all of it is JSON
}
