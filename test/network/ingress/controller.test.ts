// The controller as what it is: a workload with an account of its own, installed like any other.
import { beforeAll, describe, expect, test } from 'vitest'
import { ingressNginxObjects } from '../../../engine/addons/ingress-nginx/index.ts'
import { labOf } from '../../../engine/lab/lab.ts'
import { Session } from '../../../engine/lab/session.ts'
import { ingress, IngressStage, nodeAddress } from './stage.ts'

const logs = (stage: IngressStage): string => stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller')

test('what is installed', () => {
  const stage = new IngressStage({ addons: ['ingress-nginx'] })
  expect(stage.say('kubectl get sa,role,rolebinding,cm,deploy,svc -n ingress-nginx -o name; kubectl get clusterrole,clusterrolebinding -o name | grep ingress; kubectl get ingressclass')).toBe(`serviceaccount/default
serviceaccount/ingress-nginx
role.rbac.authorization.k8s.io/ingress-nginx
rolebinding.rbac.authorization.k8s.io/ingress-nginx
configmap/ingress-nginx-controller
configmap/kube-root-ca.crt
deployment.apps/ingress-nginx-controller
service/ingress-nginx-controller
clusterrole.rbac.authorization.k8s.io/ingress-nginx
clusterrolebinding.rbac.authorization.k8s.io/ingress-nginx
NAME    CONTROLLER             PARAMETERS   AGE
nginx   k8s.io/ingress-nginx   <none>       60s
`)
  expect(logs(stage)).toContain('"Backend successfully reloaded"\n')
})

test('the same by kubectl, from where it is published', () => {
  const stage = new IngressStage({ addons: ['coredns'] })
  const url = 'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.14.0/deploy/static/provider'
  expect(stage.say(`kubectl apply -f ${url}/baremetal/deploy.yaml`)).toBe(`namespace/ingress-nginx created
serviceaccount/ingress-nginx created
role.rbac.authorization.k8s.io/ingress-nginx created
clusterrole.rbac.authorization.k8s.io/ingress-nginx created
rolebinding.rbac.authorization.k8s.io/ingress-nginx created
clusterrolebinding.rbac.authorization.k8s.io/ingress-nginx created
configmap/ingress-nginx-controller created
service/ingress-nginx-controller created
deployment.apps/ingress-nginx-controller created
ingressclass.networking.k8s.io/nginx created
`)
  stage.pass(40)
  stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
  const port = stage.say('kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath={.spec.ports[0].nodePort}')
  expect(stage.say(`curl -s -H 'Host: myapp.com' http://${nodeAddress}:${port}/x`)).toContain('\nGET /x HTTP/1.1\n')
  expect(stage.say(`kubectl apply -f ${url}/nobody/deploy.yaml`)).toBe(`error: unable to read URL "${url}/nobody/deploy.yaml", server reported 404 Not Found, status code=404\n`)
})

test('a lab has it by its name', () => {
  const session = new Session(labOf('ingress', { title: '인그레스', say: '컨트롤러가 있다', cluster: { profile: 'minikube', addons: ['coredns', 'ingress-nginx-minikube'] }, steps: [{ name: 'wait', say: '기다린다', run: 'kubectl get pods', then: [] }] }))
  session.advanceTo(60_000)
  expect(session.now.cluster.admin.list('pods', 'ingress-nginx').map(({ status }) => status.phase)).toEqual(['Running'])
})

describe('ADDRESS', () => {
  const addressWith = (stage: IngressStage): string => {
    stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
    stage.pass(60)
    return stage.say('kubectl get ingress myapp -o jsonpath={.status.loadBalancer}')
  }

  test('without a controller there is none, and nobody answers', () => {
    const stage = new IngressStage({ addons: ['coredns'] })
    expect(addressWith(stage)).toBe('{}')
    expect(stage.say(`curl -sS http://${nodeAddress}/`)).toBe(`curl: (7) Failed to connect to ${nodeAddress} port 80 after 0 ms: Couldn't connect to server\n`)
  })

  test.each([
    ['ingress-nginx-minikube', 'minikube', '{"ingress":[{"ip":"192.168.49.2"}]}'],
    ['ingress-nginx-kind', 'kind', '{"ingress":[{"hostname":"localhost"}]}'],
  ] as const)('%s', (addon, profile, status) => expect(addressWith(new IngressStage({ addons: ['coredns', addon], profile, nodes: 1 }))).toBe(status))

  test('a Service of nodes has only its own', () => {
    const stage = new IngressStage()
    expect(addressWith(stage)).toBe(`{"ingress":[{"ip":"${stage.say('kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath={.spec.clusterIP}')}"}]}`)
  })

  test('a load balancer\'s is given on, when there is one', () => {
    const stage = new IngressStage({ addons: ['coredns', 'metallb', 'ingress-nginx-cloud'] })
    expect(addressWith(stage)).toBe('{}')
    expect(stage.say('kubectl get svc -n ingress-nginx ingress-nginx-controller')).toContain('<pending>')
    stage.run('kubectl apply -f -', 'apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: lab, namespace: metallb-system}\nspec: {addresses: [172.18.0.200-172.18.0.210]}\n---\napiVersion: metallb.io/v1beta1\nkind: L2Advertisement\nmetadata: {name: lab, namespace: metallb-system}\n')
    stage.pass(70)
    expect(stage.say('kubectl get ingress').replace(/\d+m\d+s/, 'AGE')).toBe('NAME    CLASS   HOSTS       ADDRESS        PORTS   AGE\nmyapp   nginx   myapp.com   172.18.0.200   80      AGE\n')
    stage.run('echo "172.18.0.200 myapp.com" | sudo tee -a /etc/hosts')
    expect(stage.say('curl -s http://myapp.com/x')).toContain('\nX-Real-IP: 172.18.0.1\n')
  })
})

