// A bare API server with its built-in roles, asked by anyone.
import { Clock } from '../../../../engine/clock/clock.ts'
import { Random } from '../../../../engine/clock/random.ts'
import { Store } from '../../../../engine/etcd/store.ts'
import { documentAt } from '../../../../engine/apiserver/discovery/index.ts'
import { builtinResources } from '../../../../engine/apiserver/kinds/index.ts'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import { Registry } from '../../../../engine/apiserver/registry.ts'
import type { Caller, Identity, Request, Response, UserInfo } from '../../../../engine/apiserver/request.ts'
import { ApiServer } from '../../../../engine/apiserver/server.ts'
import { standardStages } from '../../../../engine/apiserver/stages.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'

export const epochMs = Date.parse('2026-11-21T09:00:00Z')
export const admin: UserInfo = { name: 'kubernetes-admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] }
export const jane: UserInfo = { name: 'jane', groups: ['system:authenticated'] }
const rbac = 'rbac.authorization.k8s.io'

export class Asked {
  readonly clock = new Clock()
  readonly store = new Store<KubeObject>(this.clock)
  readonly server = new ApiServer({ clock: this.clock, epochMs, store: this.store, random: new Random(1), registry: new Registry(builtinResources), stages: standardStages, documents: documentAt })

  constructor() {
    this.clock.input('start', () => {
      this.server.bootstrapAccess()
      for (const name of ['default', 'dev', 'kube-system']) this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    })
  }

  ask(user: UserInfo, request: Request): Response {
    const caller: Caller = { user, userAgent: 'test' }
    return this.server.handle(caller, request)
  }

  /** POSTs a manifest, as the administrator unless someone else is named. */
  create(manifest: JsonObject, { as = admin, subresource, ...identity }: { as?: UserInfo, subresource?: { resource: string, name: string, subresource: string } } & Identity = {}): Response {
    const { apiVersion, kind, metadata } = manifest as unknown as KubeObject
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') as [string, string] : ['', apiVersion]
    const target = subresource
      ? { group: '', version: 'v1', ...subresource, namespace: metadata.namespace ?? 'default' }
      : this.targetOf(group, version, kind, metadata?.namespace)
    return this.ask(as, { verb: 'create', ...target, ...identity, body: manifest })
  }

  role(namespace: string | undefined, name: string, rules: readonly JsonObject[]): void {
    const kind = namespace === undefined ? 'ClusterRole' : 'Role'
    expectTaken(this.create({ apiVersion: `${rbac}/v1`, kind, metadata: { name, ...namespace !== undefined && { namespace } }, rules }))
  }

  bind(namespace: string | undefined, name: string, role: string, ...subjects: readonly JsonObject[]): void {
    const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'
    const [roleKind = '', roleName = ''] = role.split('/')
    expectTaken(this.create({ apiVersion: `${rbac}/v1`, kind, metadata: { name, ...namespace !== undefined && { namespace } }, roleRef: { apiGroup: rbac, kind: roleKind, name: roleName }, subjects }))
  }

  private targetOf(group: string, version: string, kind: string, namespace: string | undefined): { group: string, version: string, resource: string, namespace?: string } {
    const definition = this.server.registry.byKind(group === '' ? version : `${group}/${version}`, kind)
    if (!definition) throw new Error(`no kind ${kind}`)
    return { group, version, resource: definition.plural, ...definition.namespaced && { namespace: namespace ?? 'default' } }
  }
}

export const user = (name: string): JsonObject => ({ apiGroup: rbac, kind: 'User', name })
export const groupNamed = (name: string): JsonObject => ({ apiGroup: rbac, kind: 'Group', name })

/** What was answered: `ok`, or the refusal. */
export const said = ({ code, body }: Response): string => code < 400 ? 'ok' : (body as Status).message ?? ''

function expectTaken(response: Response): void {
  if (response.code >= 400) throw new Error(said(response))
}
