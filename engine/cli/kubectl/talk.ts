// Talking with a process in a container: what is typed goes in, what it writes comes out, until it is over.
import type { Connect } from '../../apiserver/connect.ts'
import { StatusError, type Status } from '../../apiserver/status.ts'
import { complain, firstOf, keys, openChannel, send, write, type Channel, type Program, type Stream, type Typed } from '../../client/program.ts'
import { PlainFailure, UsageError, type Call } from './verb.ts'

export interface Terminal {
  readonly stdin: boolean
  readonly tty: boolean
  readonly typed: Stream<Typed> | undefined
}

/** What `-i` and `-t` come to where kubectl stands: a terminal needs somebody who can type. */
export function* terminalOf({ flags, invocation: { stdin } }: Call): Program<Terminal> {
  const [wantsStdin, wantsTty] = [flags.isOn('stdin'), flags.isOn('tty')]
  if (!wantsStdin) return { stdin: false, tty: false, typed: undefined }
  const typed = stdin === undefined ? yield* keys(wantsTty) : undefined
  const tty = wantsTty && typed !== undefined
  if (wantsTty && !tty) yield* complain('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return { stdin: true, tty, typed }
}

/** Opens a channel; a refusal of the kubelet is told as a failed upgrade. */
export function* upgraded(request: Connect): Program<Channel> {
  try { return yield* openChannel(request) }
  catch (error) { throw error instanceof StatusError && !isAboutAccess(error.status) ? new UsageError(`unable to upgrade connection: ${error.status.message ?? ''}`) : error }
}

const isAboutAccess = ({ reason = '' }: Status): boolean => ['Forbidden', 'NotFound', 'Unauthorized'].includes(reason)

/** Passes on what comes by either side; answers how it ended. */
export function* converse(channel: Channel, { stdin, typed }: Terminal, given: string | undefined): Program<Status> {
  try {
    if (stdin && !typed) {
      if (given !== undefined && given !== '') yield* send(channel, { kind: 'stdin', text: given })
      yield* send(channel, { kind: 'eof' })
    }
    for (;;) {
      const news = yield* firstOf(typed ? [channel, typed] : [channel])
      if (news?.stream === typed) yield* pass(channel, news?.items as readonly Typed[]) // it came by that stream
      else for (const message of news?.items as Channel['of'][] ?? []) { // as above
        if (message?.kind === 'stdout') yield* write(message.text)
        else if (message?.kind === 'stderr') yield* complain(message.text)
        else if (message?.kind === 'refused') throw new UsageError(`unable to upgrade connection: ${message.status.message ?? ''}`)
        else if (message?.kind === 'end') return message.status
      }
    }
  }
  finally {
    channel.stop()
    typed?.stop()
  }
}

function* pass(channel: Channel, typed: readonly Typed[]): Program<void> {
  for (const text of typed) yield* send(channel, text === undefined ? { kind: 'eof' } : { kind: 'stdin', text })
}

/** The exit code that a status tells of; whatever else went wrong is thrown. */
export function exitCodeOf({ status, reason, message = '', details }: Status): number {
  if (status === 'Success') return 0
  const code = Number(details?.causes?.find(cause => cause.reason === 'ExitCode')?.message)
  if (reason === 'NonZeroExitCode' && Number.isInteger(code)) throw new PlainFailure(`command terminated with exit code ${code}`, code)
  throw new UsageError(reason === 'InternalError' ? `Internal error occurred: ${message}` : message)
}
