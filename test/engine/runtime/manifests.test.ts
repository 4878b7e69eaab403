// Every manifest of the lecture notes, on a cluster: as it stands there, faults included, and as it was meant.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCluster, type Options, type PodiumCluster } from '../../../engine/index.ts'

const notes = join(import.meta.dirname, '../../notes')
const read = (file: string): string => readFileSync(join(notes, `${file}.yaml`), 'utf8')

function cluster(options: Options = {}): PodiumCluster {
  const made = createCluster(options)
  made.run('kubectl create namespace workshop')
  return made
}

/** `name ready status restarts`, with the parts of names that are drawn left out. */
const pods = (of: PodiumCluster): readonly string[] =>
  of.run('kubectl get pods -A --no-headers').stdout.split('\n').filter(line => line !== '')
    .map(line => line.split(/\s+/).slice(1, 5).join(' ').replace(/-[a-z0-9]{6,10}-[a-z0-9]{5} /, ' '))

interface Outcome { readonly stdout: string, readonly stderr: string, readonly pods: readonly string[] }

function outcome(yaml: string, seconds = 60, options?: Options): Outcome {
  const on = cluster(options)
  const { stdout, stderr } = on.apply(yaml)
  on.advance(seconds)
  return { stdout, stderr, pods: pods(on) }
}

const created = (what: string, ...running: readonly string[]): Outcome => ({ stdout: `${what} created\n`, stderr: '', pods: running })
const refused = (stderr: string, stdout = ''): Outcome => ({ stdout, stderr: `${stderr}\n`, pods: [] })
const notYaml = (why: string): Outcome => refused(`error: error parsing STDIN: error converting YAML to JSON: yaml: ${why}`)
const tab = 'line 4: found character that cannot start any token'
const mapping = 'mapping values are not allowed in this context'
const strict = (kind: string, fault: string): Outcome => refused(`Error from server (BadRequest): error when creating "STDIN": ${kind} in version "v1" cannot be handled as a ${kind}: ${fault}`)

const asTheyStand: Readonly<Record<string, Outcome>> = {
  s000_01: notYaml(tab),
  s000_02: notYaml(`line 2: ${mapping}`),
  s000_03: notYaml(tab),
  s000_04: notYaml(tab),
  s000_05: created('deployment.apps/proddetail', 'proddetail 1/1 Running 0'),
  s000_06: created('service/proddetail'),
  s000_07: created('deployment.apps/proddetail', 'proddetail 1/1 Running 0'),
  s002N_deployment: created('deployment.apps/nginx-deployment', ...Array<string>(3).fill('nginx-deployment 1/1 Running 0')),
  's002N_pod-trouble': created('pod/nginx-trouble', 'nginx-trouble 0/1 ErrImagePull 0'),
  s002N_pod: created('pod/nginx', 'nginx 1/1 Running 0'),
  s002_01: notYaml(mapping),
  s002_01n: refused('error: error when retrieving current configuration of:\nResource: "apps/v1, Resource=deployments", GroupVersionKind: "apps/v1, Kind=Deployment"\nName: "", Namespace: "default"\nfrom server for: "STDIN": resource name may not be empty'),
  s002_02: notYaml(`line 10: ${mapping}`),
  s002_02d: notYaml(`line 10: ${mapping}`),
  s003_01: refused('error: error validating "STDIN": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false'),
  s004_01: created('deployment.apps/fe-nginx-deployment', ...Array<string>(2).fill('fe-nginx-deployment 1/1 Running 0')),
  s004_02: created('configmap/mysql-configmap'),
  s004_03: created('service/myapp-external-service'),
  s004_04: { ...strict('Ingress', 'json: cannot unmarshal number into Go struct field IngressServiceBackend.spec.rules.IngressRuleValue.http.paths.backend.service.port of type v1.ServiceBackendPort'), stdout: 'service/myapp-internal-service created\n' },
  s004_05: { stdout: '', stderr: 'Error from server (NotFound): error when creating "STDIN": namespaces "kubernetes-dashboard" not found\n', pods: [] },
  s004_06: created('service/default-http-backend'),
  s004_07: created('ingress.networking.k8s.io/simple-fanout-example'),
  s004_08: created('ingress.networking.k8s.io/simple-fanout-example'),
  s004_09: { ...notYaml('line 6: could not find expected \':\''), stdout: 'ingress.networking.k8s.io/tls-example-ingresss created\n' },
  s004_10: strict('PersistentVolume', 'strict decoding error: unknown field "metadata.failure-domain.beta.kubernetes.io/zone"'),
  s004_11: strict('PersistentVolume', 'strict decoding error: unknown field "spec.modeAffinity"'),
  s004_12: refused('The Deployment "microservice-one" is invalid: \n* spec.selector: Required value\n* spec.template.metadata.labels: Invalid value: {"app":"microservice-one"}: `selector` does not match template `labels`'),
  s004_13: created('service/mongodb-service'),
  s004_14: created('service/mongodb-service-headless'),
  s004_15: created('service/ms-service-loadbalancer'),
  s004_16: created('deployment.apps/hellok8s-deployment created\nservice/hellok8s-service', 'hellok8s-deployment 1/1 Running 0'),
}

