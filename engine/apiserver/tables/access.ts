// The rows of who may do what: bindings, requests for certificates, admission.
import type { CertificateSigningRequest, ClusterRoleBinding, MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, MutatingWebhookConfiguration, RoleBinding, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, ValidatingWebhookConfiguration } from '../types.gen.ts'
import { age, humanDuration } from './duration.ts'
import { none, orNone, selectorText, unset, type Cells } from './format.ts'

export function bindingRow({ metadata, roleRef, subjects }: RoleBinding | ClusterRoleBinding, nowMs: number): Cells {
  const named = (kind: string): string => (subjects ?? [])
    .filter(subject => subject.kind === kind)
    .map(({ name, namespace }) => kind === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name).join(', ')
  return [metadata.name, `${roleRef.kind}/${roleRef.name}`, age(metadata.creationTimestamp, nowMs), named('User'), named('Group'), named('ServiceAccount')]
}

/** `Approved,Issued`. */
export function signingStatus({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status.conditions?.some(condition => condition.type === type) ?? false
  return (has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending') + (has('Failed') ? ',Failed' : '') + (status.certificate ? ',Issued' : '')
}

export function signingRequestRow(request: CertificateSigningRequest, nowMs: number): Cells {
  const { metadata, spec } = request
  const duration = spec.expirationSeconds === undefined ? none : humanDuration(spec.expirationSeconds * 1000)
  return [metadata.name, age(metadata.creationTimestamp, nowMs), orNone(spec.signerName), spec.username ?? '', duration, signingStatus(request)]
}

export function webhooksRow({ metadata, webhooks }: MutatingWebhookConfiguration | ValidatingWebhookConfiguration, nowMs: number): Cells {
  return [metadata.name, webhooks?.length ?? 0, age(metadata.creationTimestamp, nowMs)]
}

export function validatingPolicyRow({ metadata, spec }: ValidatingAdmissionPolicy, nowMs: number): Cells {
  return [metadata.name, spec.validations?.length ?? 0, paramKind(spec), age(metadata.creationTimestamp, nowMs)]
}

export function mutatingPolicyRow({ metadata, spec }: MutatingAdmissionPolicy, nowMs: number): Cells {
  return [metadata.name, spec.mutations?.length ?? 0, paramKind(spec), age(metadata.creationTimestamp, nowMs)]
}

const paramKind = (spec: ValidatingAdmissionPolicy['spec'] | MutatingAdmissionPolicy['spec']): string =>
  spec.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : unset

export function policyBindingRow({ metadata, spec }: ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding, nowMs: number): Cells {
  const { name, namespace, selector } = spec.paramRef ?? {}
  const parameter = name ? `${namespace || '*'}/${name}` : selector ? selectorText(selector) : unset
  return [metadata.name, spec.policyName ?? '', parameter, age(metadata.creationTimestamp, nowMs)]
}
