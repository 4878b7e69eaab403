// What admission adds to nodes, volumes, claims and ingresses.
import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import { complaint, TestServer } from '../kinds/server.ts'
import { object } from '../validation/cases.ts'

const created = (server: TestServer, manifest: JsonObject): KubeObject & { spec: JsonObject } => server.create(manifest).body as KubeObject & { spec: JsonObject }
const claim = (spec: JsonObject = {}): JsonObject => object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } })
const ingress = (spec: JsonObject = {}): JsonObject => object('networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } }, ...spec } })
const storageClass = (name: string, annotations: JsonObject = {}, more: JsonObject = {}): JsonObject => object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a/b', ...more }, { name, annotations })
const usualStorage = { 'storageclass.kubernetes.io/is-default-class': 'true' }

describe('what admission adds', () => {
  it('keeps pods away from a node that is not ready yet', () => {
    const { spec } = created(new TestServer(), object('v1', 'Node', { spec: { taints: [{ key: 'a', effect: 'NoExecute' }] } }))
    expect(spec['taints']).toEqual([{ key: 'a', effect: 'NoExecute' }, { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])
  })

  it('puts claims into the usual class', () => {
    const server = new TestServer()
    server.create(storageClass('slow'))
    server.create(storageClass('fast', usualStorage))
    const classes = [claim(), claim({ storageClassName: 'slow' }), claim({ storageClassName: '' })].map((manifest, i) => created(server, { ...manifest, metadata: { name: `c${i}` } }).spec['storageClassName'])
    expect(classes).toEqual(['fast', 'slow', ''])
  })

  it('puts ingresses into the usual class', () => {
    const server = new TestServer()
    expect(created(server, { ...ingress(), metadata: { name: 'before' } }).spec['ingressClassName']).toBe(undefined)
    server.create(object('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'a/b' } }, { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }))
    expect(created(server, ingress()).spec['ingressClassName']).toBe('nginx')
  })

  it('guards volumes and claims', () => {
    const server = new TestServer()
    const volume = object('v1', 'PersistentVolume', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } } })
    expect([created(server, volume), created(server, claim())].map(({ metadata }) => metadata.finalizers)).toEqual([['kubernetes.io/pv-protection'], ['kubernetes.io/pvc-protection']])
  })

  it('lets claims grow only where their class can', () => {
    const grown = (...classes: readonly JsonObject[]): string => {
      const server = new TestServer()
      for (const each of classes) server.create(each)
      server.create(claim({ storageClassName: 'fast' }))
      server.update({ ...claim(), status: { phase: 'Bound', capacity: { storage: '1Gi' } } }, 'status')
      return complaint(server.patch(claim(), { spec: { resources: { requests: { storage: '2Gi' } } } }))
    }
    const refusal = 'persistentvolumeclaims "x" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
    expect([grown(), grown(storageClass('fast')), grown(storageClass('fast', {}, { allowVolumeExpansion: true }))]).toEqual([refusal, refusal, ''])
  })
})
