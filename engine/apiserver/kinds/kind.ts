// What a kind's own file tells of it, and what all kinds have besides.
import type { KubeObject, ObjectMeta } from '../object.ts'
import { apiVersionOf, type Strategy, type StrategyContext } from '../resource.ts'
import { decodeFields, schemaOf, type ServedResource } from '../schema/index.ts'
import { metadata, metadataUpdate } from '../validation/meta.ts'
import { subdomain, type NameRule } from '../validation/names.ts'
import { faultsOf, type Path } from '../validation/path.ts'

/** As a strategy, but its checks add to a list. */
export interface Kind<T extends KubeObject = KubeObject> extends Omit<Strategy<T>, 'validate' | 'validateUpdate' | 'validateStatus'> {
  /** What names its objects may have: DNS subdomains, unless said. */
  readonly nameRule?: NameRule
  /** Whether who makes an object may say its status, as a kubelet that of its node. */
  readonly takesStatus?: boolean
  /** Whether an update that changes what it must not is told of that before all else. */
  readonly checksChangeFirst?: boolean
  check?(root: Path, object: T, context: StrategyContext): void
  checkUpdate?(root: Path, next: T, current: T, context: StrategyContext): void
  checkStatus?(root: Path, next: T, current: T): void
}

export function strategyOf(kind: Kind, resource: ServedResource, hasStatus: boolean): Strategy {
  const { nameRule = subdomain, takesStatus = false, check, checkUpdate, checkStatus, ...own } = kind
  const status = hasStatus && !takesStatus ? initialStatus(resource) : undefined
  return {
    ...own,
    prepareForCreate: (object, context) => {
      const fresh = status ? { ...object, status: status() } : object
      return own.prepareForCreate?.(fresh, context) ?? fresh
    },
    validate: (object, context) => faultsOf(root => {
      metadata(root, object.metadata, resource.namespaced, nameRule)
      check?.call(kind, root, object, context)
    }),
    validateUpdate: (next, current, context) => faultsOf(root => {
      metadataUpdate(root, next.metadata, current.metadata)
      checkUpdate?.call(kind, root, next, current, context)
    }),
    validateStatus: (next, current) => faultsOf(root => {
      if (next.metadata !== current.metadata) {
        metadata(root, next.metadata, resource.namespaced, nameRule)
        metadataUpdate(root, next.metadata, current.metadata)
      }
      if (next.status !== current.status) checkStatus?.call(kind, root, next, current)
    }),
  }
}

/** The status of an object that nobody has looked at: what the fields of the kind are when nothing is said. */
function initialStatus({ group, version, kind }: ServedResource): () => unknown {
  let made: unknown
  return () => {
    const schema = schemaOf({ group, version, kind })
    return made ??= schema ? decodeFields(schema, { apiVersion: apiVersionOf(group, version), kind }).object['status'] : {}
  }
}

/** Metadata with labels or annotations changed. */
export const withMeta = <T extends KubeObject>(object: T, change: Partial<ObjectMeta>): T => ({ ...object, metadata: { ...object.metadata, ...change } })
