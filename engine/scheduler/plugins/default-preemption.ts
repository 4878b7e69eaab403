// DefaultPreemption: a pod that fits nowhere may drive away less important ones.
import { isRefusal, type Client } from '../../client/client.ts'
import { setPodCondition } from '../../client/pod-conditions.ts'
import type { SchedulerEvents } from '../events.ts'
import { histogram } from '../fit-error.ts'
import { unschedulable, type Plugin, type Verdicts } from '../framework.ts'
import { tally } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { leastHarm } from '../preemption/choice.ts'
import { victimsOn, type Candidate, type Simulation } from '../preemption/victims.ts'

const notHelpful = 'Preemption is not helpful for scheduling'
const noVictims = 'No preemption victims found for incoming pod'

/** In large clusters so many nodes, or a tenth of them, are enough to choose from. */
const fewestCandidates = 100

export interface Preemption {
  readonly client: Client
  readonly events: SchedulerEvents
  readonly scheduler: string
  readonly simulation: () => Simulation
}

export function defaultPreemption({ client, events, scheduler, simulation }: Preemption): Plugin {
  function evict({ victims, node }: Candidate, { pod }: PodInfo): void {
    for (const { pod: victim } of victims) {
      const { namespace, name, uid, deletionTimestamp } = victim.metadata
      if (deletionTimestamp !== undefined) continue // it is going already
      setPodCondition(client, victim, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: `${scheduler}: preempting to accommodate a higher priority pod` })
      try { client.delete('pods', namespace, name, { preconditions: { uid } }) }
      catch (error) { if (!isRefusal(error)) throw error } // the pod that preempts is tried again anyway
      events.event(victim, 'Normal', 'Preempted', 'Preempting', `Preempted by pod ${pod.metadata.uid} on node ${node.name}`)
    }
  }

  return {
    name: 'DefaultPreemption',
    postFilter: (_cycle, pod, verdicts) => {
      const run = simulation()
      const refusal = refusalOf(pod, verdicts, run)
      if (refusal !== undefined) return { status: unschedulable(`preemption: ${refusal}`) }
      const nodes = run.cache.nodes.size
      const counts = new Map<string, number>()
      const candidates: Candidate[] = []
      for (const [name, { status }] of verdicts) {
        const node = run.cache.nodes.get(name)
        if (!node || status.code !== 'Unschedulable' || candidates.length >= Math.max(fewestCandidates, nodes / 10)) continue
        const found = victimsOn(run, pod, node)
        if (!found) tally(counts, noVictims, 1)
        else if ('victims' in found) candidates.push(found)
        else for (const reason of found.status.reasons) tally(counts, reason, 1)
      }
      const best = leastHarm(candidates)
      if (best) {
        evict(best, pod)
        return { status: undefined, nominatedNode: best.node.name }
      }
      const hopeless = nodes - [...verdicts.values()].filter(({ status }) => status.code === 'Unschedulable').length
      if (hopeless > 0) counts.set(notHelpful, hopeless)
      return { status: unschedulable(`preemption: 0/${nodes} nodes are available:${histogram(counts)}`) }
    },
  }
}

/** Why a pod may not drive others away now. */
function refusalOf({ pod, priority }: PodInfo, verdicts: Verdicts, { cache }: Simulation): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nominated = pod.status.nominatedNodeName ?? ''
  if (nominated === '' || verdicts.get(nominated)?.status.code === 'UnschedulableAndUnresolvable') return undefined
  const others = [...cache.nodes.get(nominated)?.pods.values() ?? []]
  return others.some(other => other.priority < priority && other.pod.metadata.deletionTimestamp !== undefined)
    ? 'not eligible due to a terminating pod on the nominated node.'
    : undefined
}
