import { readDocument, write } from '../../client/program.ts'
import { readValue, toJson, toYaml } from '../../client/yaml/index.ts'
import { textAt } from './fields.ts'
import { UsageError, type Verb } from './verb.ts'

const clientVersion = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.4',
  gitCommit: 'bb826b1d48562f110659e64e8ec444327433db95',
  gitTreeState: 'clean',
  buildDate: '2026-09-29T20:03:31Z',
  goVersion: 'go1.27.1',
  compiler: 'gc',
  platform: 'linux/amd64',
}
const kustomizeVersion = 'v5.8.1'

export const version: Verb = {
  offline: true,
  flags: {
    client: { kind: 'switch' },
    output: { kind: 'text', short: 'o' },
  },
  run: function* ({ flags }) {
    if (flags.args.length > 0) throw new UsageError(`extra arguments: [${flags.args.join(' ')}]`)
    const serverVersion = flags.isOn('client') ? undefined : readValue(yield* readDocument('/version'))
    const all = { clientVersion, kustomizeVersion, ...serverVersion !== undefined && { serverVersion } }
    switch (flags.text('output') ?? '') {
      case '':
        yield* write(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`)
        if (serverVersion !== undefined) yield* write(`Server Version: ${textAt(serverVersion, 'gitVersion')}\n`)
        return 0
      case 'yaml':
        yield* write(`${toYaml(all)}\n`)
        return 0
      case 'json':
        yield* write(`${toJson(all, 'given').replace(/^( +)/gm, spaces => spaces.slice(spaces.length / 2))}\n`)
        return 0
      default: throw new UsageError('--output must be \'yaml\' or \'json\'')
    }
  },
}
