// Role-based access control: what the roles allow that bindings give to a user or to one of the user's groups.
// Roles and bindings are indexed by subject, anew when one of them has changed and somebody asks.
import type { Store } from '../../etcd/store.ts'
import type { KubeObject } from '../object.ts'
import type { UserInfo } from '../request.ts'
import type { ClusterRoleBinding, PolicyRule, RoleBinding, RoleRef, Subject } from '../types.gen.ts'
import type { Attributes, Decision } from './attributes.ts'
import { ruleAllows } from './rules.ts'

const group = 'rbac.authorization.k8s.io'
const buckets = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(plural => `${plural}.${group}`)

/** A role given to a subject by a binding. */
interface Grant {
  /** undefined: there is no such role. */
  readonly rules: readonly PolicyRule[] | undefined
  readonly role: RoleRef
  /** `ClusterRoleBinding "x"`, `RoleBinding "x/namespace"`. */
  readonly binding: string
  /** `User "jane"`. */
  readonly subject: string
}

type Grants = Map<string, Grant[]>

interface Index { readonly cluster: Grants, readonly namespaces: ReadonlyMap<string, Grants> }

export class Rbac {
  private readonly store: Store<KubeObject>
  private index: Index | undefined

  constructor(store: Store<KubeObject>) {
    this.store = store
    for (const bucket of buckets) store.observe(bucket, () => { this.index = undefined })
  }

  authorize(user: UserInfo, attributes: Attributes): Decision {
    const missing = new Set<string>()
    for (const { rules, role, binding, subject } of this.grantsOf(user, 'path' in attributes ? undefined : attributes.namespace)) {
      if (!rules) missing.add(`${role.kind.toLowerCase()}.${group} ${JSON.stringify(role.name)} not found`)
      else if (rules.some(rule => ruleAllows(rule, attributes)))
        return { allowed: true, reason: `RBAC: allowed by ${binding} of ${role.kind} ${JSON.stringify(role.name)} to ${subject}` }
    }
    const reasons = [...missing]
    return { allowed: false, reason: reasons.length === 0 ? '' : `RBAC: ${reasons.length === 1 ? reasons[0] : `[${reasons.join(', ')}]`}` }
  }

  /** Everything a user may do in a namespace, in the order of the bindings. */
  rulesFor(user: UserInfo, namespace: string | undefined): readonly PolicyRule[] {
    return [...this.grantsOf(user, namespace)].flatMap(({ rules = [] }) => rules)
  }

  private* grantsOf({ name, groups }: UserInfo, namespace: string | undefined): Iterable<Grant> {
    const { cluster, namespaces } = this.index ??= this.read()
    const local = namespace ? namespaces.get(namespace) : undefined
    const subjects = [`User ${name}`, ...groups.map(of => `Group ${of}`)]
    for (const grants of local ? [cluster, local] : [cluster])
      for (const subject of subjects) yield* grants.get(subject) ?? []
  }

  private read(): Index {
    const cluster: Grants = new Map()
    const namespaces = new Map<string, Grants>()
    // buckets hold what their names say
    for (const binding of this.store.range(`clusterrolebindings.${group}`) as ClusterRoleBinding[]) this.grant(cluster, binding, `ClusterRoleBinding ${JSON.stringify(binding.metadata.name)}`, '')
    for (const binding of this.store.range(`rolebindings.${group}`) as RoleBinding[]) {
      const { name, namespace = '' } = binding.metadata
      let grants = namespaces.get(namespace)
      if (!grants) namespaces.set(namespace, grants = new Map())
      this.grant(grants, binding, `RoleBinding ${JSON.stringify(`${name}/${namespace}`)}`, namespace)
    }
    return { cluster, namespaces }
  }

  private grant(into: Grants, { roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding, binding: string, namespace: string): void {
    const rules = this.rulesOf(roleRef, namespace)
    for (const subject of subjects) {
      const key = subjectKey(subject)
      const grant = { rules, role: roleRef, binding, subject: subjectText(subject) }
      const known = into.get(key)
      if (known) known.push(grant)
      else into.set(key, [grant])
    }
  }

  private rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = kind === 'ClusterRole'
      ? this.store.get(`clusterroles.${group}`, name)
      : this.store.get(`roles.${group}`, `${namespace}/${name}`)
    return role && ((role.value as { rules?: readonly PolicyRule[] | null }).rules ?? []) // as above
  }
}

/** A service account is a user with a name of its own. */
const subjectKey = ({ kind, name, namespace = '' }: Subject): string =>
  kind === 'ServiceAccount' ? `User system:serviceaccount:${namespace}:${name}` : `${kind} ${name}`

const subjectText = ({ kind, name, namespace = '' }: Subject): string =>
  `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace}` : name)}`
