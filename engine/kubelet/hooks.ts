// What a pod wants done when a container has started, and before it stops.
import type { LifecycleHandler, Pod } from '../apiserver/types.gen.ts'
import { pause, type Task } from '../runtime/task.ts'
import { execute, httpGet, portOf, urlOf } from './execute.ts'
import { podText } from './format.ts'
import type { ContainerRecord } from './records.ts'
import type { Probed } from './probes/worker.ts'

/** Does it; answers what went wrong. */
export function* runHook(probed: Probed, record: ContainerRecord, handler: LifecycleHandler): Task<string | undefined> {
  const { host, pod } = probed
  if (handler.exec) {
    const command = handler.exec.command ?? []
    const outcome = yield* execute(host.clock, record.container, command, Infinity)
    if (outcome.kind === 'error') return failed('Exec', `[${command.join(' ')}]`, record, pod, outcome.message, '')
    return outcome.kind === 'exited' && outcome.code !== 0
      ? failed('Exec', `[${command.join(' ')}]`, record, pod, `command '${command.join(' ')}' exited with ${outcome.code}: `, outcome.output)
      : undefined
  }
  if (handler.sleep) {
    yield pause(host.clock, handler.sleep.seconds * 1000, `kubelet ${host.node}: the sleep hook of ${pod.metadata.name} ends`)
    return undefined
  }
  return handler.httpGet ? yield* httpHook(probed, record, handler.httpGet) : undefined
}

const httpTimeoutMs = 60_000

function* httpHook({ host, pod, podIP, ports }: Probed, record: ContainerRecord, action: NonNullable<LifecycleHandler['httpGet']>): Task<string | undefined> {
  const port = portOf(pod, action.port)
  if (port === undefined) return failed('HTTP', `${action.path}`, record, pod, `couldn't find port: ${action.port}`, '')
  const outcome = yield* httpGet({ clock: host.clock, ports, port, path: action.path ?? '/', headers: new Map(), timeoutMs: httpTimeoutMs, from: host.address, isEncrypted: action.scheme === 'HTTPS' })
  const url = urlOf(action, podIP, port)
  if (outcome.kind === 'refused') return failed('HTTP', action.path ?? '/', record, pod, `Get "${url}": dial tcp ${podIP}:${port}: connect: connection refused`, '')
  return outcome.kind === 'timeout' ? failed('HTTP', action.path ?? '/', record, pod, `Get "${url}": context deadline exceeded`, '') : undefined
}

const failed = (kind: string, what: string, { spec }: ContainerRecord, pod: Pod, error: string, output: string): string =>
  `${kind} lifecycle hook (${what}) for Container "${spec.name}" in Pod "${podText(pod)}" failed - error: ${error}, message: ${JSON.stringify(output)}`
