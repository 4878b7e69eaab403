// `kubectl plugin list`: programs named `kubectl-…` in the directories of PATH.
import { write } from '../../client/program.ts'
import type { Branch } from './commands.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

const list: Verb = {
  offline: true,
  flags: { 'name-only': { kind: 'switch' } },
  run: function* (call) {
    const plugins = pluginsOf(call)
    if (plugins.length === 0) throw new UsageError('unable to find any kubectl plugins in your PATH')
    const shown = call.flags.isOn('name-only') ? plugins.map(path => path.slice(path.lastIndexOf('/') + 1)) : plugins
    yield* write(`The following compatible plugins are available:\n\n${shown.map(line => `${line}\n`).join('')}`)
    return 0
  },
}

function pluginsOf({ invocation: { variables, environment: { files } } }: Call): readonly string[] {
  const directories = [...new Set((variables.get('PATH') ?? '').split(':').filter(directory => directory !== ''))]
  return directories.flatMap(directory => files.list(directory).filter(name => name.startsWith('kubectl-')).map(name => `${directory}/${name}`))
}

export const plugin: Branch = {
  bare: { to: 'stderr', exitCode: 1 },
  summary: 'Provides utilities for interacting with plugins.',
  usage: '[flags] [options]',
  commands: { list: { verb: list, summary: 'List all visible plugin executables on a user\'s PATH' } },
}
