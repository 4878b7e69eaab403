// Kustomizations, held against what a real kubectl 1.32 answers.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'
import { builtBase, builtOver, files } from './kustomize.recorded.ts'

function clusterWith(given: Readonly<Record<string, string>>) {
  const cluster = createCluster({ nodes: 0 })
  for (const [path, text] of Object.entries(given)) cluster.run(`mkdir -p ${path.slice(0, path.lastIndexOf('/'))} && cat > ${path}`, { stdin: text })
  return (line: string) => {
    const { stdout, stderr } = cluster.run(line)
    return { stdout, stderr }
  }
}

const answerWith = (given: Readonly<Record<string, string>>) => {
  const run = clusterWith(given)
  return (line: string): string => {
    const { stdout, stderr } = run(line)
    return stdout + stderr
  }
}

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
const reading = `accumulating resources: accumulation err='accumulating resources from`

describe('what is built', () => {
  const run = clusterWith(files)
  const warning = '# Warning: \'commonLabels\' is deprecated. Please use \'labels\' instead. Run \'kustomize edit fix\' to update your Kustomization automatically.\n'

  test('a base', () => expect(run('kubectl kustomize base')).toEqual({ stdout: builtBase, stderr: '' }))
  test('an overlay', () => expect(run('kubectl kustomize over')).toEqual({ stdout: builtOver, stderr: warning }))
  test('here, into a file', () => {
    expect(run('cd base && kubectl kustomize -o /tmp/out.yaml && cat /tmp/out.yaml')).toEqual({ stdout: builtBase, stderr: '' })
  })
})

describe('hashes', () => {
  test('of letters that are not ASCII, of quotes and brackets, of nothing', () => {
    const answer = answerWith({ '/root/e/kustomization.yaml': `configMapGenerator:
- name: g
  literals: ["a=한글", "c=<&>", "b='q'", "d=\\"x y\\"", "e=multi\\nline"]
  namespace: foo
- name: empty
secretGenerator:
- name: s
- name: t
  type: kubernetes.io/tls
  literals: [b=2, "a=${Array(17).fill('long').join(' ')}"]
` })
    expect(answer('kubectl kustomize e | grep " name:"')).toBe('  name: g-khmhf688db\n  name: empty-6ct58987ht\n  name: s-46f8b28mk5\n  name: t-d6f82bcd92\n')
  })
})

