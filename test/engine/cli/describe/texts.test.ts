import { describe, expect, it } from 'vitest'
import type { PersistentVolumeSpec, Probe, Volume } from '../../../../engine/apiserver/types.gen.ts'
import { probeText } from '../../../../engine/cli/describe/containers.ts'
import { Description, dateText } from '../../../../engine/cli/describe/description.ts'
import { labelOf } from '../../../../engine/cli/describe/generic.ts'
import { persistentSourceLines, volumeLines } from '../../../../engine/cli/describe/volumes.ts'

const written = (write: (out: Description) => void): readonly string[] => {
  const out = new Description()
  write(out)
  return out.toString().split('\n').slice(0, -1).map(line => line.trim())
}

describe('probes', () => {
  const times = { initialDelaySeconds: 5, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }
  it.each<[Probe, string]>([
    [{ exec: { command: ['cat', '/tmp/ok'] } }, 'exec [cat /tmp/ok]'],
    [{ httpGet: { port: 8080, path: '/healthz', scheme: 'HTTP' } }, 'http-get http://:8080/healthz'],
    [{ httpGet: { port: 'web', path: 'a b?', host: '::1', scheme: 'HTTPS' } }, 'http-get https://[::1]:web/a%20b%3F'],
    [{ tcpSocket: { port: 80 } }, 'tcp-socket :80'],
    [{ grpc: { port: 9000, service: '' } }, 'grpc <pod>:9000 '],
    [{}, 'unknown'],
  ])('%j', (probe, text) => {
    expect(probeText({ ...probe, ...times })).toBe(`${text} delay=5s timeout=1s period=10s #success=1 #failure=3`)
  })
})

describe('volumes', () => {
  it.each<[Omit<Volume, 'name'>, readonly string[]]>([
    [{ emptyDir: {} }, ["Type:       EmptyDir (a temporary directory that shares a pod's lifetime)", 'Medium:', 'SizeLimit:  <unset>']],
    [{ emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }, ["Type:       EmptyDir (a temporary directory that shares a pod's lifetime)", 'Medium:     Memory', 'SizeLimit:  64Mi']],
    [{ hostPath: { path: '/var' } }, ['Type:          HostPath (bare host directory volume)', 'Path:          /var', 'HostPathType:  <none>']],
    [{ secret: { secretName: 's', optional: true } }, ['Type:        Secret (a volume populated by a Secret)', 'SecretName:  s', 'Optional:    true']],
    [{ persistentVolumeClaim: { claimName: 'c' } }, ['Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', 'ClaimName:  c', 'ReadOnly:   false']],
    [{ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }, ['Type:  DownwardAPI (a volume populated by information about the pod)', 'Items:', 'metadata.labels -> labels']],
    [{ projected: { sources: [{ configMap: { name: 'm' } }, { downwardAPI: {} }, { serviceAccountToken: { path: 't', expirationSeconds: 3607 } }] } }, [
      'Type:                    Projected (a volume that contains injected data from multiple sources)',
      'ConfigMapName:           m', 'Optional:                false', 'DownwardAPI:             true', 'TokenExpirationSeconds:  3607',
    ]],
    [{}, ['<unknown>']],
  ])('of pods: %j', (volume, lines) => {
    expect(written(out => { volumeLines(out, [{ name: 'v', ...volume }], '') })).toEqual(['Volumes:', 'v:', ...lines])
  })

  it('of none', () => {
    expect(written(out => { volumeLines(out, [], '') })).toEqual(['Volumes:  <none>'])
  })

  it('with a secret and attributes', () => {
    const spec: PersistentVolumeSpec = { csi: { driver: 'd', volumeHandle: 'h', volumeAttributes: { b: '2', a: '1' } } }
    expect(written(out => { persistentSourceLines(out, spec) })).toEqual([
      'Type:              CSI (a Container Storage Interface (CSI) volume source)', 'Driver:            d', 'FSType:', 'VolumeHandle:      h', 'ReadOnly:          false',
      'VolumeAttributes:      a=1', 'b=2',
    ])
    expect(written(out => { persistentSourceLines(out, { rbd: { monitors: ['m'], image: 'i', secretRef: { name: 's' } } }) }))
      .toContain('SecretRef:     &LocalObjectReference{Name:s,}')
  })
})

it.each([
  ['apiVersion', 'API Version'], ['creationTimestamp', 'Creation Timestamp'], ['uid', 'UID'], ['podCIDRs', 'Pod CID Rs'], ['selfURL', 'Self URL'],
  ['example.com/x', 'example.com/x'], ['x', 'X'],
])('calls %s %s', (field, label) => {
  expect(labelOf(field)).toBe(label)
})

it.each([
  ['2026-11-21T00:42:05Z', 'Sat, 21 Nov 2026 00:42:05 +0000'], ['1969-12-31T23:59:59Z', 'Wed, 31 Dec 1969 23:59:59 +0000'],
  [null, 'Mon, 01 Jan 0001 00:00:00 +0000'],
])('writes %s as %s', (time, text) => {
  expect(dateText(time)).toBe(text)
})