describe('as it stands in the notes', () => {
  test('each is looked at', () => {
    expect(readdirSync(notes).filter(name => name.endsWith('.yaml')).map(name => name.replace('.yaml', '')).sort()).toEqual(Object.keys(asTheyStand).sort())
  })
  test.each(Object.entries(asTheyStand))('%s', (file, expected) => expect(outcome(read(file))).toEqual(expected))
})

const untabbed = (file: string): string => read(file).replaceAll('\t', '  ')

const nginxDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels: {app: nginx}
spec:
  replicas: 3
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec:
      containers:
      - name: nginx
        image: nginx:latest
        ports: [{containerPort: 80}]
`

const webapp = untabbed('s000_03').replace('  selector: \n  matchLabels: \n    app: webapp', '  selector: {matchLabels: {app: webapp}}').replace('image: webapp:22.04', 'image: IMAGE')
const microservice = read('s004_12').replace('# ...', 'selector: {matchLabels: {app: microservice-one}}')
const mysqlService = 'apiVersion: v1\nkind: Service\nmetadata: {name: mysql}\nspec:\n  clusterIP: None\n  selector: {app: mysql}\n  ports: [{port: 3306}]\n---\n'

describe('as it was meant', () => {
  test.each<[string, string, number, Outcome]>([
    ['s000_01 without tabs', untabbed('s000_01'), 60, created('pod/webapp', 'webapp 1/1 Running 0')],
    ['s000_04 without tabs, and with its Service', mysqlService + untabbed('s000_04'), 60, created('service/mysql created\nstatefulset.apps/mysql', 'mysql-0 1/1 Running 0', 'mysql-1 1/1 Running 0')],
    ['s000_04 without a word about the password', untabbed('s000_04').replace(/env:[^]*/, ''), 60, created('statefulset.apps/mysql', 'mysql-0 0/1 CrashLoopBackOff 3', 'mysql-1 0/1 CrashLoopBackOff 3')],
    ['s002_01 in its new edition', nginxDeployment, 60, created('deployment.apps/nginx-deployment', ...Array<string>(3).fill('nginx-deployment 1/1 Running 0'))],
    ['s000_03 put right, with an image that nobody has', webapp.replace('IMAGE', 'webapp:22.04'), 62, created('deployment.apps/webapp-deployment', ...Array<string>(4).fill('webapp-deployment 0/1 ImagePullBackOff 0'))],
    ['s004_12 with a selector, and images that are not public', microservice, 10, created('deployment.apps/microservice-one', ...Array<string>(2).fill('microservice-one 0/2 ErrImagePull 0'))],
  ])('%s', (_name, yaml, seconds, expected) => {
    const { stdout, stderr, pods: found } = outcome(yaml, seconds)
    const settled = (rows: readonly string[]): readonly string[] => rows.map(row => row.replace(/ErrImagePull|ImagePullBackOff/, 'cannot pull').replace(/CrashLoopBackOff|Error/, 'fails').replace(/ \d+$/, ' n'))
    expect({ stdout, stderr, pods: settled(found) }).toEqual({ ...expected, pods: settled(expected.pods) })
  })

  test('echo ends at once, again and again', () => {
    const on = cluster()
    on.apply(webapp.replace('IMAGE', 'busybox').replace('replicas: 4', 'replicas: 1'))
    on.advance(120)
    const [name = ''] = on.run('kubectl get pods -o name').stdout.trim().split('\n')
    const { lastState, restartCount } = on.client.get('pods', 'default', name.replace('pod/', '')).status.containerStatuses?.[0] ?? {}
    expect([lastState?.terminated?.exitCode, lastState?.terminated?.reason, (restartCount ?? 0) >= 3, on.run(`kubectl logs ${name}`).stdout]).toEqual([0, 'Completed', true, '...\n'])
  })

  test('images that are not public run for those who have a login', () => {
    const on = cluster()
    on.run('kubectl create secret docker-registry regcred --docker-username=student --docker-password=secret')
    on.apply(microservice.replace('      containers:', '      imagePullSecrets: [{name: regcred}]\n      containers:'))
    on.advance(60)
    expect(pods(on)).toEqual(Array<string>(2).fill('microservice-one 2/2 Running 0'))
  })

  test('the corrected tag lets the same pod run', () => {
    const on = cluster()
    on.apply(read('s002N_pod-trouble'))
    on.advance(30)
    const { uid } = on.client.get('pods', 'default', 'nginx-trouble').metadata
    expect(on.apply(read('s002N_pod-trouble').replace('lastest', 'latest')).stdout).toBe('pod/nginx-trouble configured\n')
    on.advance(30)
    expect([pods(on), on.client.get('pods', 'default', 'nginx-trouble').metadata.uid]).toEqual([['nginx-trouble 1/1 Running 0'], uid])
  })
})

describe('the whole of an application', () => {
  const mongo = (url: string): string => `apiVersion: v1
