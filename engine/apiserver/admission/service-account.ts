import type { AdmissionPlugin } from '../admission.ts'
import { each, put, within } from '../defaults/fill.ts'
import type { Container, Pod, PodSpec, ServiceAccount, Volume, VolumeMount } from '../types.gen.ts'
import { onCreate, refusal } from './plugin.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const isMounted = ({ volumeMounts }: Container): boolean => volumeMounts?.some(mount => mount.mountPath === mountPath) ?? false

const projected: NonNullable<Volume['projected']> = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
}
const none: readonly never[] = []
const isOfMirror = ({ metadata }: Pod): boolean => metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined

/** A pod runs as a service account, and carries its token. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate: onCreate<Pod>('pods', (pod, attributes, { lookup, nameSuffix }) => {
    if (isOfMirror(pod)) return pod
    const name = pod.spec.serviceAccountName || 'default'
    const account = lookup('serviceaccounts', attributes.namespace, name) as ServiceAccount | undefined // the key names the type
    // The real server waits for the account that every namespace gets, which amounts to taking it for granted.
    if (!account && name !== 'default')
      throw refusal(attributes, `error looking up service account ${attributes.namespace}/${name}: serviceaccount "${name}" not found`)
    let spec: PodSpec = { ...pod.spec, serviceAccountName: name, serviceAccount: name }
    if (spec.imagePullSecrets === undefined && account?.imagePullSecrets) spec = { ...spec, imagePullSecrets: account.imagePullSecrets }
    const wants = spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true
    return put(pod, 'spec', wants ? withToken(spec, nameSuffix) : spec)
  }),
}

function withToken(spec: PodSpec, nameSuffix: () => string): PodSpec {
  const { containers = none, initContainers = none, volumes = none } = spec
  if (containers.every(isMounted) && initContainers.every(isMounted)) return spec
  const volume: Volume = volumes.find(({ name }) => name.startsWith('kube-api-access-')) ?? { name: `kube-api-access-${nameSuffix()}`, projected }
  const mounts: readonly VolumeMount[] = [{ mountPath, name: volume.name, readOnly: true }]
  const mounting = (container: Container): Container => isMounted(container) ? container : { ...container, volumeMounts: (container.volumeMounts ?? []).concat(mounts) }
  const mounted = within(within(spec, 'containers', list => each(list, mounting)), 'initContainers', list => each(list, mounting))
  return volumes.includes(volume) ? mounted : { ...mounted, volumes: volumes.concat([volume]) }
}
