// Requests for certificates.
import { equal } from '../equal.ts'
import { readRequest } from '../authentication/certificates.ts'
import { invalidValue, notSupported, required } from '../resource.ts'
import { decodeBase64, utf8Text } from '../schema/index.ts'
import type { CertificateSigningRequest } from '../types.gen.ts'
import { immutable } from '../validation/check.ts'
import type { Kind } from './kind.ts'

const usages = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only',
  'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping',
]
const shortestSeconds = 600

export const certificatesigningrequests: Kind<CertificateSigningRequest> = {
  check(errors, { spec }) {
    if (!readRequest(utf8Text(decodeBase64(spec.request ?? '')))) errors.push(invalidValue('spec.request', spec.request ?? '', 'PEM block type must be CERTIFICATE REQUEST'))
    if (!spec.usages?.length) errors.push(required('spec.usages'))
    spec.usages?.forEach((usage, i) => { if (!usages.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, usages)) })
    if (!spec.signerName) errors.push(required('spec.signerName'))
    else if (!/^[a-z0-9.-]+\.[a-z0-9-]+\/.+$/.test(spec.signerName)) errors.push(invalidValue('spec.signerName', spec.signerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'"))
    if (spec.expirationSeconds !== undefined && spec.expirationSeconds < shortestSeconds)
      errors.push(invalidValue('spec.expirationSeconds', spec.expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)'))
  },
  checkUpdate(errors, next, current) { immutable(errors, 'spec', equal(next.spec, current.spec), next.spec) },
  selectable: ['spec.signerName'],
}
