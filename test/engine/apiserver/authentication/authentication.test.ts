import { describe, expect, it } from 'vitest'
import { TokenSigner } from '../../../../engine/apiserver/authentication/index.ts'
import { Random } from '../../../../engine/clock/random.ts'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Identity, UserInfo } from '../../../../engine/apiserver/request.ts'
import type { SelfSubjectReview, TokenRequest, TokenReview } from '../../../../engine/apiserver/types.gen.ts'
import { admin, Asked, jane, said, user } from '../authorization/asking.ts'

const whoAmI = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
const anyone: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

/** Who the server takes a request to come from, or its refusal. */
function seen(server: Asked, identity: Identity, as = anyone): unknown {
  const response = server.create({ ...whoAmI, metadata: {} }, { as, ...identity })
  return response.code < 400 ? (response.body as SelfSubjectReview).status.userInfo : said(response)
}

function withRobot(): Asked {
  const server = new Asked()
  server.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } })
  return server
}

function tokenOf(server: Asked, spec: JsonObject = {}, name = 'robot') {
  return server.create({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec }, { subresource: { resource: 'serviceaccounts', name, subresource: 'token' } })
}

const textOf = (response: ReturnType<typeof tokenOf>): string => (response.body as unknown as TokenRequest).status.token
const decoded = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

describe('credentials', () => {
  it('takes the user and the groups of a certificate', () => {
    expect(seen(new Asked(), { credentials: { certificate: { commonName: 'jane', organizations: ['devs'] } } })).toEqual({ username: 'jane', groups: ['devs', 'system:authenticated'] })
  })

  it('knows who the connection belongs to', () => {
    expect(seen(new Asked(), {}, admin)).toEqual({ username: 'kubernetes-admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] })
  })

  it('calls anonymous who brings nothing', () => {
    expect(seen(new Asked(), { credentials: {} }, admin)).toBe(
      'selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope')
  })

  it('refuses tokens that are none, are another cluster\'s or were changed', () => {
    const server = withRobot()
    const [header, , signature] = textOf(tokenOf(server)).split('.')
    const forged = Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:kube-system:root' })).toString('base64url')
    const foreign = new TokenSigner(new Random(99)).sign({ iss: 'kubernetes/serviceaccount', 'kubernetes.io/serviceaccount/namespace': 'default', 'kubernetes.io/serviceaccount/secret.name': 'x', 'kubernetes.io/serviceaccount/service-account.name': 'robot', 'kubernetes.io/serviceaccount/service-account.uid': '', sub: 'system:serviceaccount:default:robot' })
    for (const token of ['', 'x', '..', foreign, `${header}.${forged}.${signature}`, `${header}.%%%.${signature}`])
      expect(seen(server, { credentials: { token } })).toBe('Unauthorized')
  })
})

describe('tokens of service accounts', () => {
  it('say what the real ones say', () => {
    const server = withRobot()
    const [header, payload, signature] = textOf(tokenOf(server)).split('.')
    const now = Date.parse('2026-11-21T09:00:00Z') / 1000
    const { metadata: { uid } } = server.store.get('serviceaccounts', 'default/robot')?.value ?? { metadata: { uid: '' } }
    expect(decoded(header)).toEqual({ alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/) as string })
    expect(JSON.stringify(decoded(payload)).replace(/"jti":"[0-9a-f-]{36}"/, '"jti":"…"')).toBe(JSON.stringify({
      aud: ['https://kubernetes.default.svc'],
      exp: now + 3600,
      iat: now,
      iss: 'https://kubernetes.default.svc',
      jti: '…',
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid } },
      nbf: now,
      sub: 'system:serviceaccount:default:robot',
    }))
    expect(signature).toMatch(/^[\w-]{342}$/)
  })

  it('make their bearer the service account', () => {
    const server = withRobot()
    const { metadata: { uid } } = server.store.get('serviceaccounts', 'default/robot')?.value ?? { metadata: { uid: '' } }
    expect(seen(server, { credentials: { token: textOf(tokenOf(server)) } })).toEqual({
      username: 'system:serviceaccount:default:robot',
      uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=[0-9a-f-]{36}$/)] },
    })
  })

  it('end with their time, and with their account', () => {
    const server = withRobot()
    const token = textOf(tokenOf(server, { expirationSeconds: 600 }))
    server.clock.advanceTo(599_999)
    expect(seen(server, { credentials: { token } })).toMatchObject({ username: 'system:serviceaccount:default:robot' })
    server.clock.advanceTo(600_000)
    expect(seen(server, { credentials: { token } })).toBe('Unauthorized')
    const longer = textOf(tokenOf(server))
    server.ask(admin, { verb: 'delete', group: '', version: 'v1', resource: 'serviceaccounts', namespace: 'default', name: 'robot' })
    server.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } })
    expect(seen(server, { credentials: { token: longer } })).toBe('Unauthorized')
  })

  it('are refused for what cannot be asked for', () => {
    const server = withRobot()
    expect([
      said(tokenOf(server, {}, 'nobody')),
      said(tokenOf(server, { expirationSeconds: 300 })),
      said(tokenOf(server, { expirationSeconds: 2 ** 33 })),
      said(tokenOf(server, { boundObjectRef: { kind: 'Pod', name: 'ghost' } })),
      said(tokenOf(server, { boundObjectRef: { kind: 'Service', name: 'x' } })),
    ]).toEqual([
      'serviceaccounts "nobody" not found',
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 300: may not specify a duration less than 10 minutes',
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 8589934592: may not specify a duration larger than 2^32 seconds',
      'pods "ghost" not found',
      'TokenRequest.authentication.k8s.io "" is invalid: spec.boundObjectRef.kind: Unsupported value: "Service": supported values: "Node", "Pod", "Secret"',
    ])
  })

  it('of a kubelet last for a year but are read again within the hour', () => {
    const server = withRobot()
    server.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } })
    const response = tokenOf(server, { expirationSeconds: 3607, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } })
    const now = Date.parse('2026-11-21T09:00:00Z') / 1000
    expect(decoded(textOf(response).split('.')[1])).toMatchObject({ exp: now + 31_536_000, 'kubernetes.io': { pod: { name: 'p' }, warnafter: now + 3607 } })
    expect((response.body as unknown as TokenRequest).status.expirationTimestamp).toBe('2026-11-21T10:00:07Z')
  })

  it('are told apart by a TokenReview', () => {
    const server = withRobot()
    const review = (spec: JsonObject): TokenReview['status'] =>
      (server.create({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec }).body as TokenReview).status
    const token = textOf(tokenOf(server))
    expect(review({ token })).toMatchObject({ authenticated: true, user: { username: 'system:serviceaccount:default:robot' }, audiences: ['https://kubernetes.default.svc'] })
    expect(review({ token: 'x' })).toEqual({ user: {}, error: 'invalid bearer token' })
    expect(review({ token, audiences: ['vault'] })).toEqual({ user: {}, error: '[invalid bearer token, token audiences ["https://kubernetes.default.svc"] is invalid for the target audiences ["vault"]]' })
  })
})

