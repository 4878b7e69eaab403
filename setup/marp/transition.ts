// Marp names thirty transitions, Slidev a handful: the nearest in kind. A duration (`fade 1s`) is Slidev's own affair.

const sideways = ['slide', 'push', 'cover', 'pull', 'swap', 'swipe', 'wipe', 'coverflow', 'cube', 'cylinder', 'pivot', 'in-out']
const backwards = ['reveal']
const upwards = ['drop', 'fall', 'rise']
const slidevs = ['fade', 'fade-out', 'slide-left', 'slide-right', 'slide-up', 'slide-down', 'view-transition']

export function slidevTransition(directive: unknown): string | undefined {
  if (typeof directive !== 'string') return undefined
  const name = directive.trim().split(/\s+/)[0] ?? ''
  if (name === '' || name === 'none' || name === 'false') return undefined
  if (slidevs.includes(name)) return name
  if (sideways.includes(name)) return 'slide-left'
  if (backwards.includes(name)) return 'slide-right'
  return upwards.includes(name) ? 'slide-up' : 'fade'
}
