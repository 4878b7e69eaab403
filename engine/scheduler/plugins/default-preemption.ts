// DefaultPreemption: whether removing pods of lower priority would make room. So far it only tells that it would not;
// picking and evicting victims is the next thing to grow here (the cache can be changed and changed back at will).
import type { ClusterCache } from '../cache.ts'
import { unschedulable, type Plugin } from '../framework.ts'
import { histogram } from '../fit-error.ts'

const notHelpful = 'Preemption is not helpful for scheduling'
const noVictims = 'No preemption victims found for incoming pod'

export const defaultPreemption = (cache: ClusterCache): Plugin => ({
  name: 'DefaultPreemption',
  postFilter: (_cycle, { pod }, verdicts) => {
    if (pod.spec.preemptionPolicy === 'Never') return { status: unschedulable('preemption: not eligible due to preemptionPolicy=Never.') }
    const nodes = cache.nodes.size
    const hopeful = [...verdicts.values()].filter(({ status }) => status.code === 'Unschedulable').length
    const counts = new Map([[noVictims, hopeful], [notHelpful, nodes - hopeful]].filter(([, count]) => count !== 0) as [string, number][])
    return { status: unschedulable(`preemption: 0/${nodes} nodes are available:${histogram(counts)}`) }
  },
})
