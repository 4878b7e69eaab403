// Requests for certificates.
import { equal } from '../equal.ts'
import { readRequest } from '../authentication/certificates.ts'
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
  check(root, { spec }) {
    if (!readRequest(utf8Text(decodeBase64(spec.request ?? '')))) root.to('spec.request').invalid(spec.request ?? '', 'PEM block type must be CERTIFICATE REQUEST')
    if (!spec.usages?.length) root.to('spec.usages').required()
    spec.usages?.forEach((usage, i) => { if (!usages.includes(usage)) root.to(`spec.usages[${i}]`).notSupported(usage, usages) })
    if (!spec.signerName) root.to('spec.signerName').required()
    else if (!/^[a-z0-9.-]+\.[a-z0-9-]+\/.+$/.test(spec.signerName)) root.to('spec.signerName').invalid(spec.signerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'")
    if (spec.expirationSeconds !== undefined && spec.expirationSeconds < shortestSeconds)
      root.to('spec.expirationSeconds').invalid(spec.expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)')
  },
  checkUpdate(root, next, current) { immutable(root.to('spec'), equal(next.spec, current.spec), next.spec) },
  selectable: ['spec.signerName'],
}