test('patches choose by names, by labels and by their absence', () => {
  const patch = (target: string, value: string) => `- target: ${target}\n  patch: |-\n    - {op: add, path: /data, value: {k: ${value}}}\n`
  const answer = answerWith({
    '/root/e/a.yaml': ['one', 'two', 'three'].map(name => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {${name}: x}}\n`).join('---\n'),
    '/root/e/kustomization.yaml': `resources: [a.yaml]\npatches:\n${patch('{kind: ConfigMap, labelSelector: "!two"}', 'absent')}${patch('{name: "th.*|none"}', 'named')}${patch('{labelSelector: "one=x"}', 'labelled')}`,
  })
  expect(answer('kubectl kustomize e | grep -E "^  (k|name):"')).toBe('  k: labelled\n  name: one\n  k: named\n  name: three\n  name: two\n')
})

describe('what is wrong', () => {
  const generating = (entry: string) => `configMapGenerator:\n- ${entry}\n`
  const id = 'id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"ConfigMap", isClusterScoped:false}'
  test.each([
    ['foo: bar\n', 'invalid Kustomization: json: unknown field "foo"'],
    ['resources: a\n', 'invalid Kustomization: json: cannot unmarshal string into Go struct field Kustomization.resources of type []string'],
    ['images: [{name: a, newTag: 2}]\n', 'invalid Kustomization: json: cannot unmarshal number into Go struct field Image.images.newTag of type string'],
    ['a: [\n', 'invalid Kustomization: yaml: line 1: did not find expected node content'],
    ['', 'kustomization.yaml is empty'],
    ['kind: Foo\n', 'kustomization.yaml is empty'],
    ['kind: Foo\napiVersion: v9\nresources: []\n', 'Failed to read kustomization file under /root/e:\nkind should be Kustomization or Component\napiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1'],
    ['resources: [bad.yaml]\n', 'accumulating resources: accumulating resources from \'bad.yaml\': MalformedYAMLError: yaml: line 1: did not find expected node content in File: bad.yaml'],
    ['resources: [bare.yaml]\n', `${reading} 'bare.yaml': missing Resource metadata': must build at directory: '/root/e/bare.yaml': file is not directory`],
    ['resources: [nameless.yaml]\n', `${reading} 'nameless.yaml': missing metadata.name in object {{v1 X} {{ } map[] map[]}}': must build at directory: '/root/e/nameless.yaml': file is not directory`],
    ['resources: [b.yaml]\n', `${reading} 'b.yaml': evalsymlink failure on '/root/e/b.yaml' : lstat /root/e/b.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/root/e/b.yaml' : lstat /root/e/b.yaml: no such file or directory`],
    ['resources: [../cm.yaml]\n', `${reading} '../cm.yaml': security; file '/root/cm.yaml' is not in or below '/root/e'': must build at directory: '/root/cm.yaml': file is not directory`],
    ['resources: [a.yaml, a.yaml]\n', `accumulating resources: accumulation err='merging resources from 'a.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]': must build at directory: '/root/e/a.yaml': file is not directory`],
    ['resources: [.]\n', `${reading} '.': '/root/e' must resolve to a file': cycle detected: candidate root '/root/e' contains visited root '/root/e'`],
    ['resources: [sub]\n', `${reading} 'sub': '/root/e/sub' must resolve to a file': couldn't make target for path '/root/e/sub': unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/root/e/sub'`],
    ['resources: [a.yaml]\npatches:\n- path: no.yaml\n', 'trouble configuring builtin PatchTransformer with config: `\npath: no.yaml\n`: failed to get the patch file from path(no.yaml): evalsymlink failure on \'/root/e/no.yaml\' : lstat /root/e/no.yaml: no such file or directory'],
    ['resources: [a.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: zz}\n', 'no resource matches strategic merge patch "ConfigMap.v1.[noGrp]/zz.[noNs]": no matches for Id ConfigMap.v1.[noGrp]/zz.[noNs]; failed to find unique target for patch ConfigMap.v1.[noGrp]/zz.[noNs]'],
    ['resources: [a.yaml]\npatches:\n- target: {kind: Secret}\n  patch: "[{op: remove, path: /data}]"\n', 'trouble configuring builtin PatchTransformer with config: `\npatch: \'[{op: remove, path: /data}]\'\ntarget:\n  kind: Secret\n`: unable to parse SM or JSON patch from [patch: "[{op: remove, path: /data}]"]'],
    ['resources: [a.yaml]\nreplicas: [{name: zz, count: 3}]\n', 'resource with name zz does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]'],
    [generating('{name: g, literals: [x]}'), 'loading KV pairs: literal sources [x]: invalid literal source x, expected key=value'],
    [generating('{name: g, files: [nofile]}'), 'loading KV pairs: file sources: [nofile]: evalsymlink failure on \'/root/e/nofile\' : lstat /root/e/nofile: no such file or directory'],
    [generating('{name: g, literals: [a=1, a=2]}'), 'configmap g illegally repeats the key `a`'],
    [generating('{literals: [a=1]}'), 'a configmap must have a name'],
    [generating('{name: g, behavior: merge}'), `merging from generator &{0xc000125860 <nil>}: ${id}, Name:"g", Namespace:""} does not exist; cannot merge or replace`],
    [`resources: [a.yaml]\n${generating('{name: a}')}`, `merging from generator &{0xc000125860 <nil>}: ${id}, Name:"a", Namespace:""} exists; behavior must be merge or replace`],
    ['replacements: [{path: a}]\n', 'replacements of a kustomization is not there yet'],
  ])('%j', (text, expected) => {
    const answer = answerWith({ '/root/e/a.yaml': configMap, '/root/e/bad.yaml': 'a: [', '/root/e/bare.yaml': 'a: 1\n', '/root/e/nameless.yaml': 'apiVersion: v1\nkind: X\n', '/root/cm.yaml': configMap, '/root/e/sub/other': '', '/root/e/kustomization.yaml': text })
    expect(answer('kubectl kustomize e')).toBe(`error: ${expected}\n`)
  })

  const answer = answerWith({ '/root/a/other': '' })
  const missing = 'error: unable to find one of \'kustomization.yaml\', \'kustomization.yml\' or \'Kustomization\' in directory \'/root/a\'\n'
  test.each([
    ['kustomize a', missing],
    ['apply -k a', missing],
    ['apply -k .', missing.replace('/root/a', '.')],
    ['delete -k nope', 'error: must build at directory: not a valid directory: evalsymlink failure on \'nope\' : lstat /root/nope: no such file or directory\n'],
    ['kustomize a b', 'error: specify one path to kustomization.yaml\n'],
    ['apply -k a -f b', 'error: only one of -f or -k can be specified\n'],
  ])('kubectl %s', (command, expected) => expect(answer(`kubectl ${command}`)).toBe(expected))
})

test('resources may be none', () => expect(answerWith({ '/root/e/kustomization.yaml': 'resources: []\n' })('kubectl kustomize e; kubectl apply -k e')).toBe('error: no objects passed to apply\n'))

test('-k applies, shows, compares and deletes', () => {
  const answer = answerWith({ '/root/e/kustomization.yaml': 'resources: [a.yaml]\nnameSuffix: -x\nconfigMapGenerator:\n- name: g\n  literals: [a=1]\n', '/root/e/a.yaml': configMap })
  expect(answer('kubectl apply -k e')).toBe('configmap/a-x created\nconfigmap/g-x-h29d89cmmt created\n')
  expect(answer('kubectl get -k e -o name')).toBe('configmap/a-x\nconfigmap/g-x-h29d89cmmt\n')
  expect(answer('kubectl diff -k e')).toBe('')
  expect(answer('kubectl delete -k e')).toBe('configmap "a-x" deleted from default namespace\nconfigmap "g-x-h29d89cmmt" deleted from default namespace\n')
})
