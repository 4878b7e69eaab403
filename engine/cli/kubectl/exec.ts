// `kubectl exec`: runs a command in a container.
import { containerIn, podFor, podPlace } from './pods.ts'
import { textAt } from './fields.ts'
import { converse, exitCodeOf, terminalOf, upgraded } from './talk.ts'
import { PlainFailure, UsageError, type Verb } from './verb.ts'

export const exec: Verb = {
  flags: {
    'container': { kind: 'text', short: 'c' },
    'filename': { kind: 'list', short: 'f' },
    'pod-running-timeout': { kind: 'duration', usual: '1m' },
    'quiet': { kind: 'switch', short: 'q' },
    'stdin': { kind: 'switch', short: 'i' },
    'tty': { kind: 'switch', short: 't' },
  },
  run: function* (call) {
    const { flags, invocation } = call
    const [reference, ...rest] = flags.dashAt === undefined ? flags.args : flags.args.slice(0, flags.dashAt)
    const command = flags.dashAt === undefined ? rest : flags.args.slice(flags.dashAt)
    if (reference === undefined) throw new UsageError('pod, type/name or --filename must be specified')
    if (command.length === 0) throw new UsageError('you must specify at least one command for the container')
    if (flags.dashAt === undefined) throw new PlainFailure('error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee \'kubectl exec -h\' for help and examples')
    const pod = yield* podFor(reference, call)
    const phase = textAt(pod, 'status', 'phase')
    if (phase === 'Succeeded' || phase === 'Failed') throw new UsageError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    const container = yield* containerIn(pod, flags.text('container'), flags.isOn('quiet'))
    const terminal = yield* terminalOf(call)
    const { stdin, tty } = terminal
    try {
      const channel = yield* upgraded({ verb: 'create', ...podPlace(pod), subresource: 'exec', container, options: { command, stdin, tty } })
      return exitCodeOf(yield* converse(channel, terminal, invocation.stdin))
    }
    finally { terminal.typed?.stop() }
  },
}
