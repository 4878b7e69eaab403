// Cluster roles that collect others (view, edit, admin) keep up with the roles that carry their labels.
import type { Part } from '../clock/part.ts'
import { aggregated } from '../apiserver/authorization/index.ts'
import type { ClusterRole } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'clusterrole-aggregation-controller'
const reactionMs = 4
const rolesKey = 'clusterroles.rbac.authorization.k8s.io'

const collects = ({ aggregationRule }: ClusterRole): readonly string[] => aggregationRule ? ['yes'] : []

export function clusterRoleAggregation(client: Client, informers: InformerFactory): Part {
  const roles = informers.of(rolesKey)
  const collecting = roles.indexBy(collects)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const role = roles.get(key)
    const rules = role && aggregated(role, roles.list().toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1))
    if (rules && JSON.stringify(rules) !== JSON.stringify(role.rules ?? [])) client.update(rolesKey, { ...role, rules })
  }

  /** Whatever changed, those that collect look at it. */
  const look = (): void => { for (const { metadata } of collecting('yes')) queue.add(metadata.name) }

  return {
    name,
    start: () => roles.handle({ added: look, updated: look, deleted: look }),
    stop: () => queue.stop(),
  }
}
