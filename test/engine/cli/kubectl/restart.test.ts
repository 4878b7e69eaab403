import { expect, it } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

it('restarts once a second: the mark of a restart is its time', () => {
  const cluster = createCluster({ nodes: 1 })
  cluster.run('kubectl create deployment web --image=nginx')
  const restart = () => cluster.run('kubectl rollout restart deployment web')
  expect([restart(), restart()]).toEqual([
    { stdout: 'deployment.apps/web restarted\n', stderr: '', exitCode: 0 },
    { stdout: '', stderr: 'error: failed to create patch for web: if restart has already been triggered within the past second, please wait before attempting to trigger another\n', exitCode: 1 },
  ])
  cluster.advance(1)
  expect(restart().stdout).toBe('deployment.apps/web restarted\n')
})
