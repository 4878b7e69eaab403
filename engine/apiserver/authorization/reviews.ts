// Questions about access: may I, may they, what may I (`kubectl auth can-i`). The answer is the question with a status.
import type { Action, ActionContext } from '../actions.ts'
import type { KubeObject } from '../object.ts'
import type { UserInfo } from '../request.ts'
import { badRequest, invalid } from '../status.ts'
import type { LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec, SelfSubjectRulesReview, SubjectAccessReview, SubjectAccessReviewSpec } from '../types.gen.ts'
import { faultsOf, type Path } from '../validation/path.ts'
import type { Attributes } from './attributes.ts'

const group = 'authorization.k8s.io'

// Each action meets only objects of its own kind.
export const reviewOwnAccess: Action = ({ caller, object }, context) => {
  const { spec } = object as SelfSubjectAccessReview
  refuse(object, root => checkSpec(root, spec))
  return decided(object, caller.user, spec, context)
}

export const reviewAccess: Action = ({ object }, context) => {
  const { spec } = object as SubjectAccessReview
  refuse(object, root => checkSubject(root, spec))
  return decided(object, subjectOf(spec), spec, context)
}

export const reviewLocalAccess: Action = ({ request, object }, context) => {
  const { spec } = object as LocalSubjectAccessReview
  const namespace = spec.resourceAttributes?.namespace ?? ''
  if (namespace !== request.namespace)
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${request.namespace ?? ''}`)
  refuse(object, root => checkSubject(root, spec))
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

function checkSpec(root: Path, { resourceAttributes, nonResourceAttributes }: SelfSubjectAccessReviewSpec): void {
  if (resourceAttributes && nonResourceAttributes)
    root.to('spec.nonResourceAttributes').invalid(nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')
  if (!resourceAttributes && !nonResourceAttributes)
    root.to('spec.resourceAttributes').invalid(null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')
}

function checkSubject(root: Path, spec: SubjectAccessReviewSpec): void {
  checkSpec(root, spec)
  if (!spec.user && !spec.groups?.length) root.to('spec.user').invalid(spec.user ?? '', 'at least one of user or group must be specified')
}

function refuse({ kind }: KubeObject, check: (root: Path) => void): void {
  const faults = faultsOf(check)
  if (faults.length > 0) throw invalid(kind, group, '', faults)
}
