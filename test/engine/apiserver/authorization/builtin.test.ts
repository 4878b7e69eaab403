// The built-in roles against what the recordings show of them.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aggregated, builtinAccess } from '../../../../engine/apiserver/authorization/index.ts'
import type { ClusterRole, PolicyRule } from '../../../../engine/apiserver/types.gen.ts'

interface Step { readonly run?: string, readonly stdout?: string }
const stepsOf = (name: string): readonly Step[] => (JSON.parse(readFileSync(`test/golden/${name}.json`, 'utf8')) as { steps: Step[] }).steps

const clusterRoles = builtinAccess().filter(({ key }) => key === 'clusterroles.rbac.authorization.k8s.io').map(({ object }) => object as ClusterRole)
const roleNamed = (name: string): ClusterRole | undefined => clusterRoles.find(({ metadata }) => metadata.name === name)

/** `deployments.apps/scale [get list]`, sorted: each resource of the rules with all of its verbs. */
function lines(rules: readonly PolicyRule[]): readonly string[] {
  const verbs = new Map<string, string[]>()
  for (const rule of rules)
    for (const group of rule.apiGroups ?? [])
      for (const resource of rule.resources ?? []) {
        const [plural = '', subresource] = resource.split('/')
        const name = `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
        verbs.set(name, [...verbs.get(name) ?? [], ...rule.verbs])
      }
  return [...verbs].map(([name, list]) => `${name} [${list.join(' ')}]`).sort()
}

it('gives view what the recording shows', () => {
  const described = stepsOf('describe-all').find(({ run }) => run === 'kubectl describe clusterrole view')?.stdout ?? ''
  const recorded = described.split('\n').flatMap(line => /^ {2}(\S+) +\[\] +\[\] +(\[.*\])$/.exec(line)?.slice(1).join(' ') ?? [])
  expect(recorded.length).toBeGreaterThan(50)
  expect(lines(roleNamed('view')?.rules ?? [])).toEqual(recorded.toSorted())
})

it('gives everybody the paths that the recording shows', () => {
  const listed = stepsOf('rbac').find(({ run }) => run === 'kubectl auth can-i --list --as=jane -n dev')?.stdout ?? ''
  const recorded = [...listed.matchAll(/\[(\/\S*)\]/g)].map(([, path]) => path)
  const ours = ['system:discovery', 'system:public-info-viewer'].flatMap(name => (roleNamed(name)?.rules ?? []).flatMap(({ nonResourceURLs = [] }) => nonResourceURLs))
  expect(ours.toSorted()).toEqual(recorded.toSorted())
})

it('aggregates: admin holds all of edit, edit all of view', () => {
  const [view, edit, admin] = ['view', 'edit', 'admin'].map(name => lines(roleNamed(name)?.rules ?? []).map(line => line.split(' ')[0]))
  expect(view?.filter(resource => !edit?.includes(resource))).toEqual([])
  expect(edit?.filter(resource => !admin?.includes(resource))).toEqual([])
  expect(admin?.filter(resource => !edit?.includes(resource))).toEqual(['localsubjectaccessreviews.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io', 'roles.rbac.authorization.k8s.io'])
})

it('takes up a role that carries the label', () => {
  const view = roleNamed('view')
  if (!view) throw new Error('no view')
  const rule = { apiGroups: ['stable.example.com'], resources: ['crontabs'], verbs: ['get'] }
  const added: ClusterRole = { ...view, aggregationRule: { clusterRoleSelectors: [] }, metadata: { ...view.metadata, name: 'crontabs', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } }, rules: [rule] }
  expect(aggregated(view, [added, ...clusterRoles])).toEqual([rule, ...view.rules ?? []])
  expect(aggregated(added, clusterRoles)).toEqual([])
})

it('reads every rule: no role is empty, no word is left of the notation', () => {
  const text = JSON.stringify(builtinAccess())
  expect(clusterRoles.filter(({ rules }) => !rules?.length).map(({ metadata }) => metadata.name)).toEqual([])
  expect(text).not.toMatch(/[@;=<>]/)
  expect([...new Set(clusterRoles.flatMap(({ rules }) => (rules ?? []).flatMap(({ verbs }) => verbs)))].sort()).toEqual([
    '*', 'approve', 'create', 'delete', 'deletecollection', 'escalate', 'get', 'impersonate', 'list', 'patch', 'proxy', 'sign', 'update', 'watch'])
})
