// `kubectl completion bash`: the shells here complete by themselves, and a script says so.
import { write } from '../../../client/program.ts'
import { UsageError, type Verb } from '../verb.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

export const completion: Verb = {
  offline: true,
  flags: {},
  run: function* ({ flags: { args: [shell, ...others] } }) {
    if (shell === undefined) throw new UsageError('Shell not specified.\nSee \'kubectl completion -h\' for help and examples')
    if (others.length > 0) throw new UsageError('Too many arguments. Expected only the shell type.\nSee \'kubectl completion -h\' for help and examples')
    if (!shells.includes(shell)) throw new UsageError(`Unsupported shell type ${JSON.stringify(shell)}.\nSee 'kubectl completion -h' for help and examples`)
    yield* write(shell === 'bash' ? bash : `# ${shell} completion for kubectl: the shell here is bash, which completes kubectl by itself.\n`)
    return 0
  },
}

const bash = `# bash completion V2 for kubectl                               -*- shell-script -*-
# This shell completes kubectl by itself: it calls "kubectl __complete" with the words so far. There is nothing to set up.
__start_kubectl() { :; }
`
