// A cluster with something wrong in it: for the fuzzer to find.
import type { Sabotage } from '../../tools/fuzz/play.ts'

const reactionMs = 20

/** A Deployment controller that cares for no maxUnavailable: whenever a new template comes, what is old goes at once. */
export const heedlessRollout: Sabotage = cluster => {
  const { store, clock } = cluster
  const client = cluster.clientOf('heedless-deployment-controller')
  store.observe('replicasets.apps', ({ value, previous }) => {
    if (!value || previous?.value) return
    clock.after(reactionMs, 'heedless-deployment-controller', () => {
      const owner = value.metadata.ownerReferences?.[0]?.uid
      const old = client.list('replicasets.apps', value.metadata.namespace).filter(({ metadata }) => metadata.uid !== value.metadata.uid && metadata.ownerReferences?.[0]?.uid === owner)
      for (const each of old) client.update('replicasets.apps', { ...each, spec: { ...each.spec, replicas: 0 } })
    })
  })
}
