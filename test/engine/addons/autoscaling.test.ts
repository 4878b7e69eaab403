// From the load on a program to the number of its pods: runtime, kubelet, metrics-server, autoscaler.
import { expect, test } from 'vitest'
import { World } from '../../../engine/lab/world.ts'

const manifest = JSON.stringify({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'registry.k8s.io/hpa-example', resources: { requests: { cpu: '200m' } } }] } } },
})

test('a program that works harder gets company', () => {
  const world = new World({ nodes: 2, addons: ['metrics-server'], files: new Map([['web.json', manifest]]) })
  const pass = (seconds: number): void => world.cluster.clock.advanceTo(world.nowMs + seconds * 1000)
  const run = (line: string): string => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } })?.stdout ?? ''
  const replicas = (): string => run("kubectl get hpa web -o jsonpath='{.status.currentReplicas}/{.status.currentMetrics[0].resource.current.averageUtilization}'")
  run('kubectl apply -f web.json')
  run('kubectl autoscale deployment web --cpu=50% --min=1 --max=10')
  pass(60)
  expect(replicas()).toBe('1/0')
  run("kubectl run load --image=curlimages/curl --restart=Never -- curl -s http://$(kubectl get pod -l app=web -o jsonpath='{.items[0].status.podIP}')/load?cpu=500m")
  pass(75)
  expect(replicas()).toBe('5/50')
})
