// DynamicResources: devices that pods claim. No pod of the lecture claims any, so all that is left of it is
// what the real one says, and scores, when there is nothing for it to do.
import { failed, Slot, noScores, unschedulable, type Plugin } from '../framework.ts'

const prepared = new Slot<boolean>()

export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  preFilter: cycle => void prepared.write(cycle, true),
  postFilter: cycle => ({ status: prepared.find(cycle) ? unschedulable('no new claims to deallocate') : failed('not found') }),
  score: (_cycle, _pod, nodes) => noScores(nodes.length),
}
