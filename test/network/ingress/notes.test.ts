// The chapter of Ingresses of the lecture notes, as it is told there: what is applied, what is asked, what comes of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../../engine/lab/settle.ts'
import { World } from '../../../engine/lab/world.ts'
import { apps } from './stage.ts'

const note = (name: string): string => readFileSync(join(import.meta.dirname, '../../notes', `${name}.yaml`), 'utf8')
const [tlsIngress = '', tlsSecret = ''] = note('s004_09').split(/^---$/m)

class Reader {
  readonly world = new World({ profile: 'minikube' })

  constructor() {
    settle(this.world)
    this.say('kubectl apply -f -', apps)
    this.pass(40)
  }

  say(line: string, stdin?: string): string {
    const ran = this.world.apply({ atMs: this.world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
    return `${ran?.stdout}${ran?.stderr}`
  }

  apply(manifest: string): string {
    const said = this.say('k apply -f -', manifest)
    this.pass(5)
    return said
  }

  pass(seconds: number): void { this.world.cluster.clock.advanceTo(this.world.nowMs + seconds * 1000) }

  /** Who answers, and what he was asked for. */
  get(url: string): string {
    const body = this.say(`curl -sSk ${url}`)
    const [, title] = /<title>(.*)<\/title>/.exec(body) ?? []
    const [, pod] = /^Hostname: ([a-z]+)-/m.exec(body) ?? []
    return title ?? (pod === undefined ? body : `${pod} ${/^GET (\S+) /m.exec(body)?.[1] ?? ''}`)
  }
}

const hosts = 'echo "192.168.49.2 myapp.com dashboard.com analytics.myapp.com shopping.myapp.com my-app.com" | sudo tee -a /etc/hosts'

describe('routing', () => {
  const reader = new Reader()

  test('without a controller an Ingress is a wish: no address, and nobody answers', () => {
    expect(reader.apply(note('s004_07'))).toBe('ingress.networking.k8s.io/simple-fanout-example created\n')
    reader.pass(60)
    expect(reader.say('k get ingress').replace(/\d+s/, 'Ns')).toBe('NAME                    CLASS    HOSTS       ADDRESS   PORTS   AGE\nsimple-fanout-example   <none>   myapp.com             80      Ns\n')
    expect(reader.get('http://192.168.49.2/analytics')).toBe("curl: (7) Failed to connect to 192.168.49.2 port 80 after 0 ms: Couldn't connect to server\n")
  })

  test('minikube has one', () => {
    expect(reader.say('minikube addons enable ingress')).toBe(`💡  ingress is an addon maintained by Kubernetes. For any concerns contact minikube on GitHub.
You can view the list of minikube maintainers at: https://github.com/kubernetes/minikube/blob/master/OWNERS
    ▪ Using image registry.k8s.io/ingress-nginx/controller:v1.14.0
🔎  Verifying ingress addon...
🌟  The 'ingress' addon is enabled
`)
    expect(reader.say('k get pod -n ingress-nginx')).toMatch(/\ningress-nginx-controller-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running /)
    expect(reader.say('k get pod -n kube-system')).not.toContain('ingress')
    expect(reader.say('minikube ip')).toBe('192.168.49.2\n')
    reader.pass(70)
    expect(reader.say('k get ingress').replace(/\d+m\d+s/, 'AGE')).toBe('NAME                    CLASS    HOSTS       ADDRESS        PORTS   AGE\nsimple-fanout-example   <none>   myapp.com   192.168.49.2   80      AGE\n')
  })

  test('a name that nobody knows, until the file of hosts says it', () => {
    expect(reader.get('http://myapp.com/analytics')).toBe('curl: (6) Could not resolve host: myapp.com\n')
    expect(reader.say(hosts)).toContain('192.168.49.2 myapp.com')
    expect(reader.say('cat /etc/hosts')).toBe('127.0.0.1\tlocalhost\n127.0.1.1\tpodium\n192.168.49.2 myapp.com dashboard.com analytics.myapp.com shopping.myapp.com my-app.com\n')
  })

  test('one host, several paths; the rest of the path is lost to the target', () => {
    expect(['/analytics', '/analytics/report', '/shopping', '/shopping/cart', '/', '/other'].map(path => reader.get(`http://myapp.com${path}`)))
      .toEqual(['analytics /', 'analytics /', 'shopping /', 'shopping /', '404 Not Found', '404 Not Found'])
    reader.apply(note('s004_07').replace('rewrite-target: /', 'rewrite-target: /$2').replace('/analytics', '/analytics(/|$)(.*)').replace('/shopping', '/shopping(/|$)(.*)').replaceAll('Prefix', 'ImplementationSpecific'))
    expect(['/analytics', '/analytics/report', '/shopping/cart', '/analyticsX'].map(path => reader.get(`http://myapp.com${path}`))).toEqual(['analytics /', 'analytics /report', 'shopping /cart', '404 Not Found'])
  })

  test('several hosts under the same name take the place of what was there', () => {
    expect(reader.apply(note('s004_08'))).toBe('ingress.networking.k8s.io/simple-fanout-example configured\n')
    expect(['http://analytics.myapp.com/', 'http://shopping.myapp.com/x', 'http://myapp.com/analytics'].map(url => reader.get(url))).toEqual(['analytics /', 'shopping /x', '404 Not Found']) // a target that is the path itself changes nothing
    expect(reader.say('k get ing').replace(/\d+m\d*s?/, 'AGE')).toContain('analytics.myapp.com,shopping.myapp.com   192.168.49.2   80')
  })

  test('a port that is a number, then a host with a hyphen', () => {
    expect(reader.apply(note('s004_04'))).toContain('cannot unmarshal number into Go struct field')
    expect(reader.apply(note('s004_04').replace('port: 8080\n\n', 'port: {number: 8080}\n\n'))).toContain('ingress.networking.k8s.io/myapp-ingress created\n')
    expect([reader.get('http://myapp.com/'), reader.get('http://my-app.com/')]).toEqual(['404 Not Found', '404 Not Found'])
  })

  test('the dashboard', () => {
    reader.say('k create namespace kubernetes-dashboard; k create deployment kubernetes-dashboard -n kubernetes-dashboard --image=kubernetesui/dashboard:v2.7.0 --port=9090; k expose deployment kubernetes-dashboard -n kubernetes-dashboard --port=80 --target-port=9090')
    expect(reader.apply(note('s004_05'))).toBe('ingress.networking.k8s.io/dashboard-ingress created\n')
    reader.pass(60)
    expect(reader.say('k get ingress -n kubernetes-dashboard').replace(/\d+s/, 'Ns')).toBe('NAME                CLASS   HOSTS           ADDRESS        PORTS   AGE\ndashboard-ingress   nginx   dashboard.com   192.168.49.2   80      Ns\n')
    expect(reader.get('http://dashboard.com/')).toMatch(/^kubernetes-dashboard-/)
    expect(reader.say('k describe ingress dashboard-ingress -n kubernetes-dashboard')).toContain('\nDefault backend:  <default>\n')
  })
})

describe('TLS and what no rule is for', () => {
  const reader = new Reader()
  const certificate = (): string => reader.say('openssl s_client -connect myapp.com:443 -servername myapp.com </dev/null 2>/dev/null | openssl x509 -noout -subject').trim()
  beforeAll(() => {
    reader.say(`minikube addons enable ingress; ${hosts}`)
    reader.say('openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout tls.key -out tls.crt -subj /CN=myapp.com')
    reader.apply(`${tlsIngress.replace('tls-example-ingresss', 'tls-example-ingress')}---\napiVersion: v1\nkind: Service\nmetadata: {name: myapp-internal-service}\nspec: {selector: {app: myapp}, ports: [{protocol: TCP, port: 8080, targetPort: 8080}]}\n`)
  })

  test('a Secret that is none, in two steps', () => {
    expect(reader.apply(tlsSecret)).toMatch(/^error: error parsing STDIN: error converting YAML to JSON: yaml: line \d+: could not find expected ':'\n$/)
    expect(reader.apply(tlsSecret.replace('namespace:default', 'namespace: default'))).toContain('illegal base64 data at input byte 6')
    expect(certificate()).toBe('subject=O = Acme Co, CN = Kubernetes Ingress Controller Fake Certificate')
  })

  test('a Secret has to be where its Ingress is', () => {
    reader.say('k create namespace other; k create secret tls myapp-secret-tls -n other --cert=tls.crt --key=tls.key')
    reader.pass(5)
    expect(certificate()).toBe('subject=O = Acme Co, CN = Kubernetes Ingress Controller Fake Certificate')
    const base64 = (file: string): string => reader.say(`base64 -w 0 ${file}`).trim()
    expect(reader.apply(tlsSecret.replace('namespace:default', 'namespace: default').replace('base64 encoded cert', base64('tls.crt')).replace('base64 encoded key', base64('tls.key')))).toBe('secret/myapp-secret-tls created\n')
    expect(certificate()).toBe('subject=CN = myapp.com')
  })

  test('whoever comes without TLS is sent there', () => {
    expect(reader.say('curl -s -o /dev/null -w "%{http_code} %{redirect_url}" http://myapp.com/x')).toBe('308 https://myapp.com/x')
    expect([reader.get('-L http://myapp.com/x'), reader.get('--cacert tls.crt https://myapp.com/y')]).toEqual(['myapp /x', 'myapp /y'])
  })

  test('the default backend: a Service of that name is not enough', () => {
    expect(reader.get('http://dashboard.com/')).toBe('404 Not Found')
    expect(reader.apply(note('s004_06'))).toBe('service/default-http-backend created\n')
    expect(reader.get('http://dashboard.com/')).toBe('404 Not Found')
    reader.say('k create deployment default-response-app --image=kicbase/echo-server')
    reader.pass(20)
    reader.say(`k patch ingress tls-example-ingress --type merge -p '{"spec":{"defaultBackend":{"service":{"name":"default-http-backend","port":{"number":80}}}}}'`)
    reader.pass(5)
    expect(reader.get('http://dashboard.com/lost')).toBe('default /lost')
    expect(reader.say('k describe ingress tls-example-ingress')).toMatch(/\nDefault backend:  default-http-backend:80 \(10\.244\.0\.\d+:8080\)\n/)
  })
})
