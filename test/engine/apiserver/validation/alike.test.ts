import { expect, test } from 'vitest'
import type { PodSpec } from '../../../../engine/apiserver/types.gen.ts'
import { isLikeLast, remember } from '../../../../engine/apiserver/validation/alike.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const projected = { sources: [] }
const data = { name: 'data', emptyDir: {} }
const template = { name: 'web', image: 'nginx', resources: {} }

const specWith = (token: string, mounted = token): PodSpec => ({
  containers: [{ ...template, volumeMounts: [{ mountPath, name: mounted, readOnly: true }] }],
  volumes: [data, { name: token, projected }],
})

test('a pod is like the last of its template, whatever the volume of its token is called', () => {
  remember(specWith('kube-api-access-aaaaa'))
  expect(isLikeLast(specWith('kube-api-access-bbbbb'))).toBe(true)
})

test('it is not when anything else differs', () => {
  const last = specWith('kube-api-access-aaaaa')
  remember(last)
  const next = specWith('kube-api-access-bbbbb')
  const [container] = next.containers
  const others: readonly PodSpec[] = [
    specWith('kube-api-access-BBBBB'), // not as the server names them
    specWith('token'),
    specWith('kube-api-access-bbbbb', 'kube-api-access-aaaaa'), // mounted where there is none
    specWith('kube-api-access-bbbbb', 'data'),
    { ...next, hostNetwork: true },
    { ...next, containers: [...next.containers, ...next.containers] },
    { ...next, containers: container ? [{ ...container, image: ' nginx' }] : [] },
    { ...next, initContainers: next.containers },
    { ...next, volumes: next.volumes?.toReversed() ?? [] },
    { ...next, volumes: [{ name: 'data', emptyDir: { sizeLimit: '-1' } }, ...next.volumes?.slice(1) ?? []] },
    { containers: next.containers },
  ]
  expect(others.map(isLikeLast)).toEqual(others.map(() => false))
})

test('pods with volumes of their own are each looked at', () => {
  remember(specWith('kube-api-access-aaaaa'))
  const own: PodSpec = { containers: [template], volumes: [{ name: 'scratch', ephemeral: {} }] }
  remember(own)
  expect(isLikeLast(own)).toBe(false)
})
