// Every event knows its own cause, also when the news of several come together.
import { expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'

const manifest = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {nodeName: node-1, containers: [{name: c, image: nginx}]}\n`

test('the chain of a pod speaks of that pod alone, whatever else came at the same time', () => {
  const cluster = createCluster({ nodes: 1 })
  const names = ['a', 'b', 'c']
  for (const name of names) cluster.run(`kubectl apply -f ${name}.yaml`, { files: { [`${name}.yaml`]: manifest(name) } })
  cluster.advance(30)
  for (const name of names) {
    const chain = cluster.why(`pod/${name}`).toReversed().map(({ what }) => what)
    expect(chain[0]).toBe(`kubectl apply -f ${name}.yaml`)
    expect(chain.filter(what => what.endsWith(': watch pods'))).toEqual(['kubelet node-1: watch pods'])
    expect(chain.filter(what => names.some(other => other !== name && what.includes(`default/${other}`)))).toEqual([])
  }
})

test('pods of one ReplicaSet that are scheduled one after the other', () => {
  const cluster = createCluster({ nodes: 1 })
  cluster.run('kubectl create deployment web --image=nginx --replicas=5')
  cluster.advance(30)
  const pods = cluster.run('kubectl get pods -o name').stdout.trim().split('\n')
  expect(pods).toHaveLength(5)
  for (const pod of pods) {
    const name = `default/${pod.slice('pod/'.length)}`
    expect(cluster.why(pod).map(({ what }) => what).filter(what => what.includes('default/web-') && /^(kubelet|kube-scheduler)/.test(what) && !what.includes(name))).toEqual([])
  }
})
