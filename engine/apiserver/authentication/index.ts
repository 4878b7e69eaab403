// Authentication: who it is that asks, by what they bring along. A client certificate names a user and groups,
// a token a service account; who brings nothing is anonymous.
import type { KubeObject } from '../object.ts'
import type { Credentials, UserInfo } from '../request.ts'
import { failure } from '../status.ts'
import type { Secret } from '../types.gen.ts'
import { encodeBase64, utf8Bytes } from '../schema/index.ts'
import { subjectOfCertificate } from './certificates.ts'
import { accountGroups, legacyIssuer, subjectOf, type Claims, type LegacyClaims, type TokenSigner } from './tokens.ts'

export { impersonated } from './impersonation.ts'
export { TokenSigner } from './tokens.ts'

const authenticated = 'system:authenticated'

export interface Records {
  readonly unixMs: number
  readonly lookup: (resourceKey: string, namespace: string | undefined, name: string) => KubeObject | undefined
}

/** Throws the 401 for credentials that prove nothing. */
export function authenticate(credentials: Credentials, signer: TokenSigner, records: Records): UserInfo {
  if ('certificate' in credentials || 'certificatePem' in credentials) {
    const subject = 'certificate' in credentials ? credentials.certificate : subjectOfCertificate(credentials.certificatePem, signer, records.unixMs)
    if (!subject) throw failure(401, 'Unauthorized', 'Unauthorized')
    const { commonName, organizations } = subject
    return { name: commonName, groups: [...organizations, authenticated] }
  }
  if (!('token' in credentials)) return { name: 'system:anonymous', groups: ['system:unauthenticated'] }
  const { user } = authenticateToken(credentials.token, signer, records)
  if (!user) throw failure(401, 'Unauthorized', 'Unauthorized')
  return user
}

export type TokenVerdict = { readonly user: UserInfo, readonly audiences: readonly string[] } | { readonly user?: undefined, readonly error: string }

/** Whose a token is, if it is good now. */
export function authenticateToken(token: string, signer: TokenSigner, records: Records): TokenVerdict {
  const claims = signer.verify(token)
  if (!claims) return { error: 'invalid bearer token' }
  return claims.iss === legacyIssuer ? ofSecret(claims, token, records) : ofRequest(claims, records)
}

const refused = (error: string): TokenVerdict => ({ error: `[invalid bearer token, ${error}]` })

function ofRequest({ aud, exp, jti, 'kubernetes.io': about }: Claims, records: Records): TokenVerdict {
  const { namespace, serviceaccount, pod, secret, node } = about
  if (records.unixMs >= exp * 1000) return refused('service account token has expired')
  const account = records.lookup('serviceaccounts', namespace, serviceaccount.name)
  if (account?.metadata.uid !== serviceaccount.uid) return refused('service account token has been invalidated')
  for (const [key, bound] of [['pods', pod], ['secrets', secret]] as const)
    if (bound && records.lookup(key, namespace, bound.name)?.metadata.uid !== bound.uid) return refused('service account token has been invalidated')
  const extra = {
    'authentication.kubernetes.io/credential-id': [`JTI=${jti}`],
    ...node && { 'authentication.kubernetes.io/node-name': [node.name], 'authentication.kubernetes.io/node-uid': [node.uid] },
    ...pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] },
  }
  return { user: { ...accountUser(namespace, serviceaccount), extra }, audiences: aud }
}

function ofSecret(claims: LegacyClaims, token: string, { lookup }: Records): TokenVerdict {
  const namespace = claims['kubernetes.io/serviceaccount/namespace']
  const name = claims['kubernetes.io/serviceaccount/service-account.name']
  const uid = claims['kubernetes.io/serviceaccount/service-account.uid']
  const secret = lookup('secrets', namespace, claims['kubernetes.io/serviceaccount/secret.name']) as Secret | undefined // that is what the key names
  if (secret?.data?.['token'] !== encodeBase64(utf8Bytes(token)) || lookup('serviceaccounts', namespace, name)?.metadata.uid !== uid)
    return refused('service account token has been invalidated')
  return { user: accountUser(namespace, { name, uid }), audiences: [] }
}

/** A service account as a user. */
const accountUser = (namespace: string, { name, uid }: { readonly name: string, readonly uid: string }): UserInfo =>
  ({ name: subjectOf(namespace, name), uid, groups: [...accountGroups(namespace), authenticated] })
