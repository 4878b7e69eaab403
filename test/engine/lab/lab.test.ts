import { describe, expect, test } from 'vitest'
import { addonNames } from '../../../engine/addons/index.ts'
import { LabError } from '../../../engine/lab/lab.ts'
import { readLab } from '../../../tools/labs.ts'
import { parsePredicate, PredicateError } from '../../../engine/lab/predicate.ts'

const usual = `
title: 제목
say: 처음
steps:
  - say: 하나
    run: kubectl get pods
    until: deployment/web condition=Available
    then: [pod -l app=web count=3]
`

function complaintOf(source: string): string {
  try { readLab('x', source) }
  catch (error) { if (error instanceof LabError) return error.message }
  return 'none'
}

describe('a lab file', () => {
  test('is read with what it leaves out filled in', () => {
    const { steps, ...lab } = readLab('x', usual)
    expect(lab).toEqual({ name: 'x', title: '제목', say: '처음', seed: 1, profile: 'plain', nodes: undefined, files: new Map() })
    expect(steps.map(({ say, run, until, then }) => [say, run, until?.text, then.map(claim => claim.text)]))
      .toEqual([['하나', 'kubectl get pods', 'deployment/web condition=Available', ['pod -l app=web count=3']]])
  })

  test('says what is installed, and what a storage driver of its own can do', () => {
    const { addons } = readLab('x', `${usual}
cluster:
  addons:
    - metrics-server
    - {driver: disk.example.com, reach: zone, writers: one, attachSeconds: 10, capacity: 100Gi, class: fast, default: true, resizeSeconds: 3, volumesPerNode: 2}
    - {driver: files.example.com, reach: cluster, writers: many, attachSeconds: 0}
`)
    expect(addons).toEqual([
      'metrics-server',
      {
        driver: {
          name: 'disk.example.com', pod: 'disk-example-com-controller-0', placedBy: 'topology.kubernetes.io/zone', writers: 'one node', provisionMs: 3000, deleteMs: 2000, capacity: '100Gi',
          csi: { attaches: true, attachMs: 10_000, detachMs: 5000, volumesPerNode: 2, resizeMs: 3000 },
        },
        classes: [{
          apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
          provisioner: 'disk.example.com', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true,
        }],
      },
      { driver: { name: 'files.example.com', pod: 'files-example-com-controller-0', writers: 'many nodes', provisionMs: 3000, deleteMs: 2000, csi: { attaches: false, attachMs: 0, detachMs: 5000 } }, classes: [] },
    ])
  })

  test.each([
    ['title: [', 'lab x: line 1: unexpected end of the stream within a flow collection'],
    ['just text', 'lab x must be a map of fields'],
    ['title: a\nsay: b\nsteps: []', 'lab x: line 3: steps must be a list with at least one step'],
    [usual.replace('say: 처음', ''), 'lab x: say must be a text'],
    [usual.replace('- say: 하나', '- {name: Eins, say: 하나}\n  - say: 둘'), 'lab x: line 5: steps[0].name must be a word of a-z, 0-9 and -, beginning with a letter'],
    ['title: a\nsay: b\nsteps: [{name: a, say: x}, {name: a, say: y}]', 'lab x: line 3: steps[1].name: another step is called a, too'],
    [usual.replace('    run:', '    rnu:'), 'lab x: line 6: steps[0]: unknown field "rnu"; known are name, say, files, act, browse, run, until, within, then, still, speed'],
    [`${usual}cluster: {profile: gke}`, 'lab x: line 9: cluster.profile must be one of plain, kind, kubeadm-4, minikube, EKS'],
    [`${usual}seed: -1`, 'lab x: line 9: seed must be a whole number'],
    [usual.replace('    run: kubectl get pods', '    act: kill kubelet node-1'), 'lab x: line 6: steps[0].act: "kill kubelet node-1" is no act; write for example: stop kubelet node-2. Verbs are stop, start, restart, slow, cut, mend'],
    [usual.replace('    run: kubectl get pods', '    act: [stop etcd-0, slow etcd-1]'), 'lab x: line 6: steps[0].act[1]: "slow etcd-1": say by how much, as in: slow kube-scheduler by 2s'],
    [usual.replace('condition=Available', 'is fine'), 'lab x: line 7: steps[0].until: "deployment/web is fine" is no predicate; write for example: deployment/web condition=Available'],
    [`${usual}__proto__: 1`, 'lab x: line 9: unknown field "__proto__"; known are title, say, seed, cluster, files, steps, fork'],
    [`${usual}cluster: {addons: [metrics]}`, `lab x: line 9: cluster.addons[0] must be one of ${addonNames.join(', ')}`],
    [`${usual}cluster: {addons: [{driver: d, writers: two}]}`, 'lab x: line 9: cluster.addons[0].writers must be one of one, many'],
    [`${usual}cluster: {addons: [{driver: d, capacity: much}]}`, 'lab x: line 9: cluster.addons[0].capacity must be a quantity, as 100Gi'],
  ])('%j is refused with what and where', (source, complaint) => expect(complaintOf(source)).toBe(complaint))
})

describe('a predicate', () => {
  test.each([
    ['deployment/web condition=Available', { resource: 'deployment', name: 'web', test: { kind: 'condition', type: 'Available', status: 'True' } }],
    ['node/node-1 condition=Ready=Unknown', { resource: 'node', name: 'node-1', test: { kind: 'condition', type: 'Ready', status: 'Unknown' } }],
    ['-n kube-system pod -l app=web,tier!=x count=0', { resource: 'pod', namespace: 'kube-system', labelSelector: 'app=web,tier!=x', test: { kind: 'count', count: 0 } }],
    ['pod/a delete', { resource: 'pod', name: 'a', test: { kind: 'delete' } }],
    ['svc create', { resource: 'svc', name: undefined, test: { kind: 'create' } }],
  ])('%s', (text, meaning) => expect(parsePredicate(text)).toMatchObject(meaning))

  test.each(['', 'pod', 'pod/a jsonpath=x=1', 'pod/a jsonpath={.a}', 'pod/a jsonpath={.a[}=1', 'pod/a count=many'])('%j is none', text => {
    expect(() => parsePredicate(text)).toThrow(PredicateError)
  })
})
