// A bare API server with what a fresh cluster has, spoken to as a remote client would.
import { Clock } from '../../../../engine/clock/clock.ts'
import { Random } from '../../../../engine/clock/random.ts'
import { Store } from '../../../../engine/etcd/store.ts'
import { bootstrap } from '../../../../engine/apiserver/bootstrap.ts'
import { documentAt } from '../../../../engine/apiserver/discovery/index.ts'
import { builtinResources } from '../../../../engine/apiserver/kinds/index.ts'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import { Registry } from '../../../../engine/apiserver/registry.ts'
import type { Caller, PatchType, Response, Target } from '../../../../engine/apiserver/request.ts'
import { ApiServer } from '../../../../engine/apiserver/server.ts'
import { standardStages } from '../../../../engine/apiserver/stages.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'

const caller: Caller = { user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }, userAgent: 'kubectl' }
const epochMs = Date.parse('2026-11-21T09:00:00Z')

export class TestServer {
  readonly server: ApiServer

  constructor() {
    const clock = new Clock()
    const store = new Store<KubeObject>(clock)
    const random = new Random(1)
    this.server = new ApiServer({ clock, epochMs, store, random, registry: new Registry(builtinResources), stages: standardStages, documents: documentAt })
    clock.input('start', () => bootstrap(this.server, caller))
  }

  /** POST, or the PUT of `kubectl replace` when the verb says so. */
  create(manifest: JsonObject, options: { dryRun?: boolean, encoding?: 'typed' | 'json' } = {}): Response {
    return this.server.handle(caller, { verb: 'create', ...this.target(manifest), body: manifest, ...options })
  }

  update(manifest: JsonObject, subresource?: string): Response {
    return this.server.handle(caller, { verb: 'update', ...this.target(manifest), body: manifest, ...subresource !== undefined && { subresource } })
  }

  patch(manifest: JsonObject, body: unknown, patchType: PatchType = 'merge', options: { force?: boolean, fieldManager?: string, subresource?: string } = {}): Response {
    return this.server.handle(caller, { verb: 'patch', ...this.target(manifest), patchType, body, ...options })
  }

  delete(manifest: JsonObject): Response {
    return this.server.handle(caller, { verb: 'delete', ...this.target(manifest) })
  }

  get(manifest: JsonObject): Response {
    return this.server.handle(caller, { verb: 'get', ...this.target(manifest) })
  }

  private target(manifest: JsonObject): Target {
    const { apiVersion, kind, metadata } = manifest as unknown as KubeObject
    const definition = this.server.registry.byKind(apiVersion, kind)
    if (!definition) throw new Error(`no kind ${apiVersion} ${kind}`)
    const { group, version, plural, namespaced } = definition
    return { group, version, resource: plural, ...namespaced && { namespace: metadata.namespace ?? 'default' }, ...metadata.name && { name: metadata.name } }
  }
}

/** What the server says against a manifest, as `kubectl` would show it; empty when it takes it. */
export function complaint({ code, body }: Response): string {
  return code < 400 ? '' : (body as Status).message ?? ''
}
