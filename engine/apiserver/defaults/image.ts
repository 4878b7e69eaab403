// Which images are pulled every time: those whose name says that they may change.
import type { PullPolicy } from '../types.gen.ts'

/** `Always` for `latest`, said or unsaid; a name that is no image reference has no tag at all. */
export function pullPolicyOf(image: string): PullPolicy {
  const [name = '', digest] = image.split('@')
  const lastPart = name.slice(name.lastIndexOf('/') + 1)
  const colon = lastPart.indexOf(':')
  const tag = colon < 0 ? digest === undefined ? 'latest' : '' : lastPart.slice(colon + 1)
  const path = name.slice(domainLength(name), colon < 0 ? undefined : name.length - lastPart.length + colon)
  return tag === 'latest' && /^[a-z0-9._/-]+$/.test(path) ? 'Always' : 'IfNotPresent'
}

/** The registry before the first slash, which alone may have capitals and a port. */
function domainLength(name: string): number {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  return /[.:A-Z]/.test(first) || first === 'localhost' ? slash + 1 : 0
}
