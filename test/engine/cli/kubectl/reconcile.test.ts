// `kubectl auth reconcile`: what roles and bindings lack is added; more is taken away only when asked.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const role = (verbs: string, namespace = 'shop') => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: ${namespace}}
rules:
- {apiGroups: [""], resources: [pods], verbs: [${verbs}]}
`
const binding = (user: string, to = 'reader') => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: read, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${to}}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ${user}}]
`
const rule = (verb: string) => `\t\t{Verbs:[${verb}] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}\n`
const subject = (name: string) => `\t\t{Kind:User APIGroup:rbac.authorization.k8s.io Name:${name} Namespace:}\n`

function reconciler(resource: string, path: string) {
  const cluster = createCluster({ nodes: 0 })
  return (stdin: string, flags = '') => {
    const { stdout, stderr } = cluster.run(`kubectl auth reconcile -f - ${flags}`, { stdin })
    return [stdout, stderr, cluster.run(`kubectl get ${resource} -o jsonpath='${path}'`).stdout]
  }
}

describe('a role', () => {
  const said = 'role.rbac.authorization.k8s.io/reader reconciled\n'
  test('is made with its namespace, grows, and shrinks when asked', () => {
    const reconcile = reconciler('role -n shop reader', '{range .rules[*]}{.verbs}{end}')
    expect(reconcile(role('get'), '--dry-run=client')).toEqual([said.replace('\n', ' (dry run)\n'), `\treconciliation required create\n\tmissing rules added:\n${rule('get')}`, ''])
    expect(reconcile(role('get, list'))).toEqual([said, `\treconciliation required create\n\tmissing rules added:\n${rule('get list')}`, '["get","list"]'])
    expect(reconcile(role('get'))).toEqual([said, '', '["get","list"]'])
    expect(reconcile(role('get, watch'))).toEqual([said, `\treconciliation required update\n\tmissing rules added:\n${rule('watch')}`, '["get","list"]["watch"]'])
    expect(reconcile(role('get'), '--remove-extra-permissions')).toEqual([said, `\treconciliation required update\n\textra rules removed:\n${rule('list')}${rule('watch')}`, '["get"]'])
  })

  test('that opted out stays', () => {
    const reconcile = reconciler('role -n default reader', '{.rules[0].verbs}')
    const optedOut = role('get', 'default').replace('name: reader,', 'name: reader, annotations: {rbac.authorization.kubernetes.io/autoupdate: "false"},')
    reconcile(optedOut)
    expect(reconcile(optedOut.replace('[get]', '[list]')))
      .toEqual([said, `\treconciliation required update, but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)\n\tmissing rules added:\n${rule('list')}`, '["get"]'])
  })
})

test('a binding gains and loses subjects, and is made anew for another role', () => {
  const said = 'rolebinding.rbac.authorization.k8s.io/read reconciled\n'
  const reconcile = reconciler('rolebinding read', '{.roleRef.name} {.subjects[*].name}')
  expect(reconcile(binding('ann'))).toEqual([said, `\treconciliation required create\n\tmissing subjects added:\n${subject('ann')}`, 'reader ann'])
  expect(reconcile(binding('bob'))).toEqual([said, `\treconciliation required update\n\tmissing subjects added:\n${subject('bob')}`, 'reader ann bob'])
  expect(reconcile(binding('bob'), '--remove-extra-subjects')).toEqual([said, `\treconciliation required update\n\textra subjects removed:\n${subject('ann')}`, 'reader bob'])
  expect(reconcile(binding('bob', 'writer'))).toEqual([said, '\treconciliation required recreate\n', 'writer bob'])
})

test('other kinds are passed over, and a file is needed', () => {
  const reconcile = reconciler('cm a', '{.metadata.name}')
  expect(reconcile('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')).toEqual(['', '', ''])
  const { stdout, stderr } = createCluster({ nodes: 0 }).run('kubectl auth reconcile x')
  expect([stdout, stderr]).toEqual(['', 'error: must specify one of -f and -k\n'])
})
