// What config, taint, run and others refuse before anything is sent, as a real kubectl of 1.33 does.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 1 })
const answer = (line: string): string => {
  const { stdout, stderr, exitCode } = cluster.run(`kubectl ${line}`)
  return stdout + stderr + (exitCode === 0 ? '' : `exit ${exitCode}`)
}
const refused = (why: string): string => `error: ${why}\nexit 1`
const hinted = (why: string, command: string): string => `error: ${why}\nSee 'kubectl ${command} -h' for help and examples\nexit 1`

describe.each<[string, readonly (readonly [string, string])[]]>([
  ['config', [
    ['config use nope', refused('no context exists with the name: "nope"')],
    ['config use-context', refused('Unexpected args: []')],
    ['config set a', refused('Unexpected args: [a]')],
    ['config set foo.bar y', refused('unable to parse foo.bar after [] at api.Config')],
    ['config get-contexts -o yaml', refused('--output yaml is not available in kubectl config get-contexts; resetting to default output format')],
    ['config set-context', refused('you must specify a non-empty context name or --current')],
    ['config set-context dev --current', refused('you cannot specify both a context name and --current')],
    ['config set-cluster c --insecure-skip-tls-verify --certificate-authority=x', refused('you cannot specify a certificate authority and insecure mode at the same time')],
    ['config set-credentials u --token=x --username=y', refused('you cannot specify more than one authentication method at the same time: --token, --username/--password')],
    ['config set-credentials u --client-certificate=nope --embed-certs', refused('could not stat client-certificate file nope: stat nope: no such file or directory')],
  ]],
  ['taints and nodes', [
    ['taint no node-1 a:NoExecute a:NoExecute', hinted('duplicated taints with the same key and effect: {a  NoExecute <nil>}', 'taint')],
    ['taint no node-1 x:NoSchedule x-', refused('can not both modify and remove the following taint(s) in the same command: x=')],
    ['taint po solo a=b:NoSchedule', refused('invalid resource type po, only node types are supported')],
    ['taint no/node-1 z-', 'the server doesn\'t have a resource type "no/node-1"\nexit 1'],
    ['taint no node-1 a=b:NoSchedule --dry-run=client', 'node/node-1 tainted\n'],
    ['cordon node-1 -l a=b', hinted('cannot specify both a node name and a --selector option', 'cordon')],
  ]],
  ['run', [
    ['run x --image=', refused('--image is required')],
    ['run x --image=Nginx', refused('Invalid image name "Nginx": invalid reference format')],
    ['run x --image=nginx --port=abc', refused('strconv.Atoi: parsing "abc": invalid syntax')],
    ['run x --image=nginx --expose', hinted('--port must be set when exposing a service', 'run')],
    ['run x --image=nginx -t', hinted('-i/--stdin is required for containers with -t/--tty=true', 'run')],
    ['run x --image=nginx --rm', hinted('--rm should only be used for attached containers', 'run')],
    ['run x --image=nginx --image-pull-policy=Foo', hinted('invalid image pull policy: Foo', 'run')],
    ['run x --image=nginx --override-type=foo --overrides={}', refused('invalid override type: foo')],
    ['run x --image=nginx --override-type=json --overrides=\'[{"op":"add","path":"/spec/nodeName","value":"a"}]\' --dry-run=client -o jsonpath={.spec.nodeName}', 'a'],
  ]],
  ['others', [
    ['api-resources -o foo', refused('--output foo is not available')],
    ['auth can-i --list get pods', refused('list option must be specified with no arguments')],
    ['debug solo --set-image=a=b', refused('--set-image may only be used with --copy-to.')],
    ['convert -f x', 'error: unknown command "convert" for "kubectl"\nexit 1'],
    ['gte po --foo', 'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\nexit 1'],
  ]],
])('%s', (_family, lines) => {
  test.each(lines)('kubectl %s', (line, expected) => expect(answer(line)).toBe(expected))
})
