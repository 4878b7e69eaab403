import { describe, expect, test } from 'vitest'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { Registry } from '../../../engine/runtime/registry.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const about = (node: OneNode, ...words: readonly string[]): readonly string[] =>
  [...new Set(node.events.filter(text => words.some(word => text.includes(` ${word}:`))).map(text => text.replace(/^\S+ /, '')))] // a kubelet looks more than once
const waiting = (node: OneNode, name = 'p') => node.pod(name).status.containerStatuses?.[0]?.state.waiting

describe('a pull policy', () => {
  const here = 'Container image "nginx:1.27" already present on machine and can be accessed by the pod'
  const cases = [
    ['IfNotPresent', true, [`Pulled: ${here}`]],
    ['IfNotPresent', false, ['Pulling: Pulling image "nginx:1.27"', 'Pulled: Successfully pulled image "nginx:1.27" in 3.2s (3.2s including waiting). Image size: 72000000 bytes.']],
    ['Always', true, ['Pulling: Pulling image "nginx:1.27"', 'Pulled: Successfully pulled image "nginx:1.27" in 5ms (5ms including waiting). Image size: 72000000 bytes.']],
    ['Always', false, ['Pulling: Pulling image "nginx:1.27"', 'Pulled: Successfully pulled image "nginx:1.27" in 3.2s (3.2s including waiting). Image size: 72000000 bytes.']],
    ['Never', true, [`Pulled: ${here}`]],
    ['Never', false, ['ErrImageNeverPull: Container image "nginx:1.27" is not present with pull policy of Never', 'Failed: Error: ErrImageNeverPull']],
  ] as const
  test.each(cases)('%s, image on the node: %s', (imagePullPolicy, isPresent, told) => {
    const node = oneNode({ preloaded: isPresent ? ['nginx:1.27'] : [] })
    node.run('p', [{ image: 'nginx:1.27', imagePullPolicy }])
    node.pass(5)
    expect(about(node, 'Pulling', 'Pulled', 'ErrImageNeverPull', 'Failed')).toEqual(told)
  })

  test('that is not given is Always for latest and IfNotPresent for all else', () => {
    const node = oneNode({ preloaded: ['nginx', 'nginx:1.27'] })
    for (const [name, image] of [['p', 'nginx'], ['q', 'nginx:1.27']] as const)
      node.clock.input(name, () => node.client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { nodeName: 'node-1', containers: [{ name: 'c1', image }] } }))
    node.pass(5)
    expect(about(node, 'Pulling')).toEqual(['Pulling: Pulling image "nginx"'])
  })
})

describe('what is not public', () => {
  const accounts = { 'registry.example.com': { username: 'me', password: 'secret' } }
  const registry = new Registry({ hosts: ['registry.example.com'], accounts })
  const image = 'registry.example.com/team/app:1'

  function addSecret(node: OneNode, name: string, server: string, password: string): void {
    const config = JSON.stringify({ auths: { [server]: { auth: Buffer.from(`me:${password}`).toString('base64') } } })
    node.client.create('secrets', { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', metadata: { name, namespace: 'default' }, data: { '.dockerconfigjson': Buffer.from(config).toString('base64') } })
  }

  test('cannot be pulled without a login', () => {
    const node = oneNode({ registry })
    node.run('p', [{ image }])
    node.pass(3)
    expect(about(node, 'Failed')).toEqual([
      'Failed: Failed to pull image "registry.example.com/team/app:1": failed to pull and unpack image "registry.example.com/team/app:1": failed to resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
      'Failed: Error: ErrImagePull',
      'Failed: Error: ImagePullBackOff',
    ])
  })

  test.each([['registry.example.com', 'secret', 'Running'], ['https://registry.example.com/v2/', 'secret', 'Running'], ['registry.example.com/team', 'secret', 'Running'], ['registry.example.com/other', 'secret', 'ErrImagePull'], ['registry.example.com', 'wrong', 'ErrImagePull'], ['elsewhere.example.com', 'secret', 'ErrImagePull']])('a login for %s with the password %s: %s', (server, password, status) => {
    const node = oneNode({ registry })
    addSecret(node, 'login', server, password)
    node.run('p', [{ image }], { imagePullSecrets: [{ name: 'login' }] })
    node.pass(12)
    expect(podStatus(node.pod('p')).replace('ImagePullBackOff', 'ErrImagePull')).toBe(status)
  })

  test('is not given to a pod without the login, though it lies on the node', () => {
    const node = oneNode({ registry })
    addSecret(node, 'login', 'registry.example.com', 'secret')
    node.run('p', [{ image }], { imagePullSecrets: [{ name: 'login' }] })
    node.pass(12)
    node.run('q', [{ image }])
    node.run('r', [{ image, imagePullPolicy: 'Never' }])
    node.pass(3)
    expect([podStatus(node.pod('q')), podStatus(node.pod('r'))]).toEqual(['ErrImagePull', 'ErrImageNeverPull'])
  })
})

test('a node that pulls several images at once takes them side by side', () => {
  const node = oneNode({ parallelPulls: 2 })
  for (const [name, image] of [['p', 'nginx:1.27'], ['q', 'httpd'], ['r', 'redis']] as const) node.run(name, [{ image }])
  node.pass(20)
  const waits = about(node, 'Pulled').map(text => /in (\S+) \((\S+) including/.exec(text)?.slice(1))
  expect(waits.map(([own, whole] = []) => own === whole)).toEqual([true, true, false])
})

test('a digest names the same image as its tag, and is there with it', () => {
  const registry = new Registry()
  const [digest] = [registry.pull({ registry: 'docker.io', repository: 'library/nginx', tag: '1.27', digest: undefined })].map(pull => 'image' in pull ? pull.image.digest : '')
  const node = oneNode({ registry, preloaded: ['nginx:1.27'] })
  node.run('p', [{ image: `nginx@${digest}` }])
  node.pass(3)
  expect([about(node, 'Pulling'), podStatus(node.pod('p'))]).toEqual([[], 'Running'])
})

test('an image that cannot be had is asked for ever more rarely', () => {
  const node = oneNode({ registry: new Registry({ tags: { nginx: ['1.27'] } }) })
  node.run('p', [{ image: 'nginx:nope' }])
  node.pass(200)
  const pulls = node.events.filter(text => text.includes('Pulling:')).map(text => Number.parseFloat(text))
  expect([/ErrImagePull|ImagePullBackOff/.test(waiting(node)?.reason ?? ''), pulls.length]).toEqual([true, 5])
  const gaps = pulls.slice(1).map((second, i) => second - (pulls[i] ?? 0))
  expect(gaps.map((gap, i) => gap >= 10 * 2 ** i && gap <= 10 * 2 ** i + 20)).toEqual([true, true, true, true])
})
