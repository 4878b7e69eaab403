// Questions about access: may I, may they, what may I (`kubectl auth can-i`). The answer is the question with a status.
import type { Action, ActionContext } from '../actions.ts'
import type { KubeObject } from '../object.ts'
import type { UserInfo } from '../request.ts'
import { invalidValue, type FieldError } from '../resource.ts'
import { badRequest, invalid } from '../status.ts'
import type { LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec, SelfSubjectRulesReview, SubjectAccessReview, SubjectAccessReviewSpec } from '../types.gen.ts'
import type { Attributes } from './attributes.ts'

const group = 'authorization.k8s.io'

// Each action meets only objects of its own kind.
export const reviewOwnAccess: Action = ({ caller, object }, context) => {
  const { spec } = object as SelfSubjectAccessReview
  refuse(object, faultsOf(spec))
  return decided(object, caller.user, spec, context)
}

export const reviewAccess: Action = ({ object }, context) => {
  const { spec } = object as SubjectAccessReview
  refuse(object, [...faultsOf(spec), ...subjectFaults(spec)])
  return decided(object, subjectOf(spec), spec, context)
}

export const reviewLocalAccess: Action = ({ request, object }, context) => {
  const { spec } = object as LocalSubjectAccessReview
  const namespace = spec.resourceAttributes?.namespace ?? ''
  if (namespace !== request.namespace)
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${request.namespace ?? ''}`)
  refuse(object, [...faultsOf(spec), ...subjectFaults(spec)])
  return decided(object, subjectOf(spec), spec, context)
}

export const reviewRules: Action = ({ caller, object }, { authorizer }) => {
  const { namespace = '' } = (object as SelfSubjectRulesReview).spec
  if (namespace === '') throw badRequest('no namespace on request')
  const rules = authorizer.rulesFor(caller.user, namespace)
  return {
    ...object,
    status: {
      resourceRules: rules.filter(({ resources = [] }) => resources.length > 0),
      nonResourceRules: rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0),
      incomplete: false,
    },
  }
}

function decided(object: KubeObject, user: UserInfo, spec: SelfSubjectAccessReviewSpec, { authorizer }: ActionContext): KubeObject {
  const { allowed, reason } = authorizer.decide(user, attributesOf(spec))
  return { ...object, status: { allowed, ...reason !== '' && { reason } } }
}

function attributesOf({ resourceAttributes, nonResourceAttributes: path }: SelfSubjectAccessReviewSpec): Attributes {
  if (path) return { verb: path.verb ?? '', path: path.path ?? '' }
  const { verb = '', group: of = '', resource = '', subresource, namespace, name } = resourceAttributes ?? {}
  return { verb, group: of, resource, subresource, namespace, name }
}

const subjectOf = ({ user = '', uid, groups = [], extra }: SubjectAccessReviewSpec): UserInfo =>
  ({ name: user, groups, ...uid !== undefined && { uid }, ...extra && { extra } })

function faultsOf({ resourceAttributes, nonResourceAttributes }: SelfSubjectAccessReviewSpec): readonly FieldError[] {
  if (resourceAttributes && nonResourceAttributes)
    return [invalidValue('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')]
  return resourceAttributes || nonResourceAttributes ? [] : [invalidValue('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')]
}

const subjectFaults = ({ user = '', groups = [] }: SubjectAccessReviewSpec): readonly FieldError[] =>
  user === '' && groups.length === 0 ? [invalidValue('spec.user', user, 'at least one of user or group must be specified')] : []

function refuse({ kind }: KubeObject, faults: readonly FieldError[]): void {
  if (faults.length > 0) throw invalid(kind, group, '', faults)
}
