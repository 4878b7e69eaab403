// What may be said of a pod: by its kubelet, by who schedules it, and by those who wait for conditions of their own.
import type { ContainerStatus, Pod, PodSpec } from '../../types.gen.ts'
import { fails, immutable, ipAddress, isIPv6 } from '../../validation/check.ts'
import { qualifiedName, subdomain } from '../../validation/names.ts'
import type { Path } from '../../validation/path.ts'

const conditionsOfSystem: readonly string[] = ['PodScheduled', 'Ready', 'Initialized']

export function podStatus(root: Path, { spec, status: next }: Pod, { status: current }: Pod): void {
  const path = root.to('status')
  next.conditions?.forEach(({ type }, i) => { if (!conditionsOfSystem.includes(type)) fails(path.to('conditions').to(i).to('Type'), type, qualifiedName(type)) })
  const { nominatedNodeName: nominated, observedGeneration = 0 } = next
  if (nominated && nominated !== current.nominatedNodeName) {
    const at = path.to('nominatedNodeName')
    fails(at, nominated, subdomain(nominated))
    if (spec.nodeName) at.forbidden('may not be set on pods that are already bound to a node')
  }
  if (observedGeneration < 0) path.to('observedGeneration').invalid(observedGeneration, 'must be a non-negative integer')
  immutable(path.to('qosClass'), next.qosClass === current.qosClass, next.qosClass ?? '')
  if (spec.restartPolicy !== 'Always') for (const field of ['containerStatuses', 'initContainerStatuses'] as const)
    if (next[field] !== current[field]) staysEnded(path.to(field), next[field] ?? [], current[field] ?? [], spec)
  if (next.podIPs !== current.podIPs) addresses(path.to('podIPs'), next.podIPs)
  if (next.hostIPs === current.hostIPs) return
  if (next.hostIPs?.[0] && next.hostIPs[0].ip !== next.hostIP) path.to('hostIPs').to(0).to('ip').invalid(next.hostIPs[0].ip, 'must be equal to `hostIP`')
  addresses(path.to('hostIPs'), next.hostIPs)
}

/** A container that is not run again has ended for good. */
function staysEnded(path: Path, next: readonly ContainerStatus[], current: readonly ContainerStatus[], { restartPolicy, containers, initContainers = [] }: PodSpec): void {
  current.forEach(({ name, state }, i) => {
    const own = [...containers, ...initContainers].find(container => container.name === name)
    const policy = own?.restartPolicy ?? restartPolicy
    if (!state?.terminated || policy === 'Always' || own?.restartPolicyRules || policy === 'OnFailure' && state.terminated.exitCode !== 0) return
    if (next.some(status => status.name === name && !status.state?.terminated)) path.to(i).to('state').forbidden('may not be transitioned to non-terminated state')
  })
}

function addresses(path: Path, list: readonly { readonly ip?: string }[] = []): void {
  list.forEach(({ ip = '' }, i) => ipAddress(path.to(i), ip))
  if (list.length > 1 && (list.length > 2 || new Set(list.map(({ ip = '' }) => isIPv6(ip))).size < 2)) path.invalid(list, 'may specify no more than one IP for each IP family')
}
