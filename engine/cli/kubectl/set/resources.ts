import type { JsonObject } from '../../../apiserver/object.ts'
import { changeAll } from '../change.ts'
import { resourceList } from '../create/simple.ts'
import { objectAt, textAt } from '../fields.ts'
import { containersOf, matchesName, podSpecPath, withContainers } from '../pod-template.ts'
import { hasFiles } from '../manifests.ts'
import { missingResource, subjectsOf } from '../targets.ts'
import { UsageError, type Verb } from '../verb.ts'
import { recordFlag } from '../record.ts'
import { setFlags, withoutTemplate } from './shared.ts'

export const resources: Verb = {
  flags: {
    ...setFlags,
    ...recordFlag,
    containers: { kind: 'text', short: 'c', usual: '*' },
    limits: { kind: 'text' },
    requests: { kind: 'text' },
  },
  run: function* (call) {
    const { flags } = call
    if (flags.has('all') && flags.has('selector')) throw new UsageError('cannot set --all and --selector at the same time')
    if (flags.args.length === 0 && !hasFiles(call)) throw missingResource()
    if (!flags.has('limits') && !flags.has('requests')) throw new UsageError('you must specify an update to requests or limits (in the form of --requests/--limits)')
    const [limits, requests] = [resourceList(flags.text('limits') ?? ''), resourceList(flags.text('requests') ?? '')]
    const pattern = flags.text('containers') ?? '*'
    yield* changeAll(yield* subjectsOf(call, flags.args), call, {
      operation: 'resource requirements updated',
      manager: 'kubectl-set',
      failure: 'failed to patch resources update to pod template ',
      apply: (object, subject) => {
        if (!podSpecPath(object)) throw withoutTemplate(subject)
        if (!containersOf(object).some(container => matchesName(pattern, textAt(container, 'name')))) throw new UsageError(`unable to find container named ${pattern}`)
        return withContainers(object, container => matchesName(pattern, textAt(container, 'name')) ? required(container, limits, requests) : container)
      },
    })
    return 0
  },
}

function required(container: JsonObject, limits: Readonly<Record<string, string>>, requests: Readonly<Record<string, string>>): JsonObject {
  const joined = (field: string, more: Readonly<Record<string, string>>): JsonObject => {
    const all = { ...objectAt(container, 'resources', field), ...more }
    return Object.keys(all).length > 0 ? { [field]: all } : {}
  }
  return { ...container, resources: { ...objectAt(container, 'resources'), ...joined('limits', limits), ...joined('requests', requests) } }
}
