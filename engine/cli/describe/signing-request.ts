// The description of a request for a certificate.
import type { CertificateSigningRequest } from '../../apiserver/types.gen.ts'
import { signingStatus } from '../../apiserver/tables/access.ts'
import { humanDuration } from '../../apiserver/tables/duration.ts'
import { labelsText } from '../../apiserver/tables/format.ts'
import { PrintError } from '../print/error.ts'
import { certificateRequestOf } from './der.ts'
import type { Describer } from './describer.ts'
import { dateText, type Description } from './description.ts'
import { eventLines } from './events.ts'

const subjectFields = [
  ['2.5.4.10', 'Organization'], ['2.5.4.11', 'Organizational Unit'], ['2.5.4.6', 'Country'], ['2.5.4.7', 'Locality'],
  ['2.5.4.8', 'Province'], ['2.5.4.9', 'StreetAddress'], ['2.5.4.17', 'PostalCode'],
] as const

export const signingRequest: Describer<CertificateSigningRequest> = {
  describe(request, out, { nowMs, events }) {
    const { metadata, spec } = request
    const asked = certificateRequestOf(spec.request)
    if (!asked) throw new PrintError('Error parsing CSR: PEM block type must be CERTIFICATE REQUEST')
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Labels:\t${labelsText(metadata.labels)}`)
    out.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    out.line(0, `Requesting User:\t${spec.username ?? ''}`)
    if (spec.signerName) out.line(0, `Signer:\t${spec.signerName}`)
    if (spec.expirationSeconds !== undefined) out.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`)
    out.line(0, `Status:\t${signingStatus(request)}`)
    out.line(0, 'Subject:')
    out.line(0, `\tCommon Name:\t${asked.subject.get('2.5.4.3')?.at(-1) ?? ''}`)
    out.line(0, `\tSerial Number:\t${asked.subject.get('2.5.4.5')?.at(-1) ?? ''}`)
    for (const [identifier, title] of subjectFields) listLines(out, title, asked.subject.get(identifier))
    const names = [['DNS Names', asked.dnsNames], ['Email Addresses', asked.emailAddresses], ['URIs', asked.uris], ['IP Addresses', asked.ipAddresses]] as const
    if (names.some(([, list]) => list.length > 0)) out.line(0, 'Subject Alternative Names:')
    for (const [title, list] of names) listLines(out, title, list)
    eventLines(out, events, nowMs)
  },
}

function listLines(out: Description, title: string, values: readonly string[] | undefined): void {
  if (values?.length) out.line(0, `\t${title}:\t${values.join('\n\t\t')}`)
}
