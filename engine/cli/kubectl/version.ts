import { write } from '../../client/program.ts'
import { toJson, toYaml } from '../../client/yaml/index.ts'
import { UsageError, type Verb } from './verb.ts'

export const serverVersion = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
}

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
    const all = { clientVersion, kustomizeVersion, ...!flags.isOn('client') && { serverVersion } }
    switch (flags.text('output') ?? '') {
      case '':
        yield* write(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`)
        if (!flags.isOn('client')) yield* write(`Server Version: ${serverVersion.gitVersion}\n`)
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