kind: Secret
metadata: {name: mongodb-secret}
stringData: {mongo-root-username: user, mongo-root-password: password}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: mongodb-configmap}
data: {database_url: ${url}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: mongodb}
spec:
  selector: {matchLabels: {app: mongodb}}
  template:
    metadata: {labels: {app: mongodb}}
    spec:
      containers:
      - name: mongodb
        image: mongo
        env:
        - {name: MONGO_INITDB_ROOT_USERNAME, valueFrom: {secretKeyRef: {name: mongodb-secret, key: mongo-root-username}}}
        - {name: MONGO_INITDB_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: mongodb-secret, key: mongo-root-password}}}
---
apiVersion: v1
kind: Service
metadata: {name: mongodb-service}
spec:
  selector: {app: mongodb}
  ports: [{port: 27017}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: mongo-express}
spec:
  selector: {matchLabels: {app: mongo-express}}
  template:
    metadata: {labels: {app: mongo-express}}
    spec:
      containers:
      - name: mongo-express
        image: mongo-express
        env:
        - {name: ME_CONFIG_MONGODB_ADMINUSERNAME, valueFrom: {secretKeyRef: {name: mongodb-secret, key: mongo-root-username}}}
        - {name: ME_CONFIG_MONGODB_ADMINPASSWORD, valueFrom: {secretKeyRef: {name: mongodb-secret, key: mongo-root-password}}}
        - {name: ME_CONFIG_MONGODB_SERVER, valueFrom: {configMapKeyRef: {name: mongodb-configmap, key: database_url}}}
