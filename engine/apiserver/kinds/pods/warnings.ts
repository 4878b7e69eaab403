// What is let through although it will hardly do what was meant.
import type { Container, PodSpec } from '../../types.gen.ts'

export function podWarnings(spec: PodSpec, path: string): readonly string[] {
  const ofInit = doubled(spec.initContainers, `${path}.initContainers`)
  const ofOthers = doubled(spec.containers, `${path}.containers`)
  return ofInit.length + ofOthers.length === 0 ? none : ofInit.concat(ofOthers)
}

function doubled(containers: readonly Container[] | undefined, path: string): readonly string[] {
  if (!containers?.some(({ ports, env }) => ports ?? env)) return none // as mostly
  return containers.flatMap((container, i) => [...doubledPorts(container, `${path}[${i}]`), ...doubledEnv(container, `${path}[${i}]`)])
}

const none: readonly string[] = []

function doubledPorts({ ports }: Pick<Container, 'ports'>, path: string): readonly string[] {
  if (!ports) return none
  const first = new Map<string, number>()
  return ports.flatMap(({ containerPort, hostPort = 0, protocol = 'TCP', hostIP = '' }, i) => {
    const id = `${containerPort} ${hostPort} ${protocol} ${hostIP}`
    const before = first.get(id)
    if (before !== undefined) return [`${path}.ports[${i}]: duplicate port definition with ${path}.ports[${before}]`]
    first.set(id, i)
    return none
  })
}

function doubledEnv({ env }: Pick<Container, 'env'>, path: string): readonly string[] {
  if (!env) return none
  const seen = new Map<string, string>()
  return env.flatMap(({ name, value = '' }, i) => {
    const before = seen.get(name)
    seen.set(name, value)
    return before === undefined || value.includes(`$(${name})`) ? none : [`${path}.env[${i}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`]
  })
}
