// Authorization: who may do what. The group system:masters may do everything and costs nothing; nodes may do what
// kubelets do (the real node authorizer also looks which pods a node runs); all others what RBAC gives them.
import type { Store } from '../../etcd/store.ts'
import type { KubeObject } from '../object.ts'
import type { Target, UserInfo, Verb } from '../request.ts'
import type { PolicyRule } from '../types.gen.ts'
import { attributesOf, forbidden, type Attributes, type Decision } from './attributes.ts'
import { nodeRules } from './builtin.ts'
import { Rbac } from './rbac.ts'
import { ruleAllows } from './rules.ts'

export { builtinAccess } from './builtin.ts'
export { aggregated } from './aggregation.ts'
export type { Attributes, Decision } from './attributes.ts'

const superusers = 'system:masters'
const nodes = 'system:nodes'

export class Authorizer {
  private readonly rbac: Rbac

  constructor(store: Store<KubeObject>) { this.rbac = new Rbac(store) }

  decide(user: UserInfo, attributes: Attributes): Decision {
    if (user.groups.includes(superusers)) return { allowed: true, reason: '' }
    if (user.groups.includes(nodes) && nodeRules().some(rule => ruleAllows(rule, attributes))) return { allowed: true, reason: '' }
    return this.rbac.authorize(user, attributes)
  }

  /** Throws the 403 for what is not allowed. */
  demand(user: UserInfo, attributes: Attributes): void {
    const { allowed, reason } = this.decide(user, attributes)
    if (!allowed) throw forbidden(user, attributes, reason)
  }

  demandRequest(user: UserInfo, verb: Verb, target: Target): void {
    if (!user.groups.includes(superusers)) this.demand(user, attributesOf(verb, target))
  }

  rulesFor(user: UserInfo, namespace: string): readonly PolicyRule[] { return this.rbac.rulesFor(user, namespace) }
}
