// kube-controller-manager: one process, one set of informers, a controller a file.
import type { Part } from '../clock/part.ts'
import type { Client } from '../client/client.ts'
import { InformerFactory } from '../client/informer.ts'
import { deploymentController } from './deployment/index.ts'
import { replicaSetController } from './replicaset.ts'

export function controllerManager(client: Client): Part {
  const informers = new InformerFactory(client)
  const controllers = [deploymentController, replicaSetController].map(make => make(client, informers))
  return {
    name: 'kube-controller-manager',
    start: () => controllers.forEach(controller => controller.start()),
    stop: () => {
      controllers.forEach(controller => controller.stop())
      informers.stop()
    },
  }
}
