// Ephemeral volumes: a pod that brings a template for a claim gets the claim, and the claim goes with the pod.
import type { Part } from '../clock/part.ts'
import type { PersistentVolumeClaim, Pod, Volume } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { keyOf, type InformerFactory } from '../client/informer.ts'
import { EventRecorder } from '../client/recorder.ts'
import type { Draft } from '../client/resources.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { controllerOf, controllerRef } from './owners.ts'

const name = 'ephemeral-volume-controller'
const reactionMs = 5
const retryMs = 15_000

export function ephemeralVolumeController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, 'ephemeral_volume')
  const pods = informers.of('pods')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const pod = pods.get(key)
    if (!pod || pod.metadata.deletionTimestamp !== undefined) return
    for (const volume of pod.spec.volumes ?? []) if (volume.ephemeral?.volumeClaimTemplate) provide(key, pod, volume)
  }

  function provide(key: string, pod: Pod, volume: Volume): void {
    const { namespace, name: podName, uid } = pod.metadata
    const claimName = `${podName}-${volume.name}`
    const claim = client.find('persistentvolumeclaims', namespace, claimName)
    if (!claim) client.create('persistentvolumeclaims', claimFor(pod, volume))
    else if (controllerOf(claim)?.uid !== uid) {
      recorder.event(pod, 'Warning', 'FailedBinding', `ephemeral volume: PVC "${namespace}/${claimName}" was not created for pod "${key}" (pod is not the owner)`)
      queue.addAfter(key, retryMs)
    }
  }

  const look = (pod: Pod): void => { if (pod.spec.volumes?.some(({ ephemeral }) => ephemeral)) queue.add(keyOf(pod)) }

  return { name, start: () => pods.handle({ added: look }), stop: () => queue.stop() }
}

function claimFor(pod: Pod, { name: volumeName, ephemeral }: Volume): Draft<PersistentVolumeClaim> {
  const { metadata: { labels, annotations } = {}, spec } = ephemeral?.volumeClaimTemplate ?? {}
  const { namespace, name: podName } = pod.metadata
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${podName}-${volumeName}`,
      ...namespace !== undefined && { namespace },
      ...labels && { labels },
      ...annotations && { annotations },
      ownerReferences: [controllerRef(pod)],
    },
    ...spec && { spec },
  }
}
