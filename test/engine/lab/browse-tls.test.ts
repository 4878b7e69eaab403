// What a browser makes of certificates: whom it trusts, for which name, until when; and the reader who goes on all the same.
import { expect, test } from 'vitest'
import { labOf, Session, Views, type PageView } from '../../../engine/lab/index.ts'

const session = new Session(labOf('tls', { title: 'TLS', say: 'An ingress controller.', cluster: { profile: 'kubeadm-4', nodes: 3, addons: ['coredns', 'ingress-nginx'] }, steps: [{ say: '-', run: 'true' }] }))
session.goToStep(1)

const run = (line: string): string => {
  const ran = session.now.apply({ atMs: session.nowMs, kind: 'run', payload: { line } })
  return `${ran?.stdout}${ran?.stderr}`
}
const browse = (address: string): PageView | undefined => {
  session.input({ kind: 'browse', payload: address })
  session.advanceTo(session.nowMs + 1000)
  const { cluster, browser } = session.now
  return new Views(cluster, 'default', browser).page()
}
const seen = (address: string): unknown => {
  const loaded = browse(address)?.loaded
  return [loaded?.kind === 'page' ? loaded.status : loaded?.error, loaded?.certificate && [loaded.certificate.subject, loaded.certificate.isTrusted]]
}
const make = (host: string, days: number): string =>
  run(`openssl req -x509 -newkey rsa:2048 -nodes -keyout ${host}.key -out ${host}.crt -subj /CN=${host} -addext subjectAltName=DNS:${host} -days ${days} && kubectl create secret tls ${host} --cert=${host}.crt --key=${host}.key && kubectl create ingress ${host} --class=nginx --rule="${host}/*=web:80,tls=${host}"`)

test('certificates of an Ingress', () => {
  run('kubectl create deployment web --image=nginx && kubectl expose deployment web --port=80 && kubectl rollout status deployment web && kubectl rollout status deployment -n ingress-nginx ingress-nginx-controller')
  make('shop.example', 30)
  make('short.example', 0)
  run('echo "192.168.1.101 shop.example short.example other.example" >> /etc/hosts; sleep 20')
  const [plain = '', port = ''] = run('kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath="{.spec.ports[0].nodePort} {.spec.ports[1].nodePort}"').split(' ')

  expect(seen(`https://shop.example:${port}/`)).toEqual(['ERR_CERT_AUTHORITY_INVALID', ['shop.example', false]])
  expect(seen(`https://other.example:${port}/`)).toEqual(['ERR_CERT_AUTHORITY_INVALID', ['Kubernetes Ingress Controller Fake Certificate', false]])
  expect(seen('about:proceed'), 'there is no rule for it').toEqual([404, ['Kubernetes Ingress Controller Fake Certificate', false]])
  expect(seen(`https://shop.example:${port}/`), 'another host').toEqual(['ERR_CERT_AUTHORITY_INVALID', ['shop.example', false]])
  expect(seen(`https://shop.example:${plain}/`)).toEqual(['ERR_SSL_PROTOCOL_ERROR', undefined])
  expect(browse(`http://shop.example:${plain}/`)?.url, 'it leads to https, at its usual port').toBe('https://shop.example/')

  run('mkdir -p /etc/ssl/certs && cat shop.example.crt short.example.crt > /etc/ssl/certs/ca-certificates.crt')
  expect(seen(`https://shop.example:${port}/`)).toEqual([200, ['shop.example', true]])
  expect(seen(`https://192.168.1.101:${port}/`)).toEqual(['ERR_CERT_AUTHORITY_INVALID', ['Kubernetes Ingress Controller Fake Certificate', false]])
  expect(seen(`https://short.example:${port}/`)).toEqual(['ERR_CERT_DATE_INVALID', ['short.example', false]])
  expect(seen('about:proceed')).toEqual([200, ['short.example', false]])
})

test('the API server', () => {
  const [address = '', port = ''] = run('kubectl get endpointslices kubernetes -o jsonpath="{.endpoints[0].addresses[0]} {.ports[0].port}"').split(' ')
  const server = `https://${address}:${port}`
  run(`echo "${address} api.example" >> /etc/hosts`)
  expect(seen(server)).toEqual(['ERR_CERT_AUTHORITY_INVALID', ['kube-apiserver', false]])
  expect(seen('about:proceed')).toEqual([403, ['kube-apiserver', false]])
  run('kubectl get configmap kube-root-ca.crt -o "jsonpath={.data.ca\\.crt}" > /etc/ssl/certs/ca-certificates.crt')
  expect(seen(`${server}/healthz`)).toEqual([200, ['kube-apiserver', true]])
  expect(seen(`https://api.example:${port}/`)).toEqual(['ERR_CERT_COMMON_NAME_INVALID', ['kube-apiserver', false]])
})
