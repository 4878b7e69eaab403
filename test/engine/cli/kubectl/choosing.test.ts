// Which objects a command line means, and what is said of those it cannot mean, as a real kubectl of 1.33 answers.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const configMap = (name: string, labels = '{}'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: ${labels}}\n`
const files = { 'a.yaml': configMap('a', '{app: a}'), 'b.yaml': configMap('b'), 'bad.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x\n' }
const cluster = createCluster({ nodes: 1 })
cluster.run('kubectl create -f a.yaml -f b.yaml', { files })
cluster.run('kubectl create deploy web --image=nginx; kubectl expose deploy web --port=80')

const answer = (line: string): string => {
  const { stdout, stderr, exitCode } = cluster.run(`kubectl ${line}`, { files })
  return stdout + stderr + (exitCode === 0 ? '' : `exit ${exitCode}`)
}
const refused = (why: string): string => `error: ${why}\nexit 1`
const noType = (name: string): string => refused(`the server doesn't have a resource type "${name}"`)
const missing = (kind: string, name: string): string => `Error from server (NotFound): ${kind} "${name}" not found\nexit 1`

describe('several kinds with a name', () => {
  test.each([
    ['get cm,svc a -o name', `configmap/a\n${missing('services', 'a')}`],
    ['get svc,deploy web -o name', 'service/web\ndeployment.apps/web\n'],
    ['annotate svc,deploy web x=y --dry-run=client', 'service/web annotated (dry run)\ndeployment.apps/web annotated (dry run)\n'],
    ['delete svc,deploy web --dry-run=server', 'service "web" deleted from default namespace (server dry run)\ndeployment.apps "web" deleted from default namespace (server dry run)\n'],
    ['delete cm,svc none --dry-run=client', 'configmap "none" deleted from default namespace (dry run)\nservice "none" deleted from default namespace (dry run)\n'],
    ['describe cm,svc a', refused('you may only specify a single resource type')],
    ['describe cm/a svc/none', missing('services', 'none')],
    ['get cm, a', refused('arguments in resource/name form must have a single resource and name')],
    ['get cm,svc -w', refused('you may only specify a single resource type')],
    ['get cm/a svc/web -w', refused('you may only specify a single resource type')],
    ['get cm a b -w --no-headers -o name', 'configmap/a\nconfigmap/b\nerror: you may only watch a single resource or type of resource at a time\nexit 1'],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

describe('names of kinds', () => {
  test.each([
    ['get CM -o name', noType('CM')],
    ['get DEPLOY -o name', noType('DEPLOY')],
    ['get DEPLOYMENTS -o name', 'deployment.apps/web\n'],
    ['get Deployment -o name', 'deployment.apps/web\n'],
    ['get deployments.v1 -o name', noType('deployments')],
    ['get deployments.v1.apps -o name', 'deployment.apps/web\n'],
    ['get ev -n kube-public', 'Warning: short name "ev" could also match lower priority resource events.events.k8s.io\nNo resources found in kube-public namespace.\n'],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

describe('names of objects', () => {
  test.each([
    ['get po \'\'', refused('resource name may not be empty')],
    ['get po s%2Folo', refused('invalid resource name "s%2Folo": [may not contain \'%\']')],
    ['get po ..', refused('invalid resource name "..": [may not be \'..\']')],
    ['cordon node-1 none', missing('nodes', 'none')],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

const unread = 'error parsing bad.yaml: error converting YAML to JSON: yaml: line 3: did not find expected \',\' or \'}\'\nexit 1'

describe('files', () => {
  test.each([
    ['get -f bad.yaml', unread],
    ['describe -f bad.yaml', unread],
    ['delete -f bad.yaml', `error: ${unread}`],
    ['get -f \'?.yaml\' -o name', 'configmap/a\nconfigmap/b\n'],
    ['get -f \'none/*.yaml\'', refused('the path "none/*.yaml" does not exist')],
    ['create -f a.yaml -l a=b', refused('no objects passed to create')],
    ['create -f a.yaml -f b.yaml -l \'app in (a)\' --dry-run=client', 'configmap/a created (dry run)\n'],
    ['apply -f a.yaml -l \'a in b\'', refused('the provided selector "a in b" is not valid: unable to parse requirement: found \'b\' expected: \'(\'')],
    ['apply -f a.yaml --prune', refused('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector')],
    ['apply -f a.yaml --prune --all -l a=b', refused('cannot set --all and --selector at the same time')],
    ['apply -f a.yaml --prune --all --prune-allowlist=foo', refused('invalid GroupVersionKind format: foo, please follow <group/version/kind>')],
    ['apply -f a.yaml --prune --all --prune-allowlist=core/v1/Foo', refused('no matches for kind "Foo" in version "v1"')],
    ['apply -f a.yaml --force --server-side', refused('--force cannot be used with --server-side')],
    ['apply -f a.yaml --force --dry-run=server', refused('--dry-run=server cannot be used with --force')],
    ['apply -f a.yaml --subresource=status', refused('--subresource can only be specified for --server-side')],
    ['apply -f a.yaml --cascade=foo', refused('invalid cascade value (foo). Must be "background", "foreground", or "orphan"')],
    ['label -f a.yaml -f b.yaml app=a --dry-run=client', 'configmap/a not labeled (dry run)\nconfigmap/b labeled (dry run)\n'],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

describe('flags that do not go together', () => {
  test.each([
    ['get po --raw /version', refused('arguments may not be passed when --raw is specified')],
    ['get --raw /version -o json', refused('--raw and --output are mutually exclusive')],
    ['create --raw /api/v1/namespaces -f -', refused('--raw with a body is not offered in this cluster; leave it out, and the object says where it goes')],
    ['replace --raw /api/v1/namespaces/a -f -', refused('--raw with a body is not offered in this cluster; leave it out, and the object says where it goes')],
    ['get --raw api', refused('--raw must be a valid URL path: parse "api": invalid URI for request')],
    ['get po --output-watch-events', refused('--output-watch-events option can only be used with --watch or --watch-only')],
    ['get deploy --subresource=status', refused('subresource cannot be used when bulk resources are specified')],
    ['get po --request-timeout=abc', refused('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)')],
    ['get po --cluster=nope', refused('no server found for cluster "nope"')],
    ['get po --as-group=x', refused('requesting uid, groups or user-extra for kubernetes-admin without impersonating a user')],
    ['get po -o go-template-file=none', refused('error reading --template none, open none: no such file or directory')],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

describe('ways to show', () => {
  test.each([
    ['get deploy -o NAME', 'deployment.apps/web\n'],
    ['get deploy --server-print=false', 'NAME   AGE\nweb    0s\n'],
    ['get deploy --sort-by= --no-headers -o name', 'deployment.apps/web\n'],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

test('a watch ends with the time that its request may take', () => {
  const before = cluster.now
  expect(answer('get cm a -w --request-timeout=5 -o name')).toBe('configmap/a\n')
  expect(cluster.now - before).toBe(5)
})

describe('rollouts', () => {
  test.each([
    ['rollout pause deploy/web', 'deployment.apps/web paused\n'],
    ['rollout pause deploy/web deploy/web', 'error: deployments.apps "web" is already paused\nerror: deployments.apps "web" is already paused\nexit 1'],
    ['rollout pause deploy/web', refused('deployments.apps "web" is already paused')],
    ['rollout restart deploy/web svc/web', 'error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\nerror: services "web" restarting is not supported\nexit 1'],
    ['rollout restart deploy -l app=none', 'No resources found in default namespace.\n'],
    ['rollout pause deploy -l app=none', 'No resources found in default namespace.\n'],
    ['rollout history svc/web', refused('error retrieving history for "Service", no visitor method exists for { Service}')],
    ['rollout undo svc/web', refused('error retrieving rollbacker for "Service", no visitor method exists for { Service}')],
    ['rollout history rs/web', refused('no history viewer has been implemented for "ReplicaSet"')],
    ['rollout status deploy/web --revision=-1', refused('revision must be a positive integer: -1')],
    ['rollout status cj/web', refused('no status viewer has been implemented for CronJob.batch')],
  ])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})