describe('impersonation', () => {
  it('makes the administrator someone else, with groups', () => {
    const server = new Asked()
    expect([
      seen(server, { impersonate: { user: 'jane', groups: ['devs'] } }, admin),
      seen(server, { impersonate: { user: 'system:serviceaccount:dev:bot' } }, admin),
    ]).toEqual([
      { username: 'jane', groups: ['devs', 'system:authenticated'] },
      { username: 'system:serviceaccount:dev:bot', groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'] },
    ])
  })

  it('is for those who may', () => {
    const server = new Asked()
    server.role(undefined, 'as-bob', [{ apiGroups: [''], resources: ['users'], resourceNames: ['bob'], verbs: ['impersonate'] }])
    server.bind(undefined, 'as-bob', 'ClusterRole/as-bob', user('jane'))
    expect([
      seen(server, { impersonate: { user: 'bob' } }, jane),
      seen(server, { impersonate: { user: 'root' } }, jane),
      seen(server, { impersonate: { user: 'bob', groups: ['system:masters'] } }, jane),
      seen(server, { impersonate: { user: 'system:serviceaccount:dev:bot' } }, jane),
    ]).toEqual([
      { username: 'bob', groups: ['system:authenticated'] },
      'users "root" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
      'groups "system:masters" is forbidden: User "jane" cannot impersonate resource "groups" in API group "" at the cluster scope',
      'serviceaccounts "bot" is forbidden: User "jane" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "dev"',
    ])
  })

  it('counts for what is asked', () => {
    expect(said(new Asked().ask(admin, { verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'default', impersonate: { user: 'jane' } })))
      .toBe('pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"')
  })
})
