// `kubectl attach`: joins the first process of a container.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { complain, write, type Program } from '../../client/program.ts'
import { at, listAt, nameOf, textAt } from './fields.ts'
import { copyLog } from './logs.ts'
import { containerIn, podFor, podPlace } from './pods.ts'
import { converse, exitCodeOf, terminalOf, upgraded } from './talk.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

export const attach: Verb = {
  flags: {
    'container': { kind: 'text', short: 'c' },
    'pod-running-timeout': { kind: 'duration', usual: '1m' },
    'quiet': { kind: 'switch', short: 'q' },
    'stdin': { kind: 'switch', short: 'i' },
    'tty': { kind: 'switch', short: 't' },
  },
  run: function* (call) {
    const [first, second, ...more] = call.flags.args
    if (first === undefined) throw new UsageError('at least 1 argument is required for attach')
    if (more.length > 0) throw new UsageError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${call.flags.args.length}: ${call.flags.args.join(' ')}`)
    const pod = yield* podFor(second === undefined ? first : `${first}/${second}`, call)
    if (isOver(pod)) throw new UsageError(`cannot attach a container in a completed pod; current phase is ${textAt(pod, 'status', 'phase')}`)
    return yield* attachTo(pod, yield* containerIn(pod, call.flags.text('container'), call.flags.isOn('quiet')), call)
  },
}

/** Stays with a container that was just started: joins it, or tells what it wrote when it has ended by then. */
export function* stayWith(pod: JsonObject, container: string, call: Call): Program<void> {
  const hasEnded = statusesOf(pod).some(status => textAt(status, 'name') === container && at(status, 'state', 'terminated') !== undefined)
  if (hasEnded || isOver(pod)) return yield* copyLog({ pod, container }, { follow: true }, false)
  try { yield* attachTo(pod, container, call) }
  catch (error) {
    if (!(error instanceof UsageError)) throw error
    yield* complain(`warning: couldn't attach to pod/${nameOf(pod)}, falling back to streaming logs: ${error.message}\n`)
    yield* copyLog({ pod, container }, { follow: true }, false)
  }
}

const statusesOf = (pod: JsonObject): readonly Json[] => ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap(field => listAt(pod, 'status', field))

export const isOver = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))

/** Joins a container, as `attach` and the verbs do that start one and stay with it. */
export function* attachTo(pod: JsonObject, container: string, call: Call): Program<number> {
  const { flags, invocation } = call
  const spec = (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap(field => listAt(pod, 'spec', field)).find(each => textAt(each, 'name') === container)
  const asked = yield* terminalOf(call)
  const hasTty = at(spec, 'tty') === true
  if (asked.tty && !hasTty) yield* complain(`error: Unable to use a TTY - container ${container} did not allocate one\n`)
  const terminal = { ...asked, tty: asked.tty && hasTty }
  try {
    if (!flags.isOn('quiet')) yield* complain('All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don\'t see a command prompt, try pressing enter.\n')
    const { stdin, tty } = terminal
    const channel = yield* upgraded({ verb: 'create', ...podPlace(pod), subresource: 'attach', container, options: { stdin, tty } })
    const code = exitCodeOf(yield* converse(channel, terminal, invocation.stdin))
    if (stdin && tty && !flags.isOn('quiet') && textAt(pod, 'spec', 'restartPolicy') === 'Always')
      yield* write(`Session ended, resume using 'kubectl attach ${nameOf(pod)} -c ${container} -i -t' command when the pod is running\n`)
    return code
  }
  finally { asked.typed?.stop() }
}
