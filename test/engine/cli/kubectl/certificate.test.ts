import { expect, test } from 'vitest'
import { World } from '../../../../engine/lab/world.ts'
import { request } from '../../../support/certificate-request.ts'

const manifest = (name: string): string => JSON.stringify({
  apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name },
  spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
})

function shell(): (line: string) => string {
  const world = new World({ nodes: 1, files: new Map([['jane.json', manifest('jane')], ['joe.json', manifest('joe')]]) })
  return line => {
    world.cluster.clock.advanceTo(world.nowMs + 1000)
    const ran = world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } })
    return `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`
  }
}
const shown = (table: string): readonly string[] => table.trim().split('\n').slice(1).map(row => row.split(/\s+/)).map(([name, , , , , condition]) => `${name} ${condition}`)

test('approves and denies, and does not change its mind', () => {
  const run = shell()
  run('kubectl apply -f jane.json -f joe.json')
  expect([
    run('kubectl certificate approve jane'), run('kubectl certificate approve csr/jane'), run('kubectl certificate deny -f joe.json'), run('kubectl certificate approve joe'),
    run('kubectl certificate deny'), run('kubectl certificate deny nobody'),
  ]).toEqual([
    'certificatesigningrequest.certificates.k8s.io/jane approved\n', 'certificatesigningrequest.certificates.k8s.io/jane approved\n', 'certificatesigningrequest.certificates.k8s.io/joe denied\n',
    'error: certificate signing request "joe" is already Denied\n', 'error: one or more CSRs must be specified as <name> or -f <filename>\n',
    'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nobody" not found\n',
  ])
  expect(shown(run('kubectl get csr'))).toEqual(['jane Approved,Issued', 'joe Denied'])
})

test('who holds the certificate is known by it, and may do what he is allowed to', () => {
  const run = shell()
  run('kubectl apply -f jane.json')
  run('kubectl certificate approve jane')
  run('kubectl create rolebinding readers --clusterrole=view --group=readers')
  run("kubectl get csr jane -o go-template='{{.status.certificate | base64decode}}' > jane.crt")
  expect(run('kubectl get pods --client-certificate=jane.crt')).toBe('No resources found in default namespace.\n')
  expect(run('kubectl get nodes --client-certificate=jane.crt')).toBe('Error from server (Forbidden): nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope\n')
})
