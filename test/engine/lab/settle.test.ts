import { expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'

test.each([1, 2, 3, 4, 5, 6, 7, 8])('the first pod of cluster %i is scheduled at once: its nodes are known to be there', seed => {
  const cluster = createCluster({ nodes: 1 + seed % 4, seed })
  cluster.run('kubectl run web --image=nginx')
  cluster.advance(10)
  expect(cluster.run('kubectl get events --field-selector involvedObject.name=web -o jsonpath={.items[*].reason}').stdout).toBe('Scheduled Pulling Pulled Created Started')
})
