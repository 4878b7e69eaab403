// Every namespace has a service account named default.
import type { Part } from '../clock/part.ts'
import { isStatus, type Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'service-account-controller'
const reactionMs = 4
const accountName = 'default'

export function serviceAccountController(client: Client, informers: InformerFactory): Part {
  const namespaces = informers.of('namespaces')
  const accounts = informers.of('serviceaccounts')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(namespace: string): void {
    if (namespaces.get(namespace)?.status.phase === 'Terminating' || !namespaces.get(namespace) || accounts.get(`${namespace}/${accountName}`)) return
    try { client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: accountName, namespace } }) }
    catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
  }

  return {
    name,
    start: () => {
      namespaces.handle({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata }) => queue.add(metadata.name) })
      accounts.handle({ deleted: ({ metadata }) => { if (metadata.name === accountName) queue.add(metadata.namespace ?? '') } })
    },
    stop: () => queue.stop(),
  }
}
