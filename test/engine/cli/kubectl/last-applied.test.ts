// What an object remembers of the last apply: seen, set and edited.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\n  namespace: default\ndata:\n  a: "1"\n'
const annotation = String.raw`kubectl get cm conf -o jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}'`

function clusterWith(...lines: readonly string[]) {
  const cluster = createCluster({ nodes: 0 })
  const answer = (line: string, stdin = manifest): string => {
    const { stdout, stderr } = cluster.run(line, { stdin })
    return stdout + stderr
  }
  for (const line of lines) answer(line)
  return answer
}

describe('set-last-applied', () => {
  test('refuses what was never applied', () => {
    const answer = clusterWith('kubectl create -f -')
    expect(answer('kubectl apply set-last-applied -f -')).toBe('error: no last-applied-configuration annotation found on resource: conf, to create the annotation, run the command with --create-annotation\n')
    expect(answer('kubectl apply set-last-applied -f - --create-annotation --dry-run=server')).toBe('configmap/conf configured (server dry run)\n')
    expect(answer('kubectl apply set-last-applied -f - --create-annotation --dry-run=client')).toBe('configmap/conf configured (dry run)\n')
    expect(answer(annotation)).toBe('')
    expect(answer('kubectl apply set-last-applied -f - --create-annotation')).toBe('configmap/conf configured\n')
  })

  test('keeps the file as it is, and knows when nothing changes', () => {
    const answer = clusterWith('kubectl apply -f -')
    expect(answer('kubectl apply set-last-applied -f -', manifest.replace('"1"', '"2"'))).toBe('configmap/conf configured\n')
    expect(answer(annotation)).toBe('{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"conf","namespace":"default"}}\n')
    expect(answer('kubectl apply set-last-applied -f -', manifest.replace('"1"', '"2"'))).toBe('set-last-applied conf: no changes required.\n')
    expect(answer('kubectl get cm conf -o jsonpath={.data.a}')).toBe('1')
  })

  test('needs a file', () => expect(clusterWith()('kubectl apply set-last-applied')).toBe('error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   \'-f rsrc.yaml\'\n   \'--filename=rsrc.json\'\n   \'<resource> <name>\'\n   \'<resource>\'\n'))
})

describe('edit-last-applied', () => {
  test('changes the annotation and nothing else', () => {
    const answer = clusterWith('kubectl apply -f -')
    expect(answer(String.raw`KUBE_EDITOR="sed -i 's/^\(..\)a:/\1b:/'" kubectl apply edit-last-applied cm conf`)).toBe('configmap/conf edited\n')
    expect(answer('kubectl apply view-last-applied cm/conf')).toBe('apiVersion: v1\ndata:\n  b: "1"\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  name: conf\n  namespace: default\n')
    expect(answer('kubectl get cm conf -o jsonpath={.data}')).toBe('{"a":"1"}')
  })

  test.each([
    ['cat', '# Please edit the \'last-applied-configuration\' annotations below.\n# Lines beginning with a \'#\' will be ignored, and an empty file will abort the edit.\n#\napiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  name: conf\n  namespace: default\nEdit cancelled, no changes made.\n'],
    ['sed -i d', 'Edit cancelled, saved file was empty.\n'],
    ['sed -i $a#', 'Edit cancelled, no changes made.\n'],
  ])('with %s as its editor', (editor, expected) => expect(clusterWith('kubectl apply -f -')(`KUBE_EDITOR='${editor}' kubectl apply edit-last-applied cm conf`)).toBe(expected))

  test('refuses what was never applied', () =>
    expect(clusterWith('kubectl create -f -')('kubectl apply edit-last-applied cm conf')).toBe('error: no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`\n'))
})
