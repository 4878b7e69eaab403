// NodeResourcesBalancedAllocation: better a node whose CPU and memory run low together than one that runs out of
// either alone. Since 1.35 it counts how much the pod itself betters or worsens the balance: 75 leaves it as it is.
import { maxScore, scoresOfAll, skip, type Plugin } from '../framework.ts'

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  preScore: (_cycle, { need }) => need.milliCpu === 0 && need.memory === 0 ? skip : undefined,
  score: (_cycle, { need }, nodes) => scoresOfAll(nodes, node => {
    const without = balance(node.usedMilliCpu, node.milliCpu, node.usedMemory, node.memory)
    const withPod = balance(node.usedMilliCpu + need.milliCpu, node.milliCpu, node.usedMemory + need.memory, node.memory)
    return maxScore / 2 + Math.trunc((maxScore / 2 + withPod - without) / 2)
  }),
}

/** 100 when both are used to the same degree; of two values the standard deviation is half their difference. */
function balance(cpuUsed: number, cpu: number, memoryUsed: number, memory: number): number {
  if (cpu === 0 || memory === 0) return maxScore
  const deviation = Math.abs((Math.min(1, cpuUsed / cpu) - Math.min(1, memoryUsed / memory)) / 2)
  return Math.trunc((1 - deviation) * maxScore)
}
