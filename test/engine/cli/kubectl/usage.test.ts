// What kubectl says when something is missing on its command line, as a real one of 1.32 says it.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 0 })
const answer = (line: string): string => {
  const { stdout, stderr } = cluster.run(line)
  return stdout + stderr
}

const missingResource = 'error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   \'-f rsrc.yaml\'\n   \'--filename=rsrc.json\'\n   \'<resource> <name>\'\n   \'<resource>\'\n'

describe.each<[string, readonly string[]]>([
  ['error: required resource not specified\n', ['rollout restart', 'rollout pause', 'rollout resume', 'rollout undo', 'rollout history', 'rollout status']],
  [missingResource, ['set image', 'set resources', 'set subject', 'edit', 'scale --replicas=1', 'expose', 'autoscale --max=2', 'delete', 'wait --for=delete', 'apply view-last-applied']],
  ['error: one or more resources must be specified as <resource> <name> or <resource>/<name>\n', ['set env', 'label', 'annotate']],
  ['error: must specify one of -f and -k\n', ['create', 'apply', 'replace', 'diff']],
  ['error: required flag(s) "image" not set\n', ['run', 'run web']],
])('%j', (expected, commands) => {
  test.each(commands)('kubectl %s', command => expect(answer(`kubectl ${command}`)).toBe(expected))
})

test.each([
  ['set selector', 'error: one selector is required\n'],
  ['set serviceaccount', 'error: serviceaccount is required\n'],
  ['run --image=nginx', 'error: NAME is required for run\nSee \'kubectl run -h\' for help and examples\n'],
  ['create ns', 'error: exactly one NAME is required, got 0\nSee \'kubectl create namespace -h\' for help and examples\n'],
  ['create svc clusterip a b --tcp=80', 'error: exactly one NAME is required, got 2\nSee \'kubectl create service clusterip -h\' for help and examples\n'],
  ['patch node', 'error: must specify --patch or --patch-file containing the contents of the patch\n'],
  [`patch ns default -p 'x: ['`, 'error: unable to parse "x: [": yaml: line 1: did not find expected node content\n'],
])('kubectl %s', (command, expected) => expect(answer(`kubectl ${command}`)).toBe(expected))

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: nginx
        env:
        - {name: A, value: "1"}
        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: CM, valueFrom: {configMapKeyRef: {name: conf, key: a}}}
        - {name: SEC, valueFrom: {secretKeyRef: {name: sec, key: b}}}
`

describe('lists', () => {
  cluster.apply(manifest)
  cluster.apply(manifest.replace('name: web,', 'name: web2,'))

  test('variables and where they come from', () => {
    expect(answer('kubectl set env deploy/web --list')).toBe('# Deployment web, container c\nA=1\n# NODE from field path spec.nodeName\n# CM from configmap conf, key a\n# SEC from secret sec, key b\n')
  })

  test('labels of one, and of several by their names', () => {
    expect(answer('kubectl label deploy web --list')).toBe('app=web\ntier=front\n')
    expect(answer('kubectl label deploy --all --list')).toBe('Listing labels for Deployment.apps/web:\n app=web\n tier=front\nListing labels for Deployment.apps/web2:\n app=web\n tier=front\n')
  })

  test('the scale of a workload', () => {
    expect(answer('kubectl get deploy web --subresource=scale')).toBe('NAME   DESIRED   AVAILABLE   AGE\nweb    2         0           0s\n')
  })
})
