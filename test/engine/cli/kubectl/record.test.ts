// `--record`, which goes on working although it has long been deprecated.
import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const deprecated = 'Flag --record has been deprecated, --record will be removed in the future\n'
const files = {
  'd.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  selector: {matchLabels: {app: api}}\n  template:\n    metadata: {labels: {app: api}}\n    spec: {containers: [{name: nginx, image: nginx}]}\n',
  'c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\n',
}

const clusterWith = (...lines: readonly string[]) => {
  const cluster = createCluster({ nodes: 1 })
  const answer = (line: string): string => {
    const { stdout, stderr } = cluster.run(`kubectl ${line}`, { files })
    cluster.advance(1) // for the controllers
    return stdout + stderr
  }
  for (const line of lines) answer(line)
  return answer
}
const causeOf = (kind: string): string => String.raw`get ${kind} -o jsonpath='{.metadata.annotations.kubernetes\.io/change-cause}'`

test('the history of a rollout tells what led to each revision', () => {
  const answer = clusterWith('apply -f d.yaml --record')
  expect(answer('set image deploy/api nginx=nginx:1.26 --record')).toBe(`deployment.apps/api image updated\n${deprecated}`)
  expect(answer('--record=true set image deploy api nginx=nginx:1.27 -n default')).toBe(`deployment.apps/api image updated\n${deprecated}`)
  expect(answer('rollout history deploy/api')).toBe(`deployment.apps/api 
REVISION  CHANGE-CAUSE
1         kubectl apply --filename=d.yaml --record=true
2         kubectl set image deploy/api nginx=nginx:1.26 --record=true
3         kubectl set image deploy api nginx=nginx:1.27 --record=true --namespace=default

`)
})

test.each([
  ['deploy api', 'set resources deploy/api --limits=cpu=1 --record', 'set resources deploy/api --limits=cpu=1 --record=true'],
  ['deploy api', 'set serviceaccount deploy/api bot --record', 'set serviceaccount deploy/api bot --record=true'],
  ['svc api', 'set selector svc/api a=b --record', 'set selector svc/api a=b --record=true'],
  ['deploy api', 'scale deploy/api --replicas=2 --record', 'scale deploy/api --replicas=2 --record=true'],
  ['deploy api', 'annotate deploy/api a=b --record', 'annotate deploy/api a=b --record=true'],
  ['deploy api', 'label deploy/api a=b --record', 'label deploy/api a=b --record=true'],
  ['deploy api', 'patch deploy/api -p \'{"spec":{"replicas":1}}\' --record', 'patch deploy/api --patch={"spec":{"replicas":1}} --record=true'],
  ['cm made', 'create -f c.yaml --record', 'create --filename=c.yaml --record=true'],
  ['po p', 'run p --image=nginx --record', 'run p --image=nginx --record=true'],
  ['svc x', 'expose deploy/api --port=80 --name=x --record', 'expose deploy/api --port=80 --name=x --record=true'],
  ['hpa api', 'autoscale deploy/api --max=3 --record', 'autoscale deploy/api --max=3 --record=true'],
])('%s: kubectl %s', (object, line, told) => {
  const answer = clusterWith('apply -f d.yaml', 'expose deploy/api --port=80')
  expect(answer(line).endsWith(deprecated)).toBe(true)
  expect(answer(causeOf(object))).toBe(`kubectl ${told}`)
})

test('an edit is remembered, too', () => {
  const cluster = createCluster({ nodes: 0 })
  cluster.run('kubectl create -f c.yaml', { files })
  expect(cluster.run(String.raw`KUBE_EDITOR="sed -i 's/^kind:/immutable: true\nkind:/'" kubectl edit cm made --record`)).toEqual({ stdout: 'configmap/made edited\n', stderr: deprecated, exitCode: 0 })
  expect(cluster.run(`kubectl ${causeOf('cm made')}`).stdout).toBe('kubectl edit cm made --record=true')
})
