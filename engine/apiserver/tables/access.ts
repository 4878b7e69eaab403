// The rows of who may do what: bindings, requests for certificates, admission.
import type { CertificateSigningRequest, ClusterRoleBinding, MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, MutatingWebhookConfiguration, RoleBinding, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, ValidatingWebhookConfiguration } from '../types.gen.ts'
import { humanDuration } from './duration.ts'
import { itsAge, none, orNone, row, selectorText, unset } from './format.ts'

export const bindingRow = row(({ roleRef, subjects }: RoleBinding | ClusterRoleBinding) => {
  const named = (kind: string): string => (subjects ?? [])
    .filter(subject => subject.kind === kind)
    .map(({ name, namespace }) => kind === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name).join(', ')
  return [`${roleRef.kind}/${roleRef.name}`, itsAge, named('User'), named('Group'), named('ServiceAccount')]
})

/** `Approved,Issued`. */
export function signingStatus({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status.conditions?.some(condition => condition.type === type) ?? false
  return (has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending') + (has('Failed') ? ',Failed' : '') + (status.certificate ? ',Issued' : '')
}

export const signingRequestRow = row((request: CertificateSigningRequest) => {
  const { spec } = request
  const duration = spec.expirationSeconds === undefined ? none : humanDuration(spec.expirationSeconds * 1000)
  return [itsAge, orNone(spec.signerName), spec.username ?? '', duration, signingStatus(request)]
})

export const webhooksRow = row(({ webhooks }: MutatingWebhookConfiguration | ValidatingWebhookConfiguration) => [webhooks?.length ?? 0, itsAge])

export const validatingPolicyRow = row(({ spec }: ValidatingAdmissionPolicy) => [spec.validations?.length ?? 0, paramKind(spec), itsAge])

export const mutatingPolicyRow = row(({ spec }: MutatingAdmissionPolicy) => [spec.mutations?.length ?? 0, paramKind(spec), itsAge])

const paramKind = (spec: ValidatingAdmissionPolicy['spec'] | MutatingAdmissionPolicy['spec']): string =>
  spec.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : unset

export const policyBindingRow = row(({ spec }: ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding) => {
  const { name, namespace, selector } = spec.paramRef ?? {}
  const parameter = name ? `${namespace || '*'}/${name}` : selector ? selectorText(selector) : unset
  return [spec.policyName ?? '', parameter, itsAge]
})
