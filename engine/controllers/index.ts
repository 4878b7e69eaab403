// kube-controller-manager: one process, one set of informers, a controller a file.
import type { Part } from '../clock/part.ts'
import { authorityOf } from '../apiserver/tls/authority.ts'
import type { TokenSigner } from '../apiserver/authentication/tokens.ts'
import type { Client } from '../client/client.ts'
import { InformerFactory } from '../client/informer.ts'
import { attachDetachController } from './attach-detach/index.ts'
import { certificateController } from './certificates.ts'
import { clusterRoleAggregation } from './cluster-role-aggregation.ts'
import { cronJobController } from './cronjob/index.ts'
import { daemonSetController } from './daemonset/index.ts'
import { deploymentController } from './deployment/index.ts'
import { disruptionController } from './disruption.ts'
import { endpointsController } from './endpointslice/endpoints.ts'
import { endpointSliceController } from './endpointslice/index.ts'
import { endpointSliceMirroringController } from './endpointslice/mirror.ts'
import { ephemeralVolumeController } from './ephemeral-volume.ts'
import { garbageCollector } from './garbage-collector/index.ts'
import { horizontalController } from './horizontal/index.ts'
import { jobController } from './job/index.ts'
import { ttlAfterFinishedController } from './job/ttl.ts'
import { namespaceController } from './namespace.ts'
import { nodeIpamController } from './node-ipam.ts'
import { nodeLifecycleController } from './node-lifecycle/index.ts'
import { persistentVolumeController } from './persistentvolume/index.ts'
import { volumeExpander } from './persistentvolume/expand.ts'
import { claimProtection, volumeProtection } from './persistentvolume/protection.ts'
import { podGarbageCollector } from './pod-gc.ts'
import { replicaSetController } from './replicaset.ts'
import { replicationController } from './replicationcontroller.ts'
import { resourceQuotaController } from './resourcequota.ts'
import { rootCaPublisher } from './root-ca.ts'
import { Seat, type MakeController } from './seat.ts'
import { serviceAccountController } from './service-account.ts'
import { serviceAccountTokens } from './service-account-tokens.ts'
import { statefulSetController } from './statefulset/index.ts'
import { taintEvictionController } from './taint-eviction.ts'
import { ttlController } from './ttl.ts'

export type { Seat } from './seat.ts'

const all = (signer: TokenSigner): readonly MakeController[] => [
  deploymentController, replicaSetController, replicationController, garbageCollector, namespaceController, serviceAccountController,
  (own, informers) => rootCaPublisher(own, informers, authorityOf(signer).certificate),
  nodeIpamController, nodeLifecycleController, taintEvictionController, podGarbageCollector, ttlController,
  clusterRoleAggregation, statefulSetController, daemonSetController, jobController, ttlAfterFinishedController,
  cronJobController,
  endpointSliceController, endpointSliceMirroringController, endpointsController,
  persistentVolumeController, claimProtection, volumeProtection, volumeExpander, attachDetachController, ephemeralVolumeController, resourceQuotaController, disruptionController, horizontalController,
  (own, informers) => serviceAccountTokens(own, informers, signer),
  (own, informers) => certificateController(own, informers, signer),
]

export interface ControllerManager extends Part {
  /** Its controllers, each a part by itself. They have names once the manager has started. */
  readonly seats: readonly Seat[]
}

/** `signer`: the key of the service accounts and of the cluster's certificates, which the controller manager and the API server share. */
export function controllerManager(client: Client, signer: TokenSigner): ControllerManager {
  const seats = all(signer).map(make => new Seat(make, client))
  let informers: InformerFactory | undefined
  return {
    name: 'kube-controller-manager',
    seats,
    start: () => {
      const shared = informers = new InformerFactory(client)
      for (const seat of seats) seat.open(shared)
      for (const seat of seats) seat.begin()
    },
    stop: () => {
      for (const seat of seats) seat.close()
      informers?.stop()
    },
  }
}
