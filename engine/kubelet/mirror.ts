// Static pods are not in the API: there stands a mirror of each, which tells how it does and does nothing itself.
import type { Pod, PodStatus } from '../apiserver/types.gen.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Client } from '../client/client.ts'

export const configSource = 'kubernetes.io/config.source'
export const configHash = 'kubernetes.io/config.hash'
export const configSeen = 'kubernetes.io/config.seen'
export const configMirror = 'kubernetes.io/config.mirror'

export const isStatic = ({ metadata }: Pod): boolean => metadata.annotations?.[configSource] === 'file'
export const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.[configMirror] !== undefined

const reflects = (mirror: Pod, pod: Pod): boolean => mirror.metadata.annotations?.[configMirror] === pod.metadata.annotations?.[configHash]

/** Brings the mirror up to date, made anew if it has to be. What the server refuses is tried again with the next news. */
export function reflect(client: Client, pod: Pod, status: PodStatus): void {
  const { namespace, name } = pod.metadata
  try {
    let mirror = client.find('pods', namespace, name)
    if (mirror && (!reflects(mirror, pod) || mirror.metadata.deletionTimestamp !== undefined)) {
      removeMirror(client, mirror)
      mirror = undefined
    }
    mirror ??= client.create('pods', mirrorOf(client, pod))
    client.updateStatus('pods', { ...mirror, status })
  }
  catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

export function removeMirror(client: Client, { metadata: { namespace, name } }: Pod): void {
  try { client.delete('pods', namespace, name, { gracePeriodSeconds: 0 }) }
  catch (error) {
    if (!(error instanceof StatusError)) throw error // it is gone already
  }
}

function mirrorOf(client: Client, { metadata, spec }: Pod) {
  const { namespace = '', name, labels, annotations } = metadata
  const node = client.find('nodes', undefined, spec.nodeName ?? '')
  return {
    apiVersion: 'v1' as const, kind: 'Pod' as const, spec,
    metadata: {
      name, namespace, ...labels && { labels },
      annotations: { ...annotations, [configMirror]: annotations?.[configHash] ?? '' },
      ...node && { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid, controller: true }] },
    },
  }
}
