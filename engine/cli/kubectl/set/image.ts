import { textAt } from '../fields.ts'
import { changeAll } from '../change.ts'
import { containersOf, podSpecPath, withContainers } from '../pod-template.ts'
import { hasFiles } from '../manifests.ts'
import { missingResource, subjectsOf } from '../targets.ts'
import { UsageError, type Verb } from '../verb.ts'
import { partPairs, setFlags } from './shared.ts'

export const image: Verb = {
  flags: setFlags,
  run: function* (call) {
    const { resources, pairs } = partPairs(call.flags.args)
    if (resources.length === 0 && !hasFiles(call)) throw missingResource()
    if (pairs.length === 0) throw new UsageError('at least one image update is required')
    const images = new Map(pairs.map(pair => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals), pair.slice(equals + 1)]
    }))
    if (images.size < pairs.length && [...images.keys()].includes('*')) throw new UsageError('all containers are already specified by *, but saw more than one container_name=container_image pairs')
    yield* changeAll(yield* subjectsOf(call, resources), call, {
      operation: 'image updated',
      manager: 'kubectl-set',
      apply: object => {
        if (!podSpecPath(object)) throw new UsageError(`the object is not a pod or does not have a pod template: ${textAt(object, 'kind')}`)
        const names = new Set((['containers', 'initContainers'] as const).flatMap(list => containersOf(object, list)).map(container => textAt(container, 'name')))
        for (const name of images.keys()) if (name !== '*' && !names.has(name)) throw new UsageError(`unable to find container named ${JSON.stringify(name)}`)
        return withContainers(object, container => {
          const next = images.get(textAt(container, 'name')) ?? images.get('*')
          return next === undefined ? container : { ...container, image: next }
        }, ['initContainers', 'containers'])
      },
    })
    return 0
  },
}
