// What the generators of `kubectl create` make, and what they refuse, as a real one of 1.33 answers.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 0 })
const files = { 'a.txt': 'hello\n', 'b.txt': 'x\n', 'bad.env': 'A B=1\n', 'digit.env': '1A=1\n' }
const answer = (line: string): string => {
  const { stdout, stderr, exitCode } = cluster.run(`kubectl ${line}`, { files })
  return stdout + stderr + (exitCode === 0 ? '' : `exit ${exitCode}`)
}
const made = (line: string): string => answer(`${line} --dry-run=client -o jsonpath={.spec}`)
const refused = (why: string): string => `error: ${why}\nexit 1`
const nameForm = 'must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\')'
const environmentForm = 'a valid environment variable name must consist of alphabetic characters, digits, \'_\', \'-\', or \'.\', and must not start with a digit (e.g. \'my.env-name\',  or \'MY_ENV.NAME\',  or \'MyEnvName1\', regex used for validation is \'[-._a-zA-Z][-._a-zA-Z0-9]*\')'
const notReadAs = (text: string, flag: string, why: string, command: string): string => `error: invalid argument "${text}" for "${flag}" flag: strconv.ParseInt: parsing "${text}": ${why}\nSee 'kubectl create ${command} --help' for usage.\nexit 1`

describe('numbers are read as Go reads them', () => {
  test.each([['0x10', 16], ['010', 8], ['1_0', 10], ['-1', -1]])('%s', (text, replicas) => {
    expect(answer(`create deploy web --image=nginx --replicas=${text} --dry-run=client -o jsonpath={.spec.replicas}`)).toBe(String(replicas))
  })
  test.each([
    ['create deploy web --image=nginx --replicas=99999999999', notReadAs('99999999999', '-r, --replicas', 'value out of range', 'deployment')],
    ['create deploy web --image=nginx --replicas=08', notReadAs('08', '-r, --replicas', 'invalid syntax', 'deployment')],
    ['create pc p --value=-99999999999', notReadAs('-99999999999', '--value', 'value out of range', 'priorityclass')],
    ['create svc nodeport x --tcp=80 --node-port=99999999999999999999', notReadAs('99999999999999999999', '--node-port', 'value out of range', 'service nodeport')],
  ])('%s', (line, expected) => expect(answer(line)).toBe(expected))
})

