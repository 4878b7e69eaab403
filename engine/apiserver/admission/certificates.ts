// Requests for certificates: the server itself writes down who asks, and nobody becomes a member of the masters that way.
import type { AdmissionPlugin } from '../admission.ts'
import { readRequest } from '../authentication/certificates.ts'
import { refused } from '../status.ts'
import { decodeBase64, utf8Text } from '../schema/index.ts'
import type { CertificateSigningRequest } from '../types.gen.ts'
import { concerns, onCreate } from './plugin.ts'

const key = 'certificatesigningrequests.certificates.k8s.io'

export const certificateSubject: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  mutate: onCreate<CertificateSigningRequest>(key, (request, { caller: { user } }) => {
    const { username: _u, uid: _i, groups: _g, extra: _e, ...spec } = request.spec
    return { ...request, spec: { ...spec, username: user.name, groups: user.groups, ...user.uid !== undefined && { uid: user.uid }, ...user.extra && { extra: user.extra } } }
  }),
  validate(attributes) {
    if (attributes.operation !== 'CREATE' || !concerns(attributes, key)) return
    const { spec } = attributes.object as CertificateSigningRequest // the key names the type
    const asked = spec.signerName === 'kubernetes.io/kube-apiserver-client' ? readRequest(utf8Text(decodeBase64(spec.request))) : undefined
    if (asked?.subject.organizations.includes('system:masters'))
      throw refused(attributes.definition.plural, attributes.definition.group, attributes.name, 'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed')
  },
}
