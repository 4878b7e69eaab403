import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const answering = () => {
  const cluster = createCluster({ nodes: 1 })
  return (line: string): string => {
    const { stdout, stderr } = cluster.run(line)
    return stdout + stderr
  }
}

test('a token says who asks, by a flag or by the kubeconfig', () => {
  const answer = answering()
  answer('kubectl create sa robot')
  const denied = 'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"\n'
  expect(answer('kubectl --token=$(kubectl create token robot) get pods')).toBe(denied)
  answer('kubectl config set-credentials robot --token=$(kubectl create token robot)')
  answer('kubectl config set-context robot --cluster=kubernetes --user=robot')
  expect(answer('kubectl --context=robot get pods')).toBe(denied)
  expect(answer('kubectl --user=robot get pods')).toBe(denied)
  expect(answer('kubectl get pods')).toBe('No resources found in default namespace.\n')
})

test('what proves nothing is refused', () => {
  const answer = answering()
  expect(answer('kubectl --token=made-up get pods')).toBe('error: You must be logged in to the server (Unauthorized)\n')
  expect(answer('kubectl --user=nobody get pods')).toBe('error: auth info "nobody" does not exist\n')
})

test('a verb\'s own --user is no user of the kubeconfig', () => {
  const answer = answering()
  expect(answer('kubectl create clusterrolebinding admins --clusterrole=cluster-admin --user=jane')).toBe('clusterrolebinding.rbac.authorization.k8s.io/admins created\n')
})
