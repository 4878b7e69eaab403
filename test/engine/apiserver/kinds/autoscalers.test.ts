// One autoscaler, seen through both of its versions.
import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import { complaint, TestServer } from './server.ts'

const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const first = (spec: JsonObject): JsonObject => ({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef: target, ...spec } })
const second = (spec: JsonObject): JsonObject => ({ ...first(spec), apiVersion: 'autoscaling/v2' })
const cpu = (averageUtilization: number): JsonObject => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } })
const seen = (server: TestServer, manifest: JsonObject): unknown => {
  const { apiVersion, spec, status } = server.get(manifest).body as KubeObject
  return { apiVersion, spec, status }
}

describe('autoscalers', () => {
  it('made in the first version are read in the second', () => {
    const server = new TestServer()
    server.create(first({ maxReplicas: 5, targetCPUUtilizationPercentage: 50 }))
    expect(seen(server, second({}))).toEqual({ apiVersion: 'autoscaling/v2', spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, metrics: [cpu(50)] }, status: { currentMetrics: null, desiredReplicas: 0 } })
    expect(seen(server, first({}))).toEqual({ apiVersion: 'autoscaling/v1', spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 50 }, status: { currentReplicas: 0, desiredReplicas: 0 } })
  })

  it('patched in the first version change in the second', () => {
    const server = new TestServer()
    server.create(second({ maxReplicas: 5 }))
    for (const patchType of ['strategic', 'merge', 'apply'] as const) {
      const percentage = { strategic: 10, merge: 20, apply: 30 }[patchType]
      expect(complaint(server.patch(first({}), { ...first({ maxReplicas: 7, targetCPUUtilizationPercentage: percentage }) }, patchType, { force: true, fieldManager: 'test' }))).toBe('')
      expect(seen(server, second({}))).toEqual({ apiVersion: 'autoscaling/v2', spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 7, metrics: [cpu(percentage)] }, status: { currentMetrics: null, desiredReplicas: 0 } })
    }
  })

  it('keep their status when they are replaced, and show it in both', () => {
    const server = new TestServer()
    server.create(second({ maxReplicas: 5 }))
    const current = { averageUtilization: 42, averageValue: '420m' }
    server.update({ ...second({ maxReplicas: 5 }), status: { currentReplicas: 2, desiredReplicas: 3, currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current } }] } }, 'status')
    server.update(first({ maxReplicas: 9 }))
    expect(seen(server, first({}))).toEqual({ apiVersion: 'autoscaling/v1', spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 9, targetCPUUtilizationPercentage: 80 }, status: { currentReplicas: 2, desiredReplicas: 3, currentCPUUtilizationPercentage: 42 } })
  })
})
