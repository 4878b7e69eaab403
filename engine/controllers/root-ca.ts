// Every namespace has the certificate of the cluster's CA, by which its pods know the API server.
import type { Part } from '../clock/part.ts'
import type { ConfigMap } from '../apiserver/types.gen.ts'
import { isStatus, type Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import type { Draft } from '../client/resources.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'root-ca-certificate-publisher'
const reactionMs = 4
const mapName = 'kube-root-ca.crt'
const description = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

export function rootCaPublisher(client: Client, informers: InformerFactory, certificate: string): Part {
  const namespaces = informers.of('namespaces')
  const maps = informers.of('configmaps')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(namespace: string): void {
    const there = namespaces.get(namespace)
    if (!there || there.status.phase === 'Terminating') return
    const map = maps.get(`${namespace}/${mapName}`)
    if (!map) create(namespace)
    else if (map.data?.['ca.crt'] !== certificate) client.update('configmaps', { ...map, data: { 'ca.crt': certificate } })
  }

  function create(namespace: string): void {
    const draft: Draft<ConfigMap> = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: mapName, namespace, annotations: { 'kubernetes.io/description': description } },
      data: { 'ca.crt': certificate },
    }
    try { client.create('configmaps', draft) }
    catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
  }

  const lookAt = ({ metadata }: ConfigMap): void => { if (metadata.name === mapName) queue.add(metadata.namespace ?? '') }

  return {
    name,
    start: () => {
      namespaces.handle({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata }) => queue.add(metadata.name) })
      maps.handle({ updated: lookAt, deleted: lookAt })
    },
    stop: () => queue.stop(),
  }
}
