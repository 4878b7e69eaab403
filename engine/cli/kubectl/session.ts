// What stands between a verb and the cluster: in whose name it asks, the warnings that it tells, and what kubectl
// remembers of the kinds there are.
import type { Identity } from '../../apiserver/request.ts'
import { apiVersionOf, type ResourceDefinition } from '../../apiserver/resource.ts'
import { failure, type Status } from '../../apiserver/status.ts'
import { complain, type ConnectEffect, type DocumentEffect, type Effect, type Program, type RequestEffect, type WatchEffect } from '../../client/program.ts'
import type { Files } from '../../runtime/files.ts'
import { resourceText } from './targets.ts'

/** Requests go in the name of who the kubeconfig and the flags say; warnings of the server are told, each once. */
export function* inSession(program: Program<number>, identity: Identity, memory: Memory): Program<number> {
  const told = new Set<string>()
  try {
    for (let step = program.next(); ; step = program.next()) {
      if (step.done) return step.value
      const effect = step.value
      yield* inName(effect, identity)
      if (effect.do === 'discover') effect.answer = memory.completed(effect.answer)
      if (effect.do !== 'request') continue
      memory.explain(effect)
      for (const warning of effect.answer?.warnings ?? []) {
        if (told.has(warning)) continue
        told.add(warning)
        yield* complain(`Warning: ${warning}\n`)
      }
    }
  }
  finally { for (let step = program.return(0); !step.done; step = program.next()) yield* inName(step.value, identity) } // interrupted, it may still have to tidy up
}

function* inName(effect: Effect, identity: Identity): Program<void> {
  switch (effect.do) {
    case 'request': return yield* answered(effect, { ...effect, request: { ...effect.request, ...identity } })
    case 'watch': return yield* answered(effect, { ...effect, request: { ...effect.request, ...identity } })
    case 'connect': return yield* answered(effect, { ...effect, request: { ...effect.request, ...identity } })
    case 'document': return yield* answered(effect, { ...effect, asked: { ...effect.asked, ...identity } })
    default: yield effect
  }
}

/** What `asked` is answered, `effect` is answered. */
function* answered<T extends RequestEffect | WatchEffect | ConnectEffect | DocumentEffect>(effect: T, asked: T): Program<void> {
  yield asked
  effect.answer = asked.answer
}

/**
 * kubectl keeps what discovery told it, and looks again only when it misses something. So a kind that is no longer
 * there is still asked for, and the server says that it knows nothing of it.
 */
export class Memory {
  private known: readonly ResourceDefinition[] = []
  private served: readonly ResourceDefinition[] = []

  forget(): void { this.known = [] }

  completed(served: readonly ResourceDefinition[]): readonly ResourceDefinition[] {
    this.served = served
    const there = new Set(served.map(keyOf))
    const gone = this.known.filter(definition => !there.has(keyOf(definition)))
    this.known = [...served.filter(({ custom }) => custom), ...gone]
    return gone.length > 0 ? [...served, ...gone] : served
  }

  /** Who asked for what is not served is told what the path was about. */
  explain(effect: RequestEffect): void {
    const { group, version, resource, verb } = effect.request
    const gone = this.known.find(definition => definition.group === group && definition.version === version && definition.plural === resource)
    if (effect.answer?.code !== 404 || !gone || this.served.some(definition => keyOf(definition) === keyOf(gone))) return
    const { status }: { status: Status } = failure(404, 'NotFound', `the server could not find the requested resource (${methods[verb]} ${resourceText(gone)})`)
    effect.answer = { ...effect.answer, body: status }
  }
}

const keyOf = ({ group, version, plural }: ResourceDefinition): string => `${apiVersionOf(group, version)} ${plural}`

const methods = { get: 'get', list: 'get', create: 'post', update: 'put', patch: 'patch', delete: 'delete', deletecollection: 'delete' } as const

const memories = new WeakMap<Files, Memory>()

/** What the kubectl of a machine remembers. */
export function memoryOf(files: Files): Memory {
  const memory = memories.get(files) ?? new Memory()
  memories.set(files, memory)
  return memory
}
