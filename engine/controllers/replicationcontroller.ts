// ReplicationController: what there was before ReplicaSets, seen as one.
import type { PodTemplateSpec, ReplicationController } from '../apiserver/types.gen.ts'
import type { Part } from '../clock/part.ts'
import type { Client } from '../client/client.ts'
import { byNamespace, type InformerFactory } from '../client/informer.ts'
import { byController } from './owners.ts'
import { replicasController, type Replicas } from './replicaset.ts'

export function replicationController(client: Client, informers: InformerFactory): Part {
  const controllers = informers.of('replicationcontrollers')
  const inNamespace = controllers.indexBy(byNamespace)
  const ofOwner = controllers.indexBy(byController)
  const controller = replicasController(client, informers, {
    name: 'replication-controller',
    kind: 'ReplicationController',
    get: key => {
      const found = controllers.get(key)
      return found && asReplicas(found)
    },
    inNamespace: namespace => inNamespace(namespace).map(asReplicas),
    ofOwner: uid => ofOwner(uid).map(asReplicas),
    handle: changed => controllers.handle({ added: changed, updated: changed, deleted: changed }),
    writeStatus: ({ metadata: { namespace, name } }, { terminatingReplicas: _unknown, conditions, ...status }) => {
      const current = client.find('replicationcontrollers', namespace, name)
      if (current) client.updateStatus('replicationcontrollers', { ...current, status: { ...status, ...conditions && { conditions } } })
    },
  })
  let hasBegun = false
  return {
    ...controller,
    /** As long as there is none, which is nearly always, nobody looks at all the pods. */
    start: () => controllers.handle({
      added: () => {
        if (!hasBegun) controller.start()
        hasBegun = true
      },
    }),
  }
}

const asReplicas = ({ spec: { selector = {}, template, ...spec }, ...rest }: ReplicationController): Replicas =>
  ({ ...rest, spec: { ...spec, selector: { matchLabels: selector }, template: template ?? empty } })

/** The API server lets none without a template in. */
const empty: PodTemplateSpec = { metadata: {}, spec: { containers: [] } }
