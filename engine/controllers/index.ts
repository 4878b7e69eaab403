// kube-controller-manager: one process, one set of informers, a controller a file.
import type { Part } from '../clock/part.ts'
import type { TokenSigner } from '../apiserver/authentication/tokens.ts'
import type { Client } from '../client/client.ts'
import { InformerFactory } from '../client/informer.ts'
import { clusterRoleAggregation } from './cluster-role-aggregation.ts'
import { cronJobController } from './cronjob/index.ts'
import { daemonSetController } from './daemonset/index.ts'
import { deploymentController } from './deployment/index.ts'
import { disruptionController } from './disruption.ts'
import { endpointsController } from './endpointslice/endpoints.ts'
import { endpointSliceController } from './endpointslice/index.ts'
import { endpointSliceMirroringController } from './endpointslice/mirror.ts'
import { garbageCollector } from './garbage-collector/index.ts'
import { horizontalController } from './horizontal/index.ts'
import { jobController } from './job/index.ts'
import { ttlAfterFinishedController } from './job/ttl.ts'
import { namespaceController } from './namespace.ts'
import { nodeIpamController } from './node-ipam.ts'
import { nodeLifecycleController } from './node-lifecycle/index.ts'
import { persistentVolumeController } from './persistentvolume/index.ts'
import { claimProtection, volumeProtection } from './persistentvolume/protection.ts'
import { podGarbageCollector } from './pod-gc.ts'
import { replicaSetController } from './replicaset.ts'
import { resourceQuotaController } from './resourcequota.ts'
import { rootCaPublisher } from './root-ca.ts'
import { serviceAccountController } from './service-account.ts'
import { serviceAccountTokens } from './service-account-tokens.ts'
import { statefulSetController } from './statefulset/index.ts'
import { taintEvictionController } from './taint-eviction.ts'
import { ttlController } from './ttl.ts'

const all = [
  deploymentController, replicaSetController, garbageCollector, namespaceController, serviceAccountController, rootCaPublisher,
  nodeIpamController, nodeLifecycleController, taintEvictionController, podGarbageCollector, ttlController,
  clusterRoleAggregation, statefulSetController, daemonSetController, jobController, ttlAfterFinishedController,
  cronJobController,
  endpointSliceController, endpointSliceMirroringController, endpointsController,
  persistentVolumeController, claimProtection, volumeProtection, resourceQuotaController, disruptionController, horizontalController,
]

/** `signer`: the key of the service accounts, which the controller manager and the API server share. */
export function controllerManager(client: Client, signer: TokenSigner): Part {
  const informers = new InformerFactory(client)
  const controllers = [...all.map(make => make(client, informers)), serviceAccountTokens(client, informers, signer)]
  return {
    name: 'kube-controller-manager',
    start: () => controllers.forEach(controller => controller.start()),
    stop: () => {
      controllers.forEach(controller => controller.stop())
      informers.stop()
    },
  }
}