describe('what it tells', () => {
  const stage = new IngressStage()
  test('of an Ingress', () => {
    stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
    stage.pass(60)
    expect(stage.say('kubectl describe ingress myapp').split('Events:')[1]?.replace(/\d+s/g, 'Ns')).toBe('\n  Type    Reason  Age                From                      Message\n  ----    ------  ----               ----                      -------\n  Normal  Sync    Ns (x2 over Ns)  nginx-ingress-controller  Scheduled for sync\n')
  })

  test('of itself', () => {
    expect(stage.say('kubectl get events -n ingress-nginx --field-selector reason=RELOAD -o custom-columns=KIND:.involvedObject.kind,MESSAGE:.message,COUNT:.count --no-headers').trim().replace(/ +/g, ' ')).toBe('Pod NGINX reload triggered due to a change in configuration 2')
    expect(stage.say('kubectl get lease -n ingress-nginx -o name')).toBe('lease.coordination.k8s.io/ingress-nginx-leader\n')
  })
})

describe('without the right to ask', () => {
  const stage = new IngressStage({ addons: ['coredns'] })
  beforeAll(() => {
    stage.run('kubectl apply -f -', ingressNginxObjects('baremetal').filter(({ key }) => key !== 'clusterrolebindings.rbac.authorization.k8s.io').map(({ object }) => JSON.stringify(object)).join('\n---\n'))
    stage.pass(40)
  })

  test('it says so and is not ready, until it has it', () => {
    expect(logs(stage)).toMatch(/E\d{4} [\d:.]+ +7 reflector\.go:204\] "Failed to watch" err="failed to list: ingresses\.networking\.k8s\.io is forbidden: User "system:serviceaccount:ingress-nginx:ingress-nginx" cannot list resource "ingresses" in API group "networking\.k8s\.io" at the cluster scope"\n$/)
    expect(stage.say('kubectl get pods -n ingress-nginx')).toContain(' 0/1 ')
    stage.run('kubectl create clusterrolebinding ingress-nginx --clusterrole=ingress-nginx --serviceaccount=ingress-nginx:ingress-nginx')
    stage.pass(30)
    expect(stage.say('kubectl get pods -n ingress-nginx')).toContain(' 1/1 ')
  })
})

describe('several of it', () => {
  const stage = new IngressStage()
  test('one of them leads, the others answer too; another takes over', () => {
    stage.run('kubectl scale deployment -n ingress-nginx ingress-nginx-controller --replicas=2')
    stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
    stage.pass(60)
    for (let i = 0; i < 20; i++) expect(stage.ask('myapp.com', '/')).toBe('myapp /')
    const holder = (): string => stage.say('kubectl get lease -n ingress-nginx ingress-nginx-leader -o jsonpath={.spec.holderIdentity}')
    const first = holder()
    stage.run(`kubectl delete pod -n ingress-nginx ${first} --grace-period=0 --force`)
    stage.pass(90)
    expect(holder()).not.toBe(first)
    expect(stage.say('kubectl get ingress myapp -o jsonpath={.status.loadBalancer}')).toContain('"ip"')
  })

  test('the last one that goes takes the addresses along', () => {
    stage.run('kubectl scale deployment -n ingress-nginx ingress-nginx-controller --replicas=0')
    stage.pass(60)
    expect(stage.say('kubectl get ingress myapp -o jsonpath={.status.loadBalancer}')).toBe('{}')
    expect(stage.say(`curl -sS -m 2 http://${nodeAddress}:${stage.port}/`)).toContain("Couldn't connect to server")
  })
})

