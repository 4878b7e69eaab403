import { expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { UserInfo } from '../../../../engine/apiserver/request.ts'
import { admin, Asked, jane, said, user } from './asking.ts'

const apiVersion = 'authorization.k8s.io/v1'

function server(): Asked {
  const asked = new Asked()
  asked.role('dev', 'pod-reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }])
  asked.bind('dev', 'read-pods', 'Role/pod-reader', user('jane'))
  return asked
}

function review(asked: Asked, kind: string, spec: JsonObject, as: UserInfo = admin, namespace?: string): unknown {
  const response = asked.create({ apiVersion, kind, metadata: { ...namespace !== undefined && { namespace } }, spec }, { as })
  return response.code < 400 && 'status' in response.body ? response.body.status : said(response)
}

it('tells users what they may', () => {
  const asked = server()
  const mine = (resourceAttributes: JsonObject): unknown => review(asked, 'SelfSubjectAccessReview', { resourceAttributes }, jane)
  expect([
    mine({ verb: 'list', resource: 'pods', namespace: 'dev' }),
    mine({ verb: 'delete', resource: 'pods', namespace: 'dev' }),
    mine({ verb: 'list', resource: 'pods' }),
    review(asked, 'SelfSubjectAccessReview', { resourceAttributes: { verb: 'fly', group: '*', resource: '*' } }),
    review(asked, 'SelfSubjectAccessReview', { nonResourceAttributes: { verb: 'get', path: '/healthz' } }, jane),
  ]).toEqual([
    { allowed: true, reason: 'RBAC: allowed by RoleBinding "read-pods/dev" of Role "pod-reader" to User "jane"' },
    { allowed: false },
    { allowed: false },
    { allowed: true },
    { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"' },
  ])
})

it('tells the administrator what others may', () => {
  const asked = server()
  const resourceAttributes = { verb: 'get', resource: 'pods', namespace: 'dev' }
  expect([
    review(asked, 'SubjectAccessReview', { resourceAttributes, user: 'jane' }),
    review(asked, 'SubjectAccessReview', { resourceAttributes, user: 'bob', groups: ['system:masters'] }),
    review(asked, 'LocalSubjectAccessReview', { resourceAttributes, user: 'bob' }, admin, 'dev'),
    review(asked, 'LocalSubjectAccessReview', { resourceAttributes, user: 'bob' }, admin, 'default'),
    review(asked, 'SubjectAccessReview', { resourceAttributes }),
    review(asked, 'SubjectAccessReview', { user: 'jane' }),
    review(asked, 'SubjectAccessReview', { resourceAttributes, user: 'jane' }, jane),
  ]).toEqual([
    { allowed: true, reason: 'RBAC: allowed by RoleBinding "read-pods/dev" of Role "pod-reader" to User "jane"' },
    { allowed: true },
    { allowed: false },
    'spec.resourceAttributes.namespace must match namespace: default',
    'SubjectAccessReview.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified',
    'SubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    'subjectaccessreviews.authorization.k8s.io is forbidden: User "jane" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
  ])
})

it('lists all that a user may in a namespace', () => {
  const create = ['create']
  expect(review(server(), 'SelfSubjectRulesReview', { namespace: 'dev' }, jane)).toEqual({
    resourceRules: [
      { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: create },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: create },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ],
    nonResourceRules: [
      { nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] },
    ],
    incomplete: false,
  })
})
