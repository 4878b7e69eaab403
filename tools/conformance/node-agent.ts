// The machines of a recording: each runs the plain node agent, and steps of the recording add, stop and remove them.
import type { Client } from '../../engine/client/client.ts'
import type { Random } from '../../engine/clock/random.ts'
import type { Cluster, NodeAgent } from '../../engine/lab/cluster.ts'
import type { NodeSpec } from '../../engine/lab/profiles.ts'
import { nodeAgent, type NodeAgent as Agent } from '../../test/support/node-agent.ts'
import type { NodeStep } from './transcript.ts'

export interface NodeAgents {
  readonly agent: NodeAgent
  readonly change: (step: NodeStep, cluster: Cluster) => void
}

export function nodeAgents(): NodeAgents {
  const agents = new Map<string, Agent>()
  const agent = (client: Client, node: NodeSpec, random: Random): Agent => {
    const made = nodeAgent(client, node, random)
    agents.set(node.name, made)
    return made
  }
  return {
    agent,
    change: ({ name, dead, add, remove }, cluster) => {
      if (add) agent(cluster.clientOf(`kubelet ${name}`), { name, ...add }, cluster.random.fork(`kubelet ${name}`)).start()
      const changed = agents.get(name)
      if (dead === true) changed?.die()
      if (dead === false) changed?.revive()
      if (remove) {
        changed?.stop()
        cluster.admin.delete('nodes', undefined, name)
      }
    },
  }
}
