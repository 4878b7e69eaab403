// What commands say that change objects, and what they refuse to change, as a real kubectl of 1.33 answers.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const files = { 'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n' }
const cluster = createCluster({ nodes: 1 })
cluster.run('kubectl create deploy web --image=nginx --port=80; kubectl create cm conf --from-literal=a=1; kubectl create secret generic sec --from-literal=p=q; kubectl expose deploy web; kubectl create role r --verb=get --resource=pods')

const answer = (line: string, stdin = ''): string => {
  const { stdout, stderr, exitCode } = cluster.run(`kubectl ${line}`, { files, stdin })
  return stdout + stderr + (exitCode === 0 ? '' : `exit ${exitCode}`)
}
const refused = (why: string): string => `error: ${why}\nexit 1`
const separate = refused('there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. \'kubectl get resource/<resource_name>\' instead of \'kubectl get resource resource/<resource_name>\'')
const noTemplate = refused('configmaps/conf the object is not a pod or does not have a pod template: *v1.ConfigMap')
const noName = (name: string): string => refused(`"${name}" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`)

// The lines of a table are run in their order.
describe.each<[string, readonly (readonly [string, string])[]]>([
  ['labels', [
    ['label cm conf a=b none-', 'label "none" not found.\nconfigmap/conf labeled\n'],
    ['label cm conf a==b', refused('invalid label spec: a==b')],
    ['label cm conf =b', refused('at least one label update is required')],
    ['annotate cm conf =b', refused('at least one annotation update is required')],
    ['label --local cm conf a=b', refused('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set')],
    ['label -f cm.yaml f=1 --local -o yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n    f: "1"\n  name: conf\n'],
    ['label cm conf nope x=1', 'configmap/conf labeled\nError from server (NotFound): configmaps "nope" not found\nexit 1'],
  ]],
  ['set image', [
    ['set image deploy/web nginx', separate],
    ['set image cm/conf nginx=a', noTemplate],
    ['set image deploy/web nginx=', refused('failed to patch image update to pod template: Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value')],
    ['set image deploy/web nginx=nginx:2 other=b', 'deployment.apps/web image updated\nerror: unable to find container named "other"\nexit 1'],
  ]],
  ['set env', [
    ['set env deploy/web', ''],
    ['set env deploy/web =1', separate],
    ['set env deploy/web \'X Y=1\'', noName('X Y')],
    ['set env deploy/web 1A=1', noName('1A')],
    ['set env deploy/web A=1 A-', refused('can not both modify and remove the same environment variable in the same command')],
    ['set env deploy/web A=1 A=2', 'deployment.apps/web env updated\n'],
    ['set env deploy/web A=2 --overwrite=false', refused('deployments/web \'A\' already has a value (1), and --overwrite is false')],
    ['set env deploy/web A-', 'deployment.apps/web env updated\n'],
    ['set env cm/conf A=1', noTemplate],
    ['set env deploy/web -c none C=1', 'Warning: Deployment/web does not have any containers matching "none"\n'],
    ['set env deploy/web --from=deploy/web', refused('unsupported resource specified in --from')],
    ['set env deploy/web --from=none/web', refused('the server doesn\'t have a resource type "none"')],
    ['set env deploy/web --from=cm/conf', 'deployment.apps/web env updated\nWarning: key a transferred to A\n'],
    ['set env deploy/web --from=secret/sec --prefix=P_', 'deployment.apps/web env updated\nWarning: key p transferred to P\n'],
    ['set env deploy/web --list --resolve', '# Deployment web, container nginx\nA=1\nP_P=q\n'],
  ]],
  ['the rest of set', [
    ['set resources deploy/web --limits=cpu=1 --requests=cpu=2', refused('failed to patch resources update to pod template Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1')],
    ['set resources cm/conf --limits=cpu=1', noTemplate],
    ['set serviceaccount deploy/web default', 'deployment.apps/web serviceaccount updated\n'],
    ['set serviceaccount deploy/web default', 'deployment.apps/web serviceaccount updated\n'],
    ['set serviceaccount cm/conf default', noTemplate],
    ['set selector svc/web \'a in (b)\'', refused('match expression [{a In [b]}] not supported on this object')],
    ['set selector svc/web a=b --resource-version=1', 'Error from server (Conflict): Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again\nexit 1'],
    ['set subject role r --user=u', refused('roles/r setting subjects is only supported for RoleBinding/ClusterRoleBinding')],
  ]],
  ['sizes and services', [
    ['scale deploy/web --replicas=2 --current-replicas=-2', refused('The --current-replicas must specify an integer of -1 or greater')],
    ['autoscale cm conf --max=3', refused('cannot autoscale a ConfigMap: could not find scale subresource for /v1, Resource=configmaps in discovery information')],
    ['autoscale deploy web --max=3 --dry-run=client', 'horizontalpodautoscaler.autoscaling/web created (dry run)\n'],
    ['expose deploy web --selector=a=b --dry-run=client -o jsonpath={.spec.selector}', '{"a":"b"}'],
  ]],
  ['flags that a command does not have', [
    ['edit deploy web --dry-run=client', 'error: unknown flag: --dry-run\nSee \'kubectl edit --help\' for usage.\nexit 1'],
    ['rollout restart deploy web --dry-run=client', 'error: unknown flag: --dry-run\nSee \'kubectl rollout restart --help\' for usage.\nexit 1'],
    ['set env deploy/web A=1 --record', 'error: unknown flag: --record\nSee \'kubectl set env --help\' for usage.\nexit 1'],
  ]],
])('%s', (_family, lines) => {
  test.each(lines)('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})

test('variables come from standard input', () => {
  expect(answer('set env deploy/web -', '# two\nX=1\n  Y=2\n')).toBe('deployment.apps/web env updated\n')
  expect(answer('set env deploy/web --list')).toBe('# Deployment web, container nginx\n# A from configmap conf, key a\n# P_P from secret sec, key p\nX=1\nY=2\n')
})

test('an old resource version is not scaled', () => {
  const version = answer('get deploy web -o jsonpath={.metadata.resourceVersion}')
  expect(answer('scale deploy/web --replicas=2 --resource-version=1')).toBe(refused(`Expected resource version to be 1, was ${version}`))
})
