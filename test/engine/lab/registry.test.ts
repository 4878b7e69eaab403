// A lab's own images and logins.
import { expect, test } from 'vitest'
import { LabError, labOf } from '../../../engine/lab/lab.ts'
import { Session } from '../../../engine/lab/session.ts'

const steps = [{ say: '실행한다.', run: 'kubectl run web --image=webapp:22.04', until: 'pod/web condition=Ready' }]
const lab = (registry: unknown) => labOf('x', { title: 't', say: 's', cluster: { profile: 'kind', registry }, steps })

test('a lab runs an image of its own', () => {
  const session = new Session(lab({ images: [{ name: 'webapp:22.04', from: 'nginx:1.27', files: { '/usr/share/nginx/html/index.html': '안녕' } }] }))
  session.beginStep()
  expect(session.advanceTo(session.now.nowMs + 60_000)).toBe(true)
  expect(session.now.apply({ atMs: session.now.nowMs, kind: 'run', payload: { line: 'kubectl exec web -- curl -s localhost' } })?.stdout).toBe('안녕')
})

test.each([
  [[], 'lab x: cluster.registry must be a map of fields'],
  [{ images: {} }, 'lab x: cluster.registry.images must be a list'],
  [{ images: [{ from: 'nginx' }] }, 'lab x: cluster.registry.images[0].name must be a text'],
  [{ images: [{ name: 'a', cmd: [] }] }, 'lab x: cluster.registry.images[0]: unknown field "cmd"; known are name, from, entrypoint, command, env, workingDir, files, sizeBytes'],
  [{ images: [{ name: 'a', command: 'b' }] }, 'lab x: cluster.registry.images[0].command must be a list of words'],
  [{ accounts: { 'r.lab': { username: 'u' } } }, 'lab x: cluster.registry.accounts.r.lab.password must be a text'],
])('%j is refused', (registry, message) => expect(() => lab(registry)).toThrow(new LabError(message)))