---
apiVersion: v1
kind: Service
metadata: {name: mongo-express-service}
spec:
  selector: {app: mongo-express}
  ports: [{port: 8081}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers: [{name: client, image: busybox, command: [sleep, "100000"]}]
`

  test('mongo-express reaches mongo through its Service, and is reached through its own', () => {
    const on = cluster({ profile: 'kubeadm-4' })
    on.apply(mongo('mongodb-service'))
    on.advance(60) // whoever comes first to its database waits, and may have to come again
    expect(pods(on).filter(row => !row.startsWith('coredns')).map(row => row.replace(/ \d+$/, ''))).toEqual(['client 1/1 Running', 'mongo-express 1/1 Running', 'mongodb 1/1 Running'])
    const { stdout } = on.run('kubectl exec client -- wget -qO- http://mongo-express-service:8081')
    expect(stdout.match(/<li>.*<\/li>/g)?.length).toBe(3)
  })

  test('with a slip in the name of the database it fails, again and again', () => {
    const on = cluster({ profile: 'kubeadm-4' })
    on.apply(mongo('monngo-db'))
    const status = () => on.client.list('pods', 'default').find(({ metadata }) => metadata.name.startsWith('mongo-express'))?.status.containerStatuses?.[0]
    for (let seconds = 0; seconds < 200 && !((status()?.restartCount ?? 0) >= 2 && !status()?.state.running); seconds++) on.advance(1)
    const [name = ''] = on.run('kubectl get pods -l app=mongo-express -o name').stdout.trim().split('\n')
    expect([status()?.restartCount, on.run(`kubectl logs ${name}`).stdout.split('\n').at(-2)]).toEqual([2, 'MongoServerSelectionError: getaddrinfo ENOTFOUND monngo-db'])
  })

  test('three pods answer with their names, in turn', () => {
    const on = cluster({ profile: 'kubeadm-4' })
    on.run('kubectl create deployment chk-hn --image=sysnet4admin/chk-hn --replicas=3')
    on.run('kubectl expose deployment chk-hn --port=80')
    on.run('kubectl run client --image=busybox -- sleep 100000')
    on.advance(30)
    const answers = new Set(on.run(`kubectl exec client -- sh -c 'for i in $(seq 40); do wget -qO- chk-hn; done'`).stdout.trim().split('\n'))
    expect([...answers].sort()).toEqual(on.run('kubectl get pods -l app=chk-hn -o name').stdout.trim().split('\n').map(name => name.replace('pod/', '')).sort())
  })

  test('a fault is injected, found, and ended by a restart', () => {
    const on = cluster({ profile: 'kubeadm-4' })
    on.apply(`${read('s000_07')}\n---\n${read('s000_06')}`)
    on.run('kubectl run client -n workshop --image=curlimages/curl --command -- sleep 100000')
    on.advance(60)
    const curl = (path: string): string => on.run(`kubectl exec client -n workshop -- curl -s http://proddetail.workshop.svc.cluster.local:3000${path}`).stdout
    expect(curl('/ping')).toBe('"Healthy"')
    expect(curl('/injectFault')).toContain('will now respond with 500 error.')
    on.advance(10)
    expect(curl('/ping')).toBe('"UnHealthy"')
    on.advance(70)
    const [name = ''] = on.run('kubectl get pods -n workshop -l app=proddetail -o name').stdout.trim().split('\n')
    const status = on.client.get('pods', 'workshop', name.replace('pod/', '')).status.containerStatuses?.[0]
    expect([status?.restartCount, status?.lastState.terminated?.exitCode, status?.lastState.terminated?.reason, status?.ready, curl('/ping')]).toEqual([1, 137, 'Error', true, '"Healthy"'])
  })

  test('requests cost CPU time, until there are pods enough', () => {
    const on = cluster({ profile: 'kubeadm-4', addons: ['coredns', 'metrics-server'] })
    on.apply(`apiVersion: apps/v1
kind: Deployment
metadata: {name: php-apache}
spec:
  selector: {matchLabels: {run: php-apache}}
  template:
    metadata: {labels: {run: php-apache}}
    spec:
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        resources: {limits: {cpu: 500m}, requests: {cpu: 200m}}
---
apiVersion: v1
kind: Service
metadata: {name: php-apache}
spec: {ports: [{port: 80}], selector: {run: php-apache}}
`)
    on.run('kubectl autoscale deployment php-apache --cpu=50% --min=1 --max=10')
    on.advance(60)
    const replicas = () => on.client.get('deployments.apps', 'default', 'php-apache').spec.replicas
    expect(replicas()).toBe(1)
    on.run(`kubectl run load-generator --image=busybox:1.28 --restart=Never -- /bin/sh -c 'while sleep 0.01; do wget -q -O- http://php-apache; done'`)
    on.advance(150)
    expect(replicas()).toBe(5)
    on.run('kubectl delete pod load-generator')
    on.advance(600)
    expect(replicas()).toBe(1)
  })

  test('a database keeps what is in its volume, and loses what is not', () => {
    const on = cluster({ profile: 'kind' })
    const mysql = mysqlService + untabbed('s000_04')
    on.apply(mysql)
    on.advance(60)
    const sql = (pod: string, text: string): string => on.run(`kubectl exec ${pod} -- mysql -N -e '${text}'`).stdout
    sql('mysql-0', 'create database shop')
    expect([sql('mysql-0', 'show databases').includes('shop'), sql('mysql-1', 'show databases').includes('shop')]).toEqual([true, false])
    on.run('kubectl delete pod mysql-0')
    on.advance(30)
    expect(sql('mysql-0', 'show databases').includes('shop')).toBe(false)
    on.run('kubectl delete statefulset mysql')
    on.apply(`${mysql.replace(/\s*$/, '')}
        volumeMounts: [{name: data, mountPath: /var/lib/mysql}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`)
    on.advance(300)
    sql('mysql-0', 'create database shop')
    on.run('kubectl delete pod mysql-0')
    on.advance(30)
    expect(sql('mysql-0', 'show databases').includes('shop')).toBe(true)
  })
})

