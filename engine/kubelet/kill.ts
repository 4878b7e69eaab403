// Stopping containers: the hook before, the signal, the time that is left, and the end.
import { signalOf } from '../runtime/process.ts'
import { either, pause, Running, type Task, type Wait } from '../runtime/task.ts'
import { runHook } from './hooks.ts'
import { isSidecar, type ContainerRecord } from './records.ts'
import type { Probed } from './probes/worker.ts'

/** So long a container always gets, whatever its pod says. */
const leastGraceMs = 2000

export interface Killing {
  readonly message: string
  readonly graceMs: number
  /** Others that have to be gone first. */
  readonly turn?: Wait
}

export function* killContainer(probed: Probed, record: ContainerRecord, { message, graceMs, turn }: Killing): Task {
  const { host } = probed
  const { container, spec } = record
  if (!container.isRunning) return
  const { clock } = host
  const deadlineMs = clock.nowMs + graceMs
  const until = (ms: number): Wait => pause(clock, ms - clock.nowMs, `${container.name}: its time to stop is over`)
  probed.tell(spec.name, 'Killing', message)
  if (spec.lifecycle?.preStop && graceMs > 0) yield* preStop(probed, record, until(deadlineMs))
  if (turn && clock.nowMs < deadlineMs) yield either(turn, until(deadlineMs))
  const end = exited(record)
  container.signal(signalOf(spec.lifecycle?.stopSignal ?? '') ?? container.image.stopSignal ?? 'TERM')
  if (container.isRunning) yield either(end, until(Math.max(deadlineMs, clock.nowMs + leastGraceMs)))
  if (container.isRunning) container.signal('KILL')
}

/** Waits for the hook, but not beyond the deadline: then it goes on without being waited for. */
function* preStop(probed: Probed, record: ContainerRecord, deadline: Wait): Task {
  const handler = record.spec.lifecycle?.preStop
  if (!handler) return
  let told: (() => void) | undefined
  const running = new Running(runHook(probed, record, handler), error => {
    if (error !== undefined) probed.tell(record.spec.name, 'FailedPreStopHook', 'PreStopHook failed')
    told?.()
  })
  if (running.isOver) return
  const done: Wait = resume => {
    told = resume
    return () => { told = undefined }
  }
  yield either(done, deadline)
}

/** Everything in a pod, at once; sidecars stay until the others are gone, the last of them first. */
export function* killAll(probed: Probed, graceMs: number): Task {
  const { pod, records } = probed
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name).reverse()
  const running = [...records.all()].filter(({ container }) => container.isRunning)
  const others = running.filter(({ spec }) => !sidecars.includes(spec.name))
  const inOrder = sidecars.map(name => running.find(({ spec }) => spec.name === name)).filter(record => record !== undefined)
  const message = ({ spec }: ContainerRecord): string => `Stopping container ${spec.name}`
  const tasks = [
    ...others.map(record => new Running(killContainer(probed, record, { message: message(record), graceMs }))),
    ...inOrder.map((record, i) => new Running(killContainer(probed, record, { message: message(record), graceMs, turn: allExited([...others, ...inOrder.slice(0, i)]) }))),
  ]
  try { yield allExited(running) }
  finally { for (const task of tasks) if (!task.isOver) task.abandon() }
}

const exited = ({ container }: ContainerRecord): Wait => allExitedOf(container.processes.get(1)?.exited())

const allExitedOf = (wait: Wait | undefined): Wait => wait ?? (resume => {
  resume()
  return undefined
})

const allExited = (records: readonly ContainerRecord[]): Wait => resume => {
  const cancels = new Set<() => void>()
  const next = (): void => {
    const alive = records.find(({ container }) => container.isRunning)
    if (!alive) return resume()
    const cancel = exited(alive)(next)
    if (cancel) cancels.add(cancel)
  }
  next()
  return () => { for (const cancel of cancels) cancel() }
}
