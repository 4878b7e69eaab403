// The description of a node: what it has, and who uses it.
import type { Lease, Node, Pod, ResourceList, Taint } from '../../apiserver/types.gen.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { formatQuantity, milliValue, noQuantity, parseQuantity, wholeValue, type Quantity } from '../../apiserver/schema/quantity.ts'
import { age } from '../../apiserver/tables/duration.ts'
import { quantity, unset } from '../../apiserver/tables/format.ts'
import { rolesOf } from '../../apiserver/tables/node.ts'
import { isMap } from '../../apiserver/tables/jsonpath/index.ts'
import { objectsOf, type Answer, type Describer } from './describer.ts'
import { dateText, sortedKeys, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, labelLines, titledLines } from './metadata.ts'
import { added, resourcesOf, type Amounts } from './pod-resources.ts'

export const node: Describer<Node> = {
  needs: ({ metadata: { name } }) => [
    { resource: 'pods', fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed` },
    { resource: 'leases.coordination.k8s.io', namespace: 'kube-node-lease', name },
    { resource: 'resourceslices.resource.k8s.io', fieldSelector: `spec.nodeName=${name}` },
  ],
  describe(node, out, { nowMs, answers: [pods, lease, slices], events }) {
    const { metadata, spec, status } = node
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Roles:\t${rolesOf(node)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    titledLines(out, 'Taints', sortedTaints(spec.taints ?? []).map(taintText))
    out.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`)
    leaseLines(out, lease)
    conditionLines(out, status)
    out.line(0, 'Addresses:')
    for (const { type, address } of status.addresses ?? []) out.line(1, `${type}:\t${address}`)
    amountLines(out, 'Capacity', status.capacity)
    amountLines(out, 'Allocatable', status.allocatable)
    sliceLines(out, slices)
    systemLines(out, node)
    if (pods?.error === undefined) usageLines(out, node, objectsOf<Pod>(pods), nowMs)
    else out.line(0, 'Pods:\tnot authorized')
    eventLines(out, events, nowMs)
  },
}

const sortedTaints = (taints: readonly Taint[]): readonly Taint[] =>
  taints.toSorted((a, b) => `${a.effect},${a.key}` < `${b.effect},${b.key}` ? -1 : 1)

