// What is let through although it will hardly do what was meant.
import type { Container, PodSpec } from '../../types.gen.ts'

export function podWarnings(spec: PodSpec, path: string): readonly string[] {
  const found = (['initContainers', 'containers'] as const).flatMap(field => (spec[field] ?? []).flatMap((container, i) => [
    ...doubledPorts(container, `${path}.${field}[${i}]`),
    ...doubledEnv(container, `${path}.${field}[${i}]`),
  ]))
  return found.length === 0 ? none : found
}

const none: readonly string[] = []

function doubledPorts({ ports = none as never }: Pick<Container, 'ports'>, path: string): readonly string[] {
  const first = new Map<string, number>()
  return ports.flatMap(({ containerPort, hostPort = 0, protocol = 'TCP', hostIP = '' }, i) => {
    const id = `${containerPort} ${hostPort} ${protocol} ${hostIP}`
    const before = first.get(id)
    if (before !== undefined) return [`${path}.ports[${i}]: duplicate port definition with ${path}.ports[${before}]`]
    first.set(id, i)
    return none
  })
}

function doubledEnv({ env = none as never }: Pick<Container, 'env'>, path: string): readonly string[] {
  const seen = new Map<string, string>()
  return env.flatMap(({ name, value = '' }, i) => {
    const before = seen.get(name)
    seen.set(name, value)
    return before === undefined || value.includes(`$(${name})`) ? none : [`${path}.env[${i}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`]
  })
}
