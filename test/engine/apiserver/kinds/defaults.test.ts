// Each minimal manifest comes back from the server as it did from the real one.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import { TestServer } from './server.ts'

interface Recorded { readonly manifest: JsonObject, readonly status: number, readonly object: JsonObject }

const recordings: readonly Recorded[] = JSON.parse(readFileSync('tools/facts/k8s-1.36/defaults.json', 'utf8'))

/** Replaces what is drawn at random: names, unique ids, addresses and node ports. */
function masked(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)
    .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*')
    .replaceAll(/"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/g, '"uid"')
    .replaceAll(/"10\.96\.\d+\.\d+"/g, '"ip"')
    .replaceAll(/"nodePort":\d+/g, '"nodePort":0'))
}

function shown({ metadata, ...rest }: KubeObject): unknown {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, managedFields: _fields, ...kept } = metadata
  return masked({ ...rest, metadata: kept })
}

describe('defaults of Kubernetes 1.36', () => {
  const server = new TestServer()
  for (const [i, { manifest, status, object }] of recordings.entries()) {
    it(`${i} ${manifest['apiVersion']} ${manifest['kind']}`, () => {
      const { code, body } = server.create(manifest, { dryRun: true })
      expect(shown(body as KubeObject)).toEqual(masked(object))
      expect(code).toBe(status)
    })
  }
})

describe('what is complete', () => {
  const { registry } = new TestServer().server
  for (const [i, { object }] of recordings.entries()) {
    const { apiVersion, kind } = object as unknown as KubeObject // what was recorded has both
    const { strategy } = registry.byKind(apiVersion, kind) ?? expect.fail()
    if (strategy.present === undefined && kind !== 'CustomResourceDefinition') // there are few of these
      it(`${i} ${apiVersion} ${kind} stays the same object`, () => expect(strategy.defaults?.(object as unknown as KubeObject) ?? object).toBe(object))
  }
})
