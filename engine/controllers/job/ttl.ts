// TTL after finished: deletes a Job some time after its end, and its pods with it.
import { parseTimestamp } from '../../clock/time.ts'
import type { Part } from '../../clock/part.ts'
import type { Job } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { endOf } from './conditions.ts'

const name = 'ttl-after-finished-controller'
const reactionMs = 4

export function ttlAfterFinishedController(client: Client, informers: InformerFactory): Part {
  const jobs = informers.of('jobs.batch')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const job = jobs.get(key)
    const dueMs = job && expiryMs(job)
    if (!job || dueMs === undefined) return
    if (dueMs > client.unixMs) return queue.addAfter(key, dueMs - client.unixMs)
    const { namespace, name: jobName, uid } = job.metadata
    try { client.delete('jobs.batch', namespace, jobName, { propagationPolicy: 'Foreground', preconditions: { uid } }) }
    catch (error) { if (!isStatus(error, 'NotFound')) throw error }
  }

  const look = (job: Job): void => { if (expiryMs(job) !== undefined) queue.add(keyOf(job)) }

  return { name, start: () => jobs.handle({ added: look, updated: look }), stop: () => queue.stop() }
}

/** When a job that has ended is to go, in Unix milliseconds. */
function expiryMs(job: Job): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec
  const end = endOf(job)
  if (ttlSecondsAfterFinished === undefined || !end || job.metadata.deletionTimestamp !== undefined) return undefined
  return (parseTimestamp(end.lastTransitionTime ?? '') ?? 0) + ttlSecondsAfterFinished * 1000
}
