// What holds of any object.
import { noCause } from '../../../engine/clock/clock.ts'
import type { KubeObject } from '../../../engine/apiserver/object.ts'
import { plainly, type Invariant } from './invariant.ts'
import type { Write } from '../view.ts'

export const nameOf = ({ kind, metadata: { namespace, name } }: KubeObject): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

const subjectOf = ({ before, after, bucket }: Write): string => nameOf(after ?? before ?? { kind: bucket, apiVersion: '', metadata: { name: '?', uid: '', resourceVersion: '', creationTimestamp: '' } })

const cause = plainly('no revision without a cause', write => write.cause === noCause ? `${subjectOf(write)} changed of itself` : undefined)

const versions: Invariant = {
  name: 'revisions grow by one, and objects carry them',
  watch: () => {
    let last: number | undefined
    return write => {
      const expected = last === undefined ? write.revision : last + 1
      last = write.revision
      if (write.revision !== expected) return `revision ${write.revision} came after ${expected - 1}`
      const carried = write.after?.metadata.resourceVersion
      return carried === undefined || carried === String(write.revision) ? undefined : `${subjectOf(write)} of revision ${write.revision} carries ${carried}`
    }
  },
}

const identity = plainly('an object stays itself', ({ before, after }) => {
  if (!before || !after) return undefined
  const [was, is] = [before.metadata, after.metadata]
  if (was.uid !== is.uid) return `${nameOf(after)} became another: ${was.uid}, ${is.uid}`
  if (was.creationTimestamp !== is.creationTimestamp) return `${nameOf(after)} was made at ${was.creationTimestamp} and at ${is.creationTimestamp}`
  if ((is.generation ?? 0) < (was.generation ?? 0)) return `the generation of ${nameOf(after)} fell from ${was.generation} to ${is.generation}`
  if (was.deletionTimestamp !== undefined && is.deletionTimestamp === undefined) return `${nameOf(after)} came back to life`
  return undefined
})

/** Pods wait for their kubelet, namespaces for what is in them; all else goes when nothing holds it. */
const collected = plainly('what is deleted and not held goes', ({ after }) => {
  if (after?.metadata.deletionTimestamp === undefined || after.kind === 'Pod' || after.kind === 'Namespace') return undefined
  return (after.metadata.finalizers ?? []).length > 0 ? undefined : `${nameOf(after)} is deleted, held by no finalizer, and there`
})

export const ofObjects: readonly Invariant[] = [cause, versions, identity, collected]
