// The definition of the recorded session, and a server that has it.
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import type { Create, PatchType, Response } from '../../../../engine/apiserver/request.ts'
import { admin, Asked } from '../authorization/asking.ts'

export const properties: JsonObject = {
  spec: {
    type: 'object',
    required: ['cronSpec'],
    properties: {
      cronSpec: { type: 'string', pattern: '^(\\S+\\s){4}\\S+$' },
      image: { type: 'string', default: 'busybox' },
      replicas: { type: 'integer', minimum: 1, maximum: 10 },
    },
  },
  status: { type: 'object', properties: { replicas: { type: 'integer' } } },
}

export function definition(fields: JsonObject = properties, version: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'], categories: ['all'] },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: fields } }, ...version }],
      ...spec,
    },
  }
}

export const subresources: JsonObject = { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } }

export const place = { group: 'stable.example.com', version: 'v1', resource: 'crontabs', namespace: 'default' }
const definitions = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' }

export class Crontabs extends Asked {
  constructor(crd: JsonObject = definition(properties, { subresources })) {
    super()
    const { code, body } = this.define(crd)
    if (code >= 400) throw new Error(JSON.stringify(body))
  }

  define(crd: JsonObject): Response { return this.clock.input('define', () => this.create(crd)) }

  redefine(spec: JsonObject): Response {
    return this.clock.input('redefine', () => this.ask(admin, { verb: 'patch', ...definitions, name: 'crontabs.stable.example.com', patchType: 'merge', body: { spec } }))
  }

  undefine(): Response { return this.clock.input('undefine', () => this.ask(admin, { verb: 'delete', ...definitions, name: 'crontabs.stable.example.com' })) }

  add(spec: JsonObject, more: JsonObject = {}, options: Partial<Create> = {}): Response {
    return this.ask(admin, { verb: 'create', ...place, body: { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'my-cron' }, spec, ...more }, ...options })
  }

  patch(body: unknown, patchType: PatchType = 'merge', subresource?: string): Response {
    return this.ask(admin, { verb: 'patch', ...place, name: 'my-cron', patchType, body, ...subresource !== undefined && { subresource } })
  }

  crd(): KubeObject | undefined { return this.store.get('customresourcedefinitions.apiextensions.k8s.io', 'crontabs.stable.example.com')?.value }
}

/** What a user wrote and the server added, without what it gives to every object. */
export function plain({ body }: Response): unknown {
  const { metadata: { uid: _uid, resourceVersion: _version, creationTimestamp: _time, managedFields: _fields, ...metadata }, ...rest } = body as KubeObject
  return { ...rest, metadata }
}
