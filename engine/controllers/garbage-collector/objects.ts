// Objects of whatever kind, by the address in an owner reference.
import type { KubeObject, ObjectMeta } from '../../apiserver/object.ts'
import type { DeleteOptions, Response } from '../../apiserver/request.ts'
import { groupVersionOf, type ResourceDefinition } from '../../apiserver/resource.ts'
import { isStatus, unwrap, type Client } from '../../client/client.ts'
import type { Address } from './graph.ts'

export class AnyObjects {
  private readonly client: Client

  constructor(client: Client) { this.client = client }

  find(address: Address): KubeObject | undefined {
    const definition = this.definitionOf(address)
    if (!definition) return undefined
    try { return objectIn(unwrap(this.client.request({ verb: 'get', ...targetOf(definition, address), name: address.name }))) }
    catch (error) {
      if (isStatus(error, 'NotFound')) return undefined
      throw error
    }
  }

  /** Changes the owner references or finalizers of an object; an empty list is left out. */
  write(object: KubeObject, change: Pick<ObjectMeta, 'ownerReferences' | 'finalizers'>): void {
    const address = addressOf(object)
    const definition = this.definitionOf(address)
    if (!definition) return
    const metadata = Object.fromEntries(Object.entries({ ...object.metadata, ...change }).filter(([, value]) => !Array.isArray(value) || value.length > 0))
    this.tolerateAbsence(() => unwrap(this.client.request({ verb: 'update', ...targetOf(definition, address), name: address.name, body: { ...object, metadata }, encoding: 'typed' })))
  }

  delete(object: KubeObject, options: DeleteOptions): void {
    const address = addressOf(object)
    const definition = this.definitionOf(address)
    if (definition) this.tolerateAbsence(() => unwrap(this.client.request({ verb: 'delete', ...targetOf(definition, address), name: address.name, ...options })))
  }

  private tolerateAbsence(act: () => void): void {
    try { act() }
    catch (error) { if (!isStatus(error, 'NotFound')) throw error }
  }

  private definitionOf({ apiVersion, kind }: Address): ResourceDefinition | undefined {
    const { group, version } = groupVersionOf(apiVersion)
    return this.client.definitions().find(definition => definition.kind === kind && definition.group === group && definition.version === version)
      ?? this.client.definitions().find(definition => definition.kind === kind && definition.group === group)
  }
}

const addressOf = ({ apiVersion, kind, metadata: { namespace, name } }: KubeObject): Address => ({ apiVersion, kind, namespace, name })

const targetOf = ({ group, version, plural, namespaced }: ResourceDefinition, { namespace }: Address) =>
  ({ group, version, resource: plural, ...namespaced && namespace !== undefined && { namespace } })

const objectIn = ({ body }: Response): KubeObject | undefined => 'metadata' in body && 'name' in body.metadata ? body as KubeObject : undefined // a get answers one object
