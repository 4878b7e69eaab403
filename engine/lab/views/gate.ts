// The doors of the API server: which stages the last requests of people passed, and where one was turned away.
import type { StageName } from '../../apiserver/trace.ts'
import type { Cluster } from '../cluster.ts'

export const gates = ['connection', 'authentication', 'authorization', 'mutating admission', 'validation', 'validating admission', 'storage'] as const
export type Gate = typeof gates[number]

export interface GatePass {
  readonly gate: Gate
  readonly outcome: 'passed' | 'changed' | 'refused' | 'unreached'
  /** Who it was, which plugin changed or refused it. */
  readonly detail: string
}

export interface GatedRequest {
  readonly id: number
  readonly atMs: number
  readonly user: string
  readonly verb: string
  readonly target: string
  readonly code: number
  readonly message: string
  readonly passes: readonly GatePass[]
}

/** The newest last. Reading is left out, unless it was not allowed. */
export function gatedOf({ requests }: Cluster): readonly GatedRequest[] {
  return (requests?.all ?? [])
    .filter(({ isPersons, verb, code }) => isPersons && (verb !== 'get' && verb !== 'list' || code === 401 || code === 403))
    .map(({ id, atMs, user, verb, target, code, message, stages }) => {
      const isTurnedAway = code >= 400
      const seen = stages.map(stage => ({ ...stage, gate: gateOf(stage.name) }))
      const last = seen.at(-1)?.gate ?? 'connection'
      const passes = gates.map((gate): GatePass => {
        const here = seen.filter(stage => stage.gate === gate)
        const telling = here.filter(({ name, outcome }) => outcome !== 'passed' && name !== 'defaulting') // defaults are no plugin's
        const refused = here.find(({ outcome }) => outcome === 'refused')
        const isReached = gate === 'connection' || here.length > 0 || gates.indexOf(gate) < gates.indexOf(last)
        const outcome = isTurnedAway && gate === last ? 'refused' : !isReached ? 'unreached' : telling.length > 0 ? 'changed' : 'passed'
        return { gate, outcome, detail: refused ? refused.detail : telling.map(({ detail }) => detail).join(', ') }
      })
      return { id, atMs, user, verb, target, code, message, passes }
    })
}

/** Reading what was sent, and filling in defaults, is part of what admission begins with. */
function gateOf(name: StageName): Gate {
  return name === 'decoding' || name === 'defaulting' ? 'mutating admission' : name
}
