import { expect, test } from 'vitest'
import { unwrap } from '../../../engine/client/client.ts'
import type { CertificateSigningRequest, CertificateSigningRequestSpec } from '../../../engine/apiserver/types.gen.ts'
import { request } from '../../support/certificate-request.ts'
import { SmallCluster } from '../../support/small-cluster.ts'

const key = 'certificatesigningrequests.certificates.k8s.io'
const client = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] } as const

function ask(world: SmallCluster, spec: Partial<CertificateSigningRequestSpec> = {}): void {
  world.create(key, { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'jane' }, spec: { request, ...client, ...spec } })
}
const asked = (world: SmallCluster): CertificateSigningRequest => world.client.get(key, undefined, 'jane')
function decide(world: SmallCluster, type: 'Approved' | 'Denied'): void {
  world.act('decide', each => {
    const csr = asked(world)
    const condition = { type, status: 'True', reason: 'Kubectl', message: 'decided', lastUpdateTime: '2026-11-21T09:00:05Z', lastTransitionTime: null }
    each.update(key, { ...csr, status: { conditions: [condition] } }, 'approval')
  })
  world.pass(1)
}
const certificate = (world: SmallCluster): string => atob(asked(world).status.certificate ?? '')
const whoAmI = (world: SmallCluster, certificatePem: string) =>
  world.client.request({ verb: 'create', group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews', credentials: { certificatePem }, encoding: 'typed', body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} } })

test('who asks is written down by the server, and nothing is signed before somebody says so', () => {
  const world = new SmallCluster()
  ask(world, { username: 'somebody-else', groups: ['system:masters'] })
  world.pass(5)
  const { spec, status } = asked(world)
  expect([spec.username, spec.groups, status]).toEqual(['kubernetes-admin', ['system:masters', 'system:authenticated'], {}])
})

test('what is approved is signed, and the certificate says who its holder is, for as long as it is good', () => {
  const world = new SmallCluster()
  ask(world, { expirationSeconds: 3600 })
  decide(world, 'Approved')
  const pem = certificate(world)
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/)
  expect(unwrap(whoAmI(world, pem)).body).toMatchObject({ status: { userInfo: { username: 'jane', groups: ['developers', 'readers', 'system:authenticated'] } } })
  world.pass(3601)
  expect(whoAmI(world, pem).code).toBe(401)
})

test('one that was changed, or comes from another cluster, proves nothing', () => {
  const [one, other] = [new SmallCluster(1, 1), new SmallCluster(1, 2)]
  for (const world of [one, other]) {
    ask(world)
    decide(world, 'Approved')
  }
  const pem = certificate(one)
  expect([whoAmI(other, pem).code, whoAmI(one, pem.replace('MII', 'MIJ')).code, whoAmI(one, 'no certificate').code, whoAmI(one, pem).code]).toEqual([401, 401, 401, 201])
})

test('what is denied is not signed; nor is what its signer does not sign, and that is said', () => {
  const [denied, wrong] = [new SmallCluster(), new SmallCluster()]
  ask(denied)
  decide(denied, 'Denied')
  ask(wrong, { usages: ['server auth'] })
  decide(wrong, 'Approved')
  expect(asked(denied).status).toEqual({ conditions: [{ type: 'Denied', status: 'True', reason: 'Kubectl', message: 'decided', lastUpdateTime: '2026-11-21T09:00:05Z', lastTransitionTime: '2026-11-21T09:00:05Z' }] })
  expect(asked(wrong).status.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([
    ['Approved', 'Kubectl', 'decided'], ['Failed', 'SignerValidationFailure', 'usages did not match [digital signature key encipherment client auth]'],
  ])
})

test('answered requests go after an hour, others after a day', () => {
  const world = new SmallCluster()
  ask(world)
  world.pass(3600 * 20)
  decide(world, 'Denied')
  expect(world.client.list(key)).toHaveLength(1)
  world.pass(3600 * 2)
  expect(world.client.list(key)).toEqual([])
  ask(world)
  world.pass(3600 * 26)
  expect(world.client.list(key)).toEqual([])
})

test.each<[string, Partial<CertificateSigningRequestSpec>, string]>([
  ['no request', { request: btoa('hello') }, 'spec.request: Invalid value: "aGVsbG8=": PEM block type must be CERTIFICATE REQUEST'],
  ['no usage', { usages: [] }, 'spec.usages: Required value'],
  ['too short', { expirationSeconds: 60 }, 'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)'],
  ['no signer', { signerName: 'me' }, 'spec.signerName: Invalid value: "me": must be a fully qualified domain and path of the form \'example.com/signer-name\''],
])('%s is refused', (_what, spec, fault) => {
  expect(() => ask(new SmallCluster(), spec)).toThrow(`CertificateSigningRequest.certificates.k8s.io "jane" is invalid: ${fault}`)
})
