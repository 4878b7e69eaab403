import { textAt } from '../fields.ts'
import { changeAll } from '../change.ts'
import { containersOf, podSpecPath, withContainers } from '../pod-template.ts'
import { hasFiles } from '../manifests.ts'
import { missingResource, subjectsOf } from '../targets.ts'
import { UsageError, type Verb } from '../verb.ts'
import { raise } from '../failure.ts'
import { recordFlag } from '../record.ts'
import { partPairs, setFlags, withoutTemplate } from './shared.ts'

export const image: Verb = {
  flags: { ...setFlags, ...recordFlag },
  run: function* (call) {
    const { resources, pairs } = partPairs(call.flags.args)
    if (resources.length === 0 && !hasFiles(call)) throw missingResource()
    const images = new Map(pairs.map(pair => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals), pair.slice(equals + 1)]
    }))
    if (images.size < pairs.length && [...images.keys()].includes('*')) throw new UsageError('all containers are already specified by *, but saw more than one container_name=container_image pairs')
    const found = yield* subjectsOf(call, resources)
    if (pairs.length === 0) throw new UsageError('at least one image update is required')
    const missing: unknown[] = []
    yield* changeAll(found, call, {
      operation: 'image updated',
      manager: 'kubectl-set',
      failure: 'failed to patch image update to pod template: ',
      apply: (object, subject) => {
        if (!podSpecPath(object)) throw withoutTemplate(subject)
        const names = new Set((['containers', 'initContainers'] as const).flatMap(list => containersOf(object, list)).map(container => textAt(container, 'name')))
        for (const name of images.keys()) if (name !== '*' && !names.has(name)) missing.push(new UsageError(`unable to find container named ${JSON.stringify(name)}`)) // the others are changed all the same
        return withContainers(object, container => {
          const next = images.get(textAt(container, 'name')) ?? images.get('*')
          return next === undefined ? container : { ...container, image: next }
        }, ['initContainers', 'containers'])
      },
    })
    raise(missing)
    return 0
  },
}
