// What is wrong with classes of storage, volumes, and what is changed of claims.
import { describe, expect, it } from 'vitest'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { type Case, object, TestServer, texts, told } from './cases.ts'

const storageClass = (more: object): Case[1] => object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a.io/b', ...more })
const volume = (more: object): Case[1] => object('v1', 'PersistentVolume', { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/a' }, ...more } })
const claim = (more: object): Case[1] => object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more } })

const cases: readonly Case[] = [
  ['a parameter without a name', storageClass({ parameters: { '': 'a' } }), ['parameters: Invalid value: "": field can not be empty.']],
  ['topologies', storageClass({ allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: ['a', 'a'] }, { key: 'zone', values: [] }, { key: 'a b', values: ['c'] }] }] }), [
    'allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"',
    'allowedTopologies[0].matchLabelExpressions[1].values: Required value',
    'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "zone"',
    `allowedTopologies[0].matchLabelExpressions[2].key: Invalid value: "a b": ${texts.notNamePart}`,
  ]],
  ['attributes of what no driver keeps', volume({ volumeAttributesClassName: '' }), [
    'spec.volumeAttributesClassName: Required value: an empty string is disallowed',
    'spec.csi: Required value: has to be specified when using volumeAttributesClassName',
  ]],
  ['attributes that say nothing', object('storage.k8s.io/v1', 'VolumeAttributesClass', {}), ['driverName: Required value', 'parameters: Required value: must contain at least one key/value pair']],
  ['a driver', object('storage.k8s.io/v1', 'CSIDriver', { spec: { volumeLifecycleModes: ['Now', 'Ephemeral'], fsGroupPolicy: 'All' } }), [
    'spec.volumeLifecycleModes: Unsupported value: "Now": supported values: "Persistent", "Ephemeral"',
    'spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType"',
  ]],
  ['attributes with a wrong name', volume({ volumeAttributesClassName: 'A', hostPath: undefined, csi: { driver: 'a.io', volumeHandle: 'h' } }), [`spec.volumeAttributesClassName: Invalid value: "A": ${texts.notSubdomain}`]],
]

describe('storage', () => {
  told(cases)

  for (const [what, to, why] of [
    ['another class of attributes', 'silver', undefined],
    ['none', null, ['spec.volumeAttributesClassName: Forbidden: update from non-nil value to nil is forbidden']],
    ['an empty one', '', ['spec.volumeAttributesClassName: Forbidden: update from non-nil value to an empty string is forbidden']],
  ] as const)
    it(`a claim that goes over to ${what}`, () => {
      const server = new TestServer()
      const gold = claim({ volumeAttributesClassName: 'gold' })
      server.create(gold)
      const { body } = server.patch(gold, { spec: { volumeAttributesClassName: to } })
      expect((body as Status).details?.causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual(why)
    })
})
