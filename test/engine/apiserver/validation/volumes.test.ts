// What is wrong with volumes and mounts.
import { describe } from 'vitest'
import { type Case, container, pod, podOf, texts, told } from './cases.ts'

const cases: readonly Case[] = [
  ['mount missing', podOf({ volumeMounts: [{ name: 'v', mountPath: '/a' }] }), ['spec.containers[0].volumeMounts[0].name: Not found: "v"']],
  ['mounts', pod({ volumes: [{ name: 'v', emptyDir: {} }], containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/a' }, { name: 'v' }, { mountPath: '/x' }, { name: 'v', mountPath: '/b', subPath: '../x' }, { name: 'v', mountPath: '/d', subPath: '/x' }, { name: 'v', mountPath: '/c:d' }] })] }), [
    'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    'spec.containers[0].volumeMounts[2].mountPath: Required value',
    'spec.containers[0].volumeMounts[3].name: Required value',
    'spec.containers[0].volumeMounts[3].name: Not found: ""',
    'spec.containers[0].volumeMounts.subPath: Invalid value: "../x": must not contain \'..\'',
    'spec.containers[0].volumeMounts.subPath: Invalid value: "/x": must be a relative path',
  ]],
  ['volumes', pod({ volumes: [{ name: 'V_', emptyDir: {} }, { name: 'a', emptyDir: {}, hostPath: { path: '/x' } }, { name: 'a', emptyDir: {} }, { name: 'c', configMap: {} }, { name: 's', secret: {} }, { name: 'p', persistentVolumeClaim: {} }, { name: 'h', hostPath: { path: '../a', type: 'Nope' } }, { name: 'm', secret: { secretName: 's', defaultMode: 1000, items: [{ key: '', path: '../x' }, { key: 'a', path: '/x', mode: 777 }] } }, { name: 'e', emptyDir: { sizeLimit: '-1' } }, { name: 'n', nfs: {} }, { name: 'none' }, { name: 'pr', projected: { sources: [{ secret: {} }, {}] } }, { name: 'd', downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'spec.nodeName' } }, { path: 'l', fieldRef: { fieldPath: "metadata.labels['a']" } }] } }, { emptyDir: {} }] }), [
    `spec.volumes[0].name: Invalid value: "V_": ${texts.notLabel}`,
    'spec.volumes[1].hostPath: Forbidden: may not specify more than 1 volume type',
    'spec.volumes[3].configMap.name: Required value',
    'spec.volumes[4].secret.secretName: Required value',
    'spec.volumes[5].persistentVolumeClaim.claimName: Required value',
    'spec.volumes[6].hostPath.path: Invalid value: "../a": must not contain \'..\'',
    'spec.volumes[6].hostPath.type: Unsupported value: "Nope": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    'spec.volumes[7].secret.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both inclusive',
    'spec.volumes[7].secret.items[0].key: Required value',
    'spec.volumes[7].secret.items[0].path: Invalid value: "../x": must not contain \'..\'',
    'spec.volumes[7].secret.items[1].path: Invalid value: "/x": must be a relative path',
    'spec.volumes[7].secret.items[1].mode: Invalid value: 777: must be a number between 0 and 0777 (octal), both inclusive',
    'spec.volumes[8].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity',
    'spec.volumes[9].nfs.server: Required value',
    'spec.volumes[9].nfs.path: Required value',
    'spec.volumes[9].nfs.path: Invalid value: "": must be an absolute path',
    'spec.volumes[11].projected.sources[0].secret.name: Required value',
    'spec.volumes[12].downwardAPI.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"',
    'spec.volumes[13].name: Required value',
  ]],
]

describe('volumes', () => told(cases))
