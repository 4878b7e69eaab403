// The tokens of service accounts: JWTs that look like the real ones and say what the real ones say. Nothing is
// encrypted here: a signature is only a digest with the cluster's seed in it. So another cluster's token and one
// that was changed are refused, but who reads this can forge one.
import { Random } from '../../clock/random.ts'
import { decodeBase64, encodeBase64, readJson, utf8Bytes, utf8Text } from '../schema/index.ts'

export const issuer = 'https://kubernetes.default.svc'
export const legacyIssuer = 'kubernetes/serviceaccount'

export interface Named { readonly name: string, readonly uid: string }

/** In the order in which they are written. */
export interface Claims {
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly iss: typeof issuer
  readonly jti: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly node?: Named
    readonly pod?: Named
    readonly secret?: Named
    readonly serviceaccount: Named
    readonly warnafter?: number
  }
  readonly nbf: number
  readonly sub: string
}

/** Of the tokens in secrets of type kubernetes.io/service-account-token: they never expire. */
export interface LegacyClaims {
  readonly iss: typeof legacyIssuer
  readonly 'kubernetes.io/serviceaccount/namespace': string
  readonly 'kubernetes.io/serviceaccount/secret.name': string
  readonly 'kubernetes.io/serviceaccount/service-account.name': string
  readonly 'kubernetes.io/serviceaccount/service-account.uid': string
  readonly sub: string
}

const signatureBytes = 256
const keyIdBytes = 32

export class TokenSigner {
  private readonly seed: number
  private readonly header: string

  constructor(random: Random) {
    this.seed = random.uint32()
    this.header = encodeText(JSON.stringify({ alg: 'RS256', kid: encodeUrl(draw(random, keyIdBytes)) }))
  }

  sign(claims: Claims | LegacyClaims): string {
    const signed = `${this.header}.${encodeText(JSON.stringify(claims))}`
    return `${signed}.${encodeUrl(this.digest(signed, signatureBytes))}`
  }

  /** So many bytes that only this cluster makes of a text. */
  digest(text: string, bytes: number): readonly number[] { return draw(new Random(this.seed).fork(text), bytes) }

  /** What a token of this cluster claims; undefined for any other text. */
  verify(token: string): Claims | LegacyClaims | undefined {
    const [header, payload = '', , ...more] = token.split('.')
    if (header !== this.header || more.length > 0) return undefined
    try {
      const claims = readJson(utf8Text(decodeUrl(payload))).value as unknown as Claims | LegacyClaims // if it is signed, it is what was signed
      return this.sign(claims) === token ? claims : undefined
    }
    catch { return undefined }
  }
}

/** The name of a service account as a user. */
export const subjectOf = (namespace: string, name: string): string => `system:serviceaccount:${namespace}:${name}`
export const accountGroups = (namespace: string): readonly string[] => ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.below(256))
const encodeText = (text: string): string => encodeUrl(utf8Bytes(text))
const encodeUrl = (bytes: readonly number[]): string => encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

function decodeUrl(text: string): number[] {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  return decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='))
}
