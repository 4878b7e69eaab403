// `kubectl kustomize DIR`, and what `-k` reads: manifests made of a directory.
import { complain, write, type Program } from '../../../client/program.ts'
import { toYaml } from '../../../client/yaml/index.ts'
import { resolvePath } from '../../../runtime/files.ts'
import { UsageError } from '../failure.ts'
import type { Call, Verb } from '../verb.ts'
import { build } from './build.ts'

export function* kustomized(directory: string, { invocation: { environment } }: Call): Program<string> {
  const { objects, warnings } = build(directory, environment)
  for (const warning of warnings) yield* complain(warning)
  return objects.map(toYaml).join('---\n')
}

export const kustomize: Verb = {
  offline: true,
  flags: { 'output': { kind: 'text', short: 'o' } },
  run: function* (call) {
    const { flags, invocation: { environment: { files, cwd } } } = call
    if (flags.args.length > 1) throw new UsageError('specify one path to kustomization.yaml')
    const text = yield* kustomized(flags.args[0] ?? '.', call)
    const output = flags.text('output') ?? ''
    if (output === '') yield* write(text)
    else files.write(resolvePath(cwd, output), text)
    return 0
  },
}
