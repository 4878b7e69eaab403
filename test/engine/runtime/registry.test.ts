// What can be pulled, and what is said of what cannot.
import { describe, expect, test } from 'vitest'
import { parseReference } from '../../../engine/runtime/images.ts'
import { Registry, type Credentials, type RegistryOptions } from '../../../engine/runtime/registry.ts'

function pull(name: string, options: RegistryOptions = {}, credentials?: Credentials): string {
  const reference = parseReference(name)
  if ('error' in reference) return reference.error
  const pulled = new Registry(options).pull(reference, credentials)
  return 'error' in pulled ? pulled.error : 'pulled'
}

const resolve = (name: string): string => `failed to pull and unpack image "${name}": failed to resolve image: `
const notFound = (name: string): string => `rpc error: code = NotFound desc = ${resolve(name)}${name}: not found`
const denied = 'pull access denied, repository does not exist or may require authorization'
const hubDenied = `${denied}: server message: insufficient_scope: authorization failed`

describe('an image can be pulled', () => {
  test.each([
    'nginx', 'nginx:latest', 'nginx:1.25.1', 'nginx:1.27-alpine', 'nginx:alpine', 'nginx:stable-alpine3.20-slim', 'busybox:1.36', 'alpine:3.20', 'mysql', 'mysql:8.0', 'mongo:7.0', 'mongo-express:1.0.2-20', 'redis:7', 'redis:7.2-alpine', 'httpd:2.4.58', 'perl:5.34.0',
    'ubuntu:22.04', 'sysnet4admin/chk-hn', 'jnuho/server-1', 'jnuho/fe-nginx:latest', 'somebody/something:v1', 'wordpress:6', 'docker.io/library/nginx:1.27', 'public.ecr.aws/docker/library/nginx:1.27',
    'public.ecr.aws/u2g6w7p2/eks-workshop-demo/catalog_detail:1.0', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/e2e-test-images/agnhost:2.53', 'ghcr.io/stefanprodan/podinfo:6.7.0', 'quay.io/prometheus/node-exporter:v1.9.0', `nginx@sha256:${'0'.repeat(64)}`,
  ])('%s', name => expect(pull(name)).toBe('pulled'))
})

describe('an image cannot be pulled', () => {
  test.each([
    ['nginx:lastest', notFound('docker.io/library/nginx:lastest')],
    ['nginx:1.99', notFound('docker.io/library/nginx:1.99')],
    ['nginx:1.251', notFound('docker.io/library/nginx:1.251')],
    ['nginx:0.0.0', notFound('docker.io/library/nginx:0.0.0')],
    ['mysql:6', notFound('docker.io/library/mysql:6')],
    ['webapp:22.04', resolve('docker.io/library/webapp:22.04') + hubDenied],
    ['ngnix', resolve('docker.io/library/ngnix:latest') + hubDenied],
    ['sysnet4adimin/chk-hn', resolve('docker.io/sysnet4adimin/chk-hn:latest') + hubDenied],
    ['my-private-repo/ms-one:latest', resolve('docker.io/my-private-repo/ms-one:latest') + hubDenied],
    ['123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/app:1', `${resolve('123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/app:1')}${denied}: authorization failed: no basic auth credentials`],
    ['registry.example.com/team/app:1.0', `${resolve('registry.example.com/team/app:1.0')}failed to do request: Head "https://registry.example.com/v2/team/app/manifests/1.0": dial tcp: lookup registry.example.com on 127.0.0.1:53: no such host`],
    ['Nginx:latest', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['nginx:la test', 'invalid reference format'],
  ])('%s', (name, error) => expect(pull(name)).toBe(error))
})

describe('a private registry', () => {
  const options = { hosts: ['registry.lab:5000'], accounts: { 'registry.lab:5000': { username: 'kim', password: 'pw' } } }
  const name = 'registry.lab:5000/team/app:1'
  test.each<[string, Credentials | undefined, string]>([
    ['nobody', undefined, `${resolve(name)}${denied}: authorization failed: no basic auth credentials`],
    ['the wrong one', { username: 'kim', password: 'no' }, `${resolve(name)}unexpected status from HEAD request to https://registry.lab:5000/v2/team/app/manifests/1: 401 Unauthorized`],
    ['the right one', { username: 'kim', password: 'pw' }, 'pulled'],
  ])('asks who pulls: %s', (_who, credentials, answer) => expect(pull(name, options, credentials)).toBe(answer))

  test('Docker Hub tells a login that it does not know', () => {
    expect(pull('my-private-repo/ms-one', {}, { username: 'student', password: 'no' })).toBe(`${resolve('docker.io/my-private-repo/ms-one:latest')}failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized`)
    expect(pull('my-private-repo/ms-one', {}, { username: 'student', password: 'secret' })).toBe('pulled')
  })
})

describe('a lab has images of its own', () => {
  const options: RegistryOptions = { images: [{ name: 'webapp:22.04', from: 'nginx:1.27', files: { '/usr/share/nginx/html/index.html': 'mine' }, env: { MODE: 'lab' }, sizeBytes: 5 }, { name: 'registry.lab/tool:1', from: 'busybox', entrypoint: ['echo', 'hi'] }] }

  test('made of another one', () => {
    const reference = parseReference('webapp:22.04')
    const pulled = 'error' in reference ? undefined : new Registry(options).pull(reference)
    const image = pulled && 'image' in pulled ? pulled.image : undefined
    expect([image?.entrypoint, image?.command, image?.env, image?.files.get('/usr/share/nginx/html/index.html'), image?.sizeBytes, image?.stopSignal]).toEqual([['/docker-entrypoint.sh'], ['nginx', '-g', 'daemon off;'], { NGINX_VERSION: '1.27', MODE: 'lab' }, 'mine', 5, 'QUIT'])
  })

  test('and no other tags of these', () => {
    expect([pull('webapp:22.04', options), pull('webapp:22', options), pull('registry.lab/tool:1', options), pull('registry.lab/other:1', options)])
      .toEqual(['pulled', notFound('docker.io/library/webapp:22'), 'pulled', notFound('registry.lab/other:1')])
  })
})

test('what an image is made of adds up, and is always the same', () => {
  const image = () => {
    const reference = parseReference('nginx:1.27')
    const pulled = 'error' in reference ? undefined : new Registry().pull(reference)
    return pulled && 'image' in pulled ? pulled : undefined
  }
  const [one, other] = [image(), image()]
  expect([one?.image.digest, one?.ms, one?.image.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), one?.image.exposedPorts]).toEqual([other?.image.digest, 3200, 72_000_000, [80]])
  expect(one?.image.layers.every(({ digest }) => /^sha256:[0-9a-f]{64}$/.test(digest))).toBe(true)
})
