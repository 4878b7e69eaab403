// Deleting, replacing, comparing, waiting and dumping: what is refused, and what is asked first, as a real kubectl of 1.33 does.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const files = { 'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n' }
const cluster = createCluster({ nodes: 1 })
cluster.run('kubectl create -f cm.yaml; kubectl run solo --image=busybox -- sh -c "echo hello; sleep 1000"', { files })
cluster.advance(5)

const answer = (line: string, stdin = ''): string => {
  const { stdout, stderr, exitCode } = cluster.run(line.startsWith('cat') ? line : `kubectl ${line}`, { files, stdin })
  return stdout + stderr + (exitCode === 0 ? '' : `exit ${exitCode}`)
}
const refused = (why: string, exitCode = 1): string => `error: ${why}\nexit ${exitCode}`

test.each([
  ['delete cm conf --force --grace-period=3', refused('--force and --grace-period greater than 0 cannot be specified together')],
  ['delete cm conf --raw=/api/v1/namespaces/default/configmaps/conf', refused('arguments may not be passed when --raw is specified')],
  ['delete --raw=/api/v1/namespaces/default/configmaps/none', 'Error from server (NotFound): configmaps "none" not found\nexit 1'],
  ['replace -f cm.yaml --force --dry-run=client', refused('--dry-run can not be used when --force is set')],
  ['replace -f cm.yaml --cascade=foo', refused('invalid cascade value (foo). Must be "background", "foreground", or "orphan"')],
  ['diff', refused('must specify one of -f and -k', 2)],
  ['diff cm conf', 'error: Unexpected args: [cm conf]\nSee \'kubectl diff -h\' for help and examples\nexit 2'],
  ['diff -f none', refused('the path "none" does not exist', 2)],
  ['wait po solo --for=jsonpath=', refused('jsonpath expression cannot be empty')],
  ['wait po solo --for=condition=Foo --timeout=0', refused('condition not met for pods/solo')],
  ['cluster-info dump -o name', refused('list types are not supported by name printing: *v1.NodeList')],
])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))

describe('delete -i', () => {
  const question = 'You are about to delete the following 1 resource(s):\nconfigmap/conf\nDo you want to continue? (y/n): '
  test.each([
    ['n\n', `${question}deletion is cancelled\n`],
    ['', `${question}deletion is cancelled\n`],
    ['y\n', `${question}configmap "conf" deleted from default namespace\n`],
  ])('%j', (said, expected) => expect(answer('delete -i cm conf', said)).toBe(expected))
})

describe('cluster-info dump', () => {
  test('lists of what there is, and logs', () => {
    const text = answer('cluster-info dump')
    const lists = ['Event', 'ReplicationController', 'Service', 'DaemonSet', 'Deployment', 'ReplicaSet', 'Pod'].map(kind => `${kind}List`)
    expect([...text.matchAll(/^ {4}"kind": "(\w+)"/gm)].map(([, kind]) => kind)).toEqual(['NodeList', ...lists, ...lists])
    expect(text.slice(text.indexOf('===='))).toBe('==== START logs for container solo of pod default/solo ====\nhello\n==== END logs for container solo of pod default/solo ====\n')
  })

  test('into files', () => {
    expect(answer('cluster-info dump --namespaces=default,kube-public --output-directory=out -o yaml')).toBe('Cluster info dumped to out\n')
    expect(cluster.run('find out -type f | sort').stdout.split('\n').filter(path => !path.includes('kube-public'))).toEqual([
      ...['daemonsets', 'deployments', 'events', 'pods', 'replicasets', 'replication-controllers', 'services'].map(file => `out/default/${file}.yaml`),
      'out/default/solo/logs.txt', 'out/nodes.yaml', '',
    ])
    expect(answer('cat out/default/deployments.yaml').replace(/"\d+"/, '"N"')).toBe('---\napiVersion: apps/v1\nitems: []\nkind: DeploymentList\nmetadata:\n  resourceVersion: "N"\n')
  })
})