describe('while others fail', () => {
  const stage = new IngressStage()
  beforeAll(() => { stage.apply(ingress('myapp', { 'myapp.com': [{}] })) })

  test('it goes by what it knows without an API server, and learns the rest when that is back', () => {
    const { cluster } = stage.world
    cluster.act('stop kube-apiserver')
    stage.pass(10)
    expect(stage.ask('myapp.com', '/')).toBe('myapp /')
    cluster.act('start kube-apiserver')
    stage.pass(10)
    expect(logs(stage).split('\n').find(line => line.startsWith('E'))?.replace(/^\S+ \S+ +7 /, '')).toBe('leaderelection.go:436] error retrieving resource lock ingress-nginx/ingress-nginx-leader: dial tcp 10.96.0.1:443: connect: connection refused')
    stage.apply(ingress('other', { 'other.com': [{}] }))
    expect(stage.ask('other.com', '/')).toBe('myapp /')
  })

  test('it begins when there is a server to ask', () => {
    const late = new IngressStage({ addons: ['coredns'] })
    late.run('kubectl apply -f -', ingressNginxObjects('baremetal').map(({ object }) => JSON.stringify(object)).join('\n---\n'))
    late.world.cluster.act('stop kube-apiserver')
    late.pass(20)
    late.world.cluster.act('start kube-apiserver')
    late.pass(60)
    expect(late.say('kubectl get deploy -n ingress-nginx -o jsonpath={.items[*].status.readyReplicas}')).toBe('1')
  })

  test('another machine takes over from one without power', () => {
    const node = stage.say('kubectl get pod -n ingress-nginx -o jsonpath={.items[0].spec.nodeName}')
    stage.world.cluster.act(`stop machine ${node}`)
    const renewed = stage.say('kubectl get lease -n ingress-nginx ingress-nginx-leader -o jsonpath={.spec.renewTime}')
    stage.pass(60)
    expect(stage.say('kubectl get lease -n ingress-nginx ingress-nginx-leader -o jsonpath={.spec.renewTime}'), 'who is off renews nothing').toBe(renewed)
    stage.pass(400)
    expect(stage.say('kubectl get lease -n ingress-nginx ingress-nginx-leader -o jsonpath={.spec.renewTime}')).not.toBe(renewed)
  })
})

test('settings for all are in its ConfigMap', () => {
  const stage = new IngressStage()
  stage.run('openssl req -x509 -nodes -newkey rsa:2048 -keyout tls.key -out tls.crt -subj /CN=myapp.com; kubectl create secret tls t --cert=tls.crt --key=tls.key')
  stage.apply(ingress('myapp', { 'myapp.com': [{}] }, { spec: { tls: [{ hosts: ['myapp.com'], secretName: 't' }] } }))
  expect(stage.ask('myapp.com', '/')).toBe('308 Permanent Redirect')
  stage.run(`kubectl patch configmap -n ingress-nginx ingress-nginx-controller --type merge -p '{"data":{"ssl-redirect":"false"}}'`)
  stage.pass(5)
  expect(stage.ask('myapp.com', '/')).toBe('myapp /')
})

test('flags name what is taken where nothing else is said', () => {
  const stage = new IngressStage()
  stage.run('openssl req -x509 -nodes -newkey rsa:2048 -keyout tls.key -out tls.crt -subj /CN=usual; kubectl create secret tls usual --cert=tls.crt --key=tls.key')
  const flags = ['--default-backend-service=default/shopping-service', '--default-ssl-certificate=default/usual', '--watch-ingress-without-class=true']
  stage.run(`kubectl patch deployment -n ingress-nginx ingress-nginx-controller --type json -p '${JSON.stringify(flags.map(value => ({ op: 'add', path: '/spec/template/spec/containers/0/args/-', value })))}'`)
  stage.pass(60)
  stage.apply(ingress('classless', { 'myapp.com': [{ path: '/x' }] }, { className: '' }))
  expect([stage.ask('myapp.com', '/x'), stage.ask('myapp.com', '/y'), stage.ask('anybody.com', '/')]).toEqual(['myapp /x', 'shopping /y', 'shopping /'])
  expect(stage.say(`openssl s_client -connect ${nodeAddress}:${stage.tlsPort} -servername anybody.com </dev/null 2>/dev/null | openssl x509 -noout -subject`)).toBe('subject=CN = usual\n')
})

test('a rolling update behind it loses no request', () => {
  const stage = new IngressStage()
  stage.run('kubectl apply -f -', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: myapp}\nspec:\n  replicas: 3\n  selector: {matchLabels: {app: myapp}}\n  template:\n    metadata: {labels: {app: myapp}}\n    spec:\n      containers:\n      - {name: app, image: kicbase/echo-server, ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}, lifecycle: {preStop: {sleep: {seconds: 10}}}}\n`)
  stage.apply(ingress('myapp', { 'myapp.com': [{}] }))
  stage.pass(60)
  stage.run('kubectl rollout restart deployment myapp')
  const answers = new Set<string>()
  for (let i = 0; i < 200; i++) {
    answers.add(stage.ask('myapp.com', '/'))
    stage.pass(0.2)
  }
  expect([...answers]).toEqual(['myapp /'])
  expect(stage.say('kubectl rollout status deployment myapp --timeout=1s')).toBe('deployment "myapp" successfully rolled out\n')
})
