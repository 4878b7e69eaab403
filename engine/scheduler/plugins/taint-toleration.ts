// TaintToleration: nodes push pods away (NoSchedule, NoExecute) or would rather not have them (PreferNoSchedule).
import { isTolerated, untoleratedTaint } from '../../client/placement/tolerations.ts'
import { offeredNode } from '../cluster-event.ts'
import type { NodeInfo } from '../node-info.ts'
import { noScores, normalizeToMax, scoresOfAll, unresolvable, type Plugin } from '../framework.ts'

function someAreSoft(nodes: readonly NodeInfo[]): boolean {
  for (const { softTaints } of nodes) if (softTaints.length > 0) return true
  return false
}

const tainted = unresolvable('node(s) had untolerated taint(s)')

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter: (_cycle, { pod }, { hardTaints }) =>
    hardTaints.length > 0 && untoleratedTaint(hardTaints, pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute']) ? tainted : undefined,
  /** How many of the node's soft taints the pod does not tolerate: the fewer the better. */
  score: (_cycle, { pod }, nodes) => {
    if (!someAreSoft(nodes)) return noScores(nodes.length)
    const relevant = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    return scoresOfAll(nodes, ({ softTaints }) => softTaints.filter(taint => !isTolerated(taint, relevant)).length)
  },
  normalize: (_cycle, scores) => normalizeToMax(scores, true),
  mayHelp: (event, { pod }) => {
    const node = offeredNode(event)
    return node !== undefined && !untoleratedTaint(node.spec.taints ?? [], pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute'])
  },
}
