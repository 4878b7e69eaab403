// Plugins of a few lines, that complete objects of one or two kinds.
import type { AdmissionPlugin } from '../admission.ts'
import type { KubeObject } from '../object.ts'
import type { StrategyContext } from '../resource.ts'
import type { Ingress, Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../types.gen.ts'
import { concerns, onCreate, refusal } from './plugin.ts'

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const

/** Nothing goes to a new node before it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutate: onCreate<Node>('nodes', node => {
    const { taints = [] } = node.spec ?? {}
    return taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect) ? node : { ...node, spec: { ...node.spec, taints: [...taints, notReady] } }
  }),
}

/** The newest of the classes that are marked to be taken where none is named. */
function usualClass(key: string, mark: string, { all }: StrategyContext): string | undefined {
  const marked = all(key).filter(({ metadata }) => metadata.annotations?.[mark] === 'true')
  const newerFirst = (a: KubeObject, b: KubeObject): number =>
    Number(b.metadata.creationTimestamp > a.metadata.creationTimestamp) - Number(b.metadata.creationTimestamp < a.metadata.creationTimestamp)
  return [...marked].sort(newerFirst)[0]?.metadata.name
}

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutate: onCreate<PersistentVolumeClaim>('persistentvolumeclaims', (claim, _attributes, context) => {
    if (claim.spec?.storageClassName !== undefined || claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return claim
    const storageClassName = usualClass('storageclasses.storage.k8s.io', 'storageclass.kubernetes.io/is-default-class', context)
    return storageClassName === undefined ? claim : { ...claim, spec: { ...claim.spec, storageClassName } }
  }),
}

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  mutate: onCreate<Ingress>('ingresses.networking.k8s.io', (ingress, _attributes, context) => {
    if (ingress.spec?.ingressClassName !== undefined || ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return ingress
    const ingressClassName = usualClass('ingressclasses.networking.k8s.io', 'ingressclass.kubernetes.io/is-default-class', context)
    return ingressClassName === undefined ? ingress : { ...ingress, spec: { ...ingress.spec, ingressClassName } }
  }),
}

function guard<T extends KubeObject>(object: T, finalizer: string): T {
  const { finalizers = [] } = object.metadata
  return finalizers.includes(finalizer) ? object : { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
}
const guardVolumes = onCreate<PersistentVolume>('persistentvolumes', volume => guard(volume, 'kubernetes.io/pv-protection'))
const guardClaims = onCreate<PersistentVolumeClaim>('persistentvolumeclaims', claim => guard(claim, 'kubernetes.io/pvc-protection'))

/** What is in use is not deleted. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutate: (object, attributes, context) => guardClaims(guardVolumes(object, attributes, context), attributes, context),
}

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(attributes, { lookup }) {
    if (attributes.operation !== 'UPDATE' || !concerns(attributes, 'persistentvolumeclaims')) return
    const [next, current] = [attributes.object, attributes.oldObject] as [PersistentVolumeClaim, PersistentVolumeClaim] // the key names the type
    const size = ({ spec }: PersistentVolumeClaim): string | undefined => spec.resources?.requests?.['storage']
    if (size(next) === size(current)) return
    if (current.status.phase !== 'Bound') throw refusal(attributes, 'Only bound persistent volume claims can be expanded')
    const found = next.spec.storageClassName && lookup('storageclasses.storage.k8s.io', undefined, next.spec.storageClassName) as StorageClass | undefined // as above
    if (!found || !found.allowVolumeExpansion) throw refusal(attributes, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize')
  },
}