test.each([
  ['create cm c --from-literal=..=a', refused('".." is not a valid key name for a ConfigMap: must not be \'..\'')],
  ['create cm c --from-env-file=bad.env', refused(`"A B" is not a valid key name: ${environmentForm}`)],
  ['create cm c --from-env-file=digit.env', refused(`"1A" is not a valid key name: ${environmentForm}`)],
  ['create cm \'\' --from-literal=a=1', refused('name must be specified')],
  ['create secret docker-registry r --from-file=a.txt --from-file=b.txt', refused('cannot add key .dockerconfigjson, another key by that name already exists')],
  ['create svc clusterip x --tcp=80:99999', refused('must be between 1 and 65535, inclusive')],
  ['create svc clusterip x --tcp=80:-1', refused('must be between 1 and 65535, inclusive')],
  ['create svc clusterip x --tcp=80:', refused('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-),must contain at least one letter (a-z)')],
  ['create svc clusterip x --tcp=80:averylongportname', refused('must be no more than 15 characters')],
  ['create svc externalname x --external-name=A.B', refused('invalid service external name A.B')],
  ['create service foo s', 'error: unknown command "foo s"\nSee \'kubectl create service -h\' for help and examples\nexit 1'],
  ['create job j --from=deploy/x', 'Error from server (NotFound): deployments.apps "x" not found\nexit 1'],
  ['create quota q --hard=cpu=1 --scopes=A,,B', refused('invalid resource quota scope ""')],
  ['create clusterrole r --aggregation-rule=a', 'error: invalid argument "a" for "--aggregation-rule" flag: malformed pair, expect string=string\nSee \'kubectl create clusterrole --help\' for usage.\nexit 1'],
  ['create ingress i --rule=foo.com=b:80', refused('rule foo.com=b:80 is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]')],
  ['create pdb p --selector=a=b --min-available=foo', refused('invalid format specified for min-available')],
  ['create pdb p --selector=a=b --max-unavailable=-1', refused('invalid format specified for max-unavailable')],
  ['create pdb p --selector=\'a!=b\' --max-unavailable=1', refused('"!=" is not a valid label selector operator')],
  ['create pdb p --selector=\'a>1\' --max-unavailable=1', refused('"gt" isn\'t supported in label selectors')],
  ['create pdb p --selector=\'a b\' --max-unavailable=1', refused('couldn\'t parse the selector string "a b": unable to parse requirement: found \'b\', expected: in, notin, =, ==, !=, gt, lt')],
  ['create pdb p --selector=-a=b --max-unavailable=1', refused(`couldn't parse the selector string "-a=b": unable to parse requirement: <nil>: Invalid value: "-a": name part ${nameForm}`)],
  ['create token', 'error: exactly one NAME is required, got 0\nSee \'kubectl create token -h\' for help and examples\nexit 1'],
  ['create token default --bound-object-kind=Foo', refused('supported --bound-object-kind values are Node, Pod, Secret')],
  ['create token default --bound-object-kind=Pod', refused('--bound-object-name is required if --bound-object-kind is provided')],
  ['create token default --bound-object-name=x', refused('--bound-object-name can only be set if --bound-object-kind is provided')],
  ['create token default --bound-object-uid=x', refused('--bound-object-uid can only be set if --bound-object-kind is provided')],
  ['create token default --duration=500ms', refused('--duration cannot be expressed in units less than seconds')],
])('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))

test.each([
  ['create svc clusterip s --clusterip=None --tcp=80', '{"clusterIP":"None","ports":[{"name":"80","port":80,"protocol":"TCP","targetPort":80}],"selector":{"app":"s"},"type":"ClusterIP"}'],
  ['create pdb p --selector=\'a in (c,b),!d,e\' --min-available=2%', '{"minAvailable":"2%","selector":{"matchExpressions":[{"key":"a","operator":"In","values":["b","c"]},{"key":"d","operator":"DoesNotExist"},{"key":"e","operator":"Exists"}]}}'],
  ['create pdb p --selector=a=b,c==d --max-unavailable=1', '{"maxUnavailable":1,"selector":{"matchLabels":{"a":"b","c":"d"}}}'],
  ['create ingress i --rule=foo.com/a=b:80,foo', '{"rules":[{"host":"foo.com","http":{"paths":[{"backend":{"service":{"name":"b","port":{"number":80}}},"path":"/a","pathType":"Exact"}]}}],"tls":[{"hosts":["foo.com"]}]}'],
  ['create ingress i --default-backend=:80', '{"defaultBackend":{"service":{"name":"","port":{"number":80}}}}'],
])('kubectl %s', (line, spec) => expect(made(line)).toBe(spec))

describe('data', () => {
  test.each([
    ['create cm c --from-literal=\'a="x"\'', '{"a":"\\"x\\""}'],
    ['create secret docker-registry r --from-file=a.txt', '{".dockerconfigjson":"aGVsbG8K"}'],
    ['create secret docker-registry r --from-file=k=a.txt', '{"k":"aGVsbG8K"}'],
  ])('kubectl %s', (line, data) => expect(answer(`${line} --dry-run=client -o jsonpath={.data}`)).toBe(data))
})

test('a name that tells what the object holds', () => {
  expect(answer('create cm c --from-literal=a=1 --append-hash --dry-run=client')).toBe('configmap/c-9dtcmmmm5t created (dry run)\n')
  expect(answer('create secret generic s --from-literal=a=1 --append-hash --dry-run=client')).toBe('secret/s-gtkfk5m49d created (dry run)\n')
})

test('a container is named after its image, with something random where letters had to go', () => {
  const names = answer('create deploy web --image=a/nginx:1 --image=b/c_d.e:1@sha256:abc --dry-run=client -o jsonpath={..name}')
  expect(names.replace(/-[a-z0-9]{5}(?= |$)/, '-RANDOM')).toBe('web nginx c-d-e-RANDOM')
})

describe('what an object remembers of how it was made', () => {
  const annotation = (line: string): string => answer(`${line} -o jsonpath='{.metadata.annotations}'`)
  const remembered = (text: string): string => JSON.stringify({ 'kubectl.kubernetes.io/last-applied-configuration': `${text}\n` })
  test.each([
    ['create cm x --from-literal=a=b --save-config --dry-run=client', remembered('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"},"data":{"a":"b"}}')],
    ['create cm x -n other --save-config --dry-run=client', remembered('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","namespace":"other"}}')],
    ['create svc clusterip s --tcp=80 --save-config --dry-run=client', ''],
    ['run p --image=nginx --save-config --dry-run=client', ''],
    ['run p --image=nginx -n default --save-config --dry-run=server', remembered('{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","labels":{"run":"p"}},"spec":{"containers":[{"name":"p","image":"nginx","resources":{}}],"restartPolicy":"Always","dnsPolicy":"ClusterFirst"},"status":{}}')],
  ])('kubectl %s', (line, expected) => expect(annotation(line)).toBe(expected))
})

describe('a dry run as it was once asked for', () => {
  test.each([
    ['--dry-run', 'helpers.go:703] --dry-run is deprecated and can be replaced with --dry-run=client.', 'deployment.apps/web created (dry run)\n'],
    ['--dry-run=true', 'helpers.go:717] --dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client.', 'deployment.apps/web created (dry run)\n'],
    ['--dry-run=false', 'helpers.go:717] --dry-run=false is deprecated (boolean value) and can be replaced with --dry-run=none.', 'deployment.apps/web created\n'],
  ])('%s', (flag, warning, said) => {
    const { stdout, stderr } = cluster.run(`kubectl create deploy web --image=nginx ${flag}`)
    expect([stdout, stderr.replace(/^W\d{4} [\d:.]+ +\d+ /, '')]).toEqual([said, `${warning}\n`])
  })
})

test('a token as an object', () => {
  expect(answer('create token default --audience=a --duration=20m -o jsonpath={.spec}')).toBe('{"audiences":["a"],"boundObjectRef":null,"expirationSeconds":1200}')
  expect(answer('create token default -o name')).toBe('tokenrequest.authentication.k8s.io/default\n')
})