/** `dedicated=db:NoSchedule`, `node.kubernetes.io/unreachable:NoExecute`. */
function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`
}

function leaseLines(out: Description, answer: Answer | undefined): void {
  if (answer?.error !== undefined) {
    out.line(0, `Lease:\tFailed to get lease: ${answer.error}`)
    return
  }
  const spec = objectsOf<Lease>(answer)[0]?.spec
  out.line(0, 'Lease:')
  out.line(1, `HolderIdentity:\t${spec?.holderIdentity ?? unset}`)
  out.line(1, `AcquireTime:\t${spec?.acquireTime ? dateText(spec.acquireTime) : unset}`)
  out.line(1, `RenewTime:\t${spec?.renewTime ? dateText(spec.renewTime) : unset}`)
}

function conditionLines(out: Description, { conditions }: Node['status']): void {
  if (!conditions?.length) return
  out.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage')
  out.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const { type, status, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of conditions)
    out.line(1, `${type} \t${status} \t${dateText(lastHeartbeatTime)} \t${dateText(lastTransitionTime)} \t${reason} \t${message}`)
}

function amountLines(out: Description, title: string, list: ResourceList | undefined): void {
  const names = sortedKeys(list)
  if (names.length > 0) out.line(0, `${title}:`)
  for (const name of names) out.line(1, `${name}:\t${quantity(list?.[name])}`)
}

function systemLines(out: Description, { spec, status: { nodeInfo } }: Node): void {
  out.line(0, 'System Info:')
  const info = [
    ['Machine ID', nodeInfo.machineID], ['System UUID', nodeInfo.systemUUID], ['Boot ID', nodeInfo.bootID], ['Kernel Version', nodeInfo.kernelVersion],
    ['OS Image', nodeInfo.osImage], ['Operating System', nodeInfo.operatingSystem], ['Architecture', nodeInfo.architecture],
    ['Container Runtime Version', nodeInfo.containerRuntimeVersion], ['Kubelet Version', nodeInfo.kubeletVersion],
  ]
  for (const [title, text] of info) out.line(1, `${title}:\t${text}`)
  if (spec.podCIDR) out.line(0, `PodCIDR:\t${spec.podCIDR}`)
  if (spec.podCIDRs?.length) out.line(0, `PodCIDRs:\t${spec.podCIDRs.join()}`)
  if (spec.providerID) out.line(0, `ProviderID:\t${spec.providerID}`)
}

const poolsShown = 10

/** Devices by driver and pool. */
function sliceLines(out: Description, answer: Answer | undefined): void {
  const pools = new Map<string, { text: string, slices: number, devices: number }>()
  for (const { spec } of objectsOf<KubeObject>(answer)) {
    if (!isMap(spec)) continue
    const { driver, pool, devices } = spec
    const name = isMap(pool) ? String(pool['name']) : ''
    const known = pools.get(`${driver}/${name}`) ?? { text: `${driver}\t${name}`, slices: 0, devices: 0 }
    pools.set(`${driver}/${name}`, { ...known, slices: known.slices + 1, devices: known.devices + (Array.isArray(devices) ? devices.length : 0) })
  }
  if (pools.size === 0) return
  out.line(0, 'Node-Local ResourceSlices:')
  out.line(1, 'Driver\tPool\tSlices\tDevices')
  out.line(1, '------\t----\t------\t-------')
  const keys = [...pools.keys()].sort()
  for (const { text, slices, devices } of keys.slice(0, poolsShown).flatMap(key => pools.get(key) ?? [])) out.line(1, `${text}\t${slices}\t${devices}`)
  if (keys.length > poolsShown) out.line(1, `...and ${keys.length - poolsShown} more pools`)
}

function usageLines(out: Description, { status }: Node, pods: readonly Pod[], nowMs: number): void {
  const total = Object.keys(status.allocatable ?? {}).length > 0 ? status.allocatable : status.capacity
  const of = (amounts: Amounts, name: string): string => withShare(amounts.get(name) ?? noQuantity, parseQuantity(quantity(total?.[name])), name === 'cpu')
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  for (const pod of pods) {
    const [requests, limits] = [resourcesOf(pod, 'requests', true), resourcesOf(pod, 'limits', true)]
    const cells = [of(requests, 'cpu'), of(limits, 'cpu'), of(requests, 'memory'), of(limits, 'memory'), age(pod.metadata.creationTimestamp, nowMs)]
    out.line(1, `${pod.metadata.namespace ?? ''}\t${pod.metadata.name}\t\t${cells.join('\t')}`)
  }
  const [requests, limits] = (['requests', 'limits'] as const).map(side => pods.map(pod => resourcesOf(pod, side, false)).reduce(added, new Map())) as [Amounts, Amounts]
  out.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)')
  out.line(1, 'Resource\tRequests\tLimits')
  out.line(1, '--------\t--------\t------')
  const names = sortedKeys(total)
  const hugePages = names.filter(name => name.startsWith('hugepages-'))
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages]) out.line(1, `${name}\t${of(requests, name)}\t${of(limits, name)}`)
  const plain = (amounts: Amounts, name: string): string => formatQuantity(amounts.get(name) ?? noQuantity)
  for (const name of names.filter(name => !/^(cpu|memory|ephemeral-storage|pods|hugepages-.*)$/.test(name)))
    out.line(1, `${name}\t${plain(requests, name)}\t${plain(limits, name)}`)
}

/** `250m (6%)`. */
function withShare(amount: Quantity, total: Quantity, inThousandths: boolean): string {
  const size = inThousandths ? milliValue : wholeValue
  const share = size(total) === 0 ? 0 : Math.trunc(size(amount) / size(total) * 100)
  return `${formatQuantity(amount)} (${share}%)`
}
