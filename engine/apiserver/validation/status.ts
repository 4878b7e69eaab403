// Statuses: what is counted is not negative, no part is more than the whole, and conditions are of one form.
import type { Condition } from '../types.gen.ts'
import { fails, ipAddress, isIPv4, isIPv6, noneNegative, oneOfIfSet, seenBefore } from './check.ts'
import { conditionReason, qualifiedName, subdomain } from './names.ts'
import type { Path } from './path.ts'
import { each } from './rules.ts'

interface Counts { readonly replicas?: number, readonly readyReplicas?: number, readonly availableReplicas?: number }

/** How many there are of each sort: never more than in all. `ready` is how the real server calls those that are. */
export function replicaCounts<T extends Counts>(path: Path, status: T, numbers: readonly (keyof T & string)[], parts: readonly (keyof T & string)[], ready = 'readyReplicas'): void {
  noneNegative(path, status, numbers)
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status
  for (const part of parts) {
    const count = status[part]
    if (typeof count === 'number' && count > replicas) path.to(part).invalid(count, 'cannot be greater than status.replicas')
  }
  if (availableReplicas > readyReplicas) path.to('availableReplicas').invalid(availableReplicas, `cannot be greater than ${ready}`)
}

interface Collisions { readonly collisionCount?: number }

export function notFewerCollisions(path: Path, { collisionCount: next = 0 }: Collisions, { collisionCount: current = 0 }: Collisions): void {
  if (next < current) path.to('collisionCount').invalid(next, 'cannot be decremented')
}

const longestReason = 1024
const longestMessage = 32 * 1024

export function conditions(path: Path, list: readonly Condition[] | undefined): void {
  const seen = seenBefore()
  each<Condition>((at, { type, status, observedGeneration = 0, lastTransitionTime, reason, message }) => {
    if (seen(type)) at.to('type').duplicate(type)
    fails(at.to('type'), type, qualifiedName(type))
    oneOfIfSet(at.to('status'), status, ['False', 'True', 'Unknown'])
    if (observedGeneration < 0) at.to('observedGeneration').invalid(observedGeneration, 'must be greater than or equal to zero')
    if (!lastTransitionTime) at.to('lastTransitionTime').required('must be set')
    if (!reason) at.to('reason').required('must be set')
    else {
      fails(at.to('reason'), reason, conditionReason(reason))
      if (reason.length > longestReason) at.to('reason').tooLong(longestReason)
    }
    if (message.length > longestMessage) at.to('message').tooLong(longestMessage)
  })(path, list)
}

/** Where something can be reached from outside: an address, a name, or both. */
export function reachedAt(path: Path, { ip, hostname }: { readonly ip?: string, readonly hostname?: string }): void {
  if (ip) ipAddress(path.to('ip'), ip)
  if (!hostname) return
  fails(path.to('hostname'), hostname, subdomain(hostname))
  if (isIPv4(hostname) || isIPv6(hostname)) path.to('hostname').invalid(hostname, 'must be a DNS name, not an IP address')
}