describe('who a container runs as', () => {
  const pod = (image: string, more: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec:\n  containers:\n  - name: main\n    image: ${image}\n${more}`
  const denied = (why: string): string => `nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (${why})`
  test.each<[string, string, string]>([
    ['nginx wants to be root', pod('nginx', '    securityContext: {runAsUser: 1000}\n'), denied('13: Permission denied')],
    ['nginx wants to write', pod('nginx', '    securityContext: {readOnlyRootFilesystem: true}\n'), denied('30: Read-only file system')],
    ['one that does not', pod('nginxinc/nginx-unprivileged', '    securityContext: {runAsNonRoot: true}\n'), 'start worker process 29'],
    ['nginx with room to write', pod('nginx', '    securityContext: {readOnlyRootFilesystem: true}\n    volumeMounts: [{name: c, mountPath: /var/cache/nginx}]\n  volumes: [{name: c, emptyDir: {}}]\n'), 'start worker process 29'],
    ['a number', pod('busybox', '    command: [sh, -c, id]\n    securityContext: {runAsUser: 1000}\n'), 'uid=1000 gid=0(root) groups=0(root)'],
  ])('%s', (_name, yaml, last) => {
    const on = cluster()
    on.apply(yaml)
    on.advance(8)
    const log = on.run('kubectl logs pod').stdout.trim().split('\n')
    expect(log.at(-1)?.replace(/^.*1#1: /, '')).toBe(last)
    expect(log.includes('10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)')).toBe(yaml.includes('readOnlyRootFilesystem'))
  })

  test.each([
    ['nginx', 'container has runAsNonRoot and image will run as root'],
    ['curlimages/curl', 'container has runAsNonRoot and image has non-numeric user (curl_user), cannot verify user is non-root'],
  ])('not as root, says the pod of %s', (image, why) => {
    const on = cluster()
    on.apply(pod(image, '    securityContext: {runAsNonRoot: true}\n'))
    on.advance(8)
    expect(on.client.get('pods', 'default', 'pod').status.containerStatuses?.[0]?.state.waiting?.message?.replace(/ \(pod.*/, '')).toBe(why)
  })
})

describe('a pod of nothing but an image', () => {
  const fails = ['CrashLoopBackOff', 'Error']
  const ends = ['CrashLoopBackOff', 'Completed']
  const cannotBePulled = ['ErrImagePull', 'ImagePullBackOff']
  test.each<[readonly string[], readonly string[]]>([
    [['Running'], ['nginx', 'nginx:1.27-alpine', 'httpd:2.4', 'redis:7', 'mongo', 'prom/prometheus', 'quay.io/prometheus/node-exporter:v1.9.1', 'fluent/fluent-bit:3.2', 'registry.k8s.io/pause:3.10', 'hashicorp/http-echo', 'registry.k8s.io/e2e-test-images/agnhost:2.53', 'jnuho/server-1', 'sysnet4admin/chk-hn', 'docker/getting-started', 'wordpress', 'traefik/whoami', 'somebody/something:v1']],
    [fails, ['mysql', 'postgres:16']],
    [ends, ['busybox', 'alpine', 'ubuntu', 'python:3.13', 'perl:5.34', 'node']],
    [cannotBePulled, ['nginx:nope', 'envoy', 'app:v1', 'fluent-bit:3', 'webapp:22.04', 'my-private-repo/log-collector:latest', 'registry.example.com/team/app:1.0']],
  ])('ends as one of %j', (states, images) => {
    const on = cluster({ nodes: 1 })
    for (const [i, image] of images.entries()) on.run(`kubectl run p${i} --image=${image}`)
    on.advance(120)
    const status = new Map(pods(on).map(row => [row.split(' ')[0], row.split(' ')[2] ?? '']))
    expect(images.filter((_image, i) => !states.includes(status.get(`p${i}`) ?? ''))).toEqual([])
  })
})
