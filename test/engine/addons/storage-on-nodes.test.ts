// Volumes from the claim to the files in a container, on real kubelets.
import { expect, test } from 'vitest'
import type { Addon } from '../../../engine/addons/index.ts'
import type { Kubelet } from '../../../engine/kubelet/index.ts'
import { World } from '../../../engine/lab/world.ts'

const nodes = [1, 2].map(i => ({ name: `node-${i}`, address: `172.18.0.${i + 1}`, labels: { 'topology.kubernetes.io/zone': 'zone-a' } }))

class Lab {
  readonly world: World
  constructor(...addons: readonly Addon[]) {
    this.world = new World({ nodes, addons })
    this.pass(5)
  }

  pass(seconds: number): void { this.world.cluster.clock.advanceTo(this.world.nowMs + seconds * 1000) }
  run(line: string, stdin?: string): string {
    const ran = this.world.apply({ atMs: this.world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
    return `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`
  }

  claim(storageClassName: string, mode = 'ReadWriteOnce'): void {
    this.run('kubectl apply -f -', JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: [mode], storageClassName, resources: { requests: { storage: '1Gi' } } } }))
  }

  user(name: string, node: string): void {
    this.run('kubectl apply -f -', JSON.stringify({
      apiVersion: 'v1', kind: 'Pod', metadata: { name },
      spec: {
        terminationGracePeriodSeconds: 1,
        nodeSelector: { 'kubernetes.io/hostname': node },
        containers: [{ name: 'c', image: 'busybox', command: ['sleep', '3600'], volumeMounts: [{ name: 'v', mountPath: '/data' }] }],
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
      },
    }))
  }

  /** What a script in the pod prints, as its kubelet runs it. */
  exec(pod: string, script: string): string {
    const { nodeName } = this.world.cluster.admin.get('pods', 'default', pod).spec
    const kubelet = this.world.cluster.parts.get(`kubelet ${nodeName}`) as Kubelet | undefined // that is its name
    let said = ''
    const write = (text: string): void => { said += text }
    kubelet?.exec({ namespace: 'default', pod, container: 'c' }, ['sh', '-c', script], { out: write, err: write, exited: () => {} })
    this.pass(1)
    return said
  }

  events(pod: string): readonly string[] {
    return this.run(`kubectl get events --field-selector involvedObject.name=${pod} -o jsonpath='{range .items[*]}{.reason}{"\\n"}{end}'`).trim().split('\n').sort()
  }
}

test('what is written to a disk of a cloud is found again on another node, and the pod there waits until it is attached', () => {
  const lab = new Lab('aws-ebs-csi-driver')
  lab.claim('gp3')
  lab.user('first', 'node-1')
  lab.pass(20)
  expect(lab.exec('first', 'echo hello > /data/file')).toBe('')
  expect(lab.events('first')).toEqual(['Created', 'Pulled', 'Pulling', 'Scheduled', 'Started', 'SuccessfulAttachVolume'])
  expect(lab.run("kubectl get node node-1 -o jsonpath='{.status.volumesInUse[*]} {.status.volumesAttached[*].name}'")).toMatch(/^(kubernetes\.io\/csi\/ebs\.csi\.aws\.com\^vol-0\w{16}) \1$/)
  lab.user('second', 'node-2')
  lab.pass(150)
  expect(lab.events('second')).toEqual(['FailedAttachVolume', 'FailedMount', 'Scheduled'])
  lab.run('kubectl delete pod first')
  lab.pass(30)
  expect(lab.exec('second', 'cat /data/file')).toBe('hello\n')
  expect(lab.run("kubectl get node node-1 -o jsonpath='{.status.volumesInUse} {.status.volumesAttached}'")).toBe(' ')
  expect(lab.run('kubectl get volumeattachments --no-headers').split(/\s+/).slice(1, 5)).toEqual(['ebs.csi.aws.com', expect.stringMatching(/^pvc-/), 'node-2', 'true'])
})

test('a file system for many is used by two nodes at once', () => {
  const lab = new Lab('aws-efs-csi-driver')
  lab.claim('efs-sc', 'ReadWriteMany')
  lab.user('first', 'node-1')
  lab.user('second', 'node-2')
  lab.pass(20)
  lab.exec('first', 'echo hello > /data/file')
  expect(lab.exec('second', 'cat /data/file')).toBe('hello\n')
})

test('a local path stays on its node: a pod that is made anew finds it there', () => {
  const lab = new Lab('local-path-provisioner')
  lab.claim('standard')
  lab.user('first', 'node-2')
  lab.pass(20)
  lab.exec('first', 'echo hello > /data/file')
  lab.run('kubectl delete pod first')
  lab.user('first', 'node-2')
  lab.pass(20)
  expect(lab.exec('first', 'cat /data/file')).toBe('hello\n')
})

test('what nodes and pods use is measured on the kubelets', () => {
  const lab = new Lab('metrics-server')
  lab.run('kubectl create deployment web --image=nginx')
  lab.pass(60)
  const [, row = ''] = lab.run('kubectl get pods.metrics.k8s.io').trim().split('\n')
  expect(row).toMatch(/^web-\S+ +\S+ +\d+\S* +15s$/)
  expect(lab.run('kubectl get nodes.metrics.k8s.io').trim().split('\n').map(line => line.split(/\s+/)[0])).toEqual(['NAME', 'node-1', 'node-2'])
})
