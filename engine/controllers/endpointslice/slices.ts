// The slices of one controller, as its informer knows them; and those changes that it has made but not yet heard of.
import type { KubeObject } from '../../apiserver/object.ts'
import type { EndpointSlice, ObjectMeta } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import type { WorkQueue } from '../../client/workqueue.ts'
import { Expectations } from '../expectations.ts'
import { controllerRef } from '../owners.ts'
import type { Plan } from './reconcile.ts'
import { withTriggerTime } from './trigger-time.ts'

type Labels = Readonly<Record<string, string>>
type NewMetadata = Partial<ObjectMeta>

const resource = 'endpointslices.discovery.k8s.io'
const serviceLabel = 'kubernetes.io/service-name'
const managerLabel = 'endpointslice.kubernetes.io/managed-by'
const headlessLabel = 'service.kubernetes.io/headless'

export class Slices {
  private readonly expectations = new Expectations()
  private readonly client: Client
  private readonly manager: string
  private readonly of: (key: string) => readonly EndpointSlice[]

  constructor(client: Client, informers: InformerFactory, manager: string, queue: () => WorkQueue) {
    this.client = client
    this.manager = manager
    const slices = informers.of(resource)
    this.of = slices.indexBy(byService)
    const seen = (slice: EndpointSlice, version: string | undefined): void => {
      const [key] = byService(slice)
      if (key === undefined || slice.metadata.labels?.[managerLabel] !== manager) return
      this.expectations.seen(key, changeKey(slice, version))
      if (this.expectations.areMet(key)) queue().add(key) // it may be someone else's change
    }
    slices.handle({
      added: slice => seen(slice, slice.metadata.resourceVersion),
      updated: (slice, before) => {
        seen(slice, slice.metadata.resourceVersion)
        if (byService(before)[0] !== byService(slice)[0]) seen(before, before.metadata.resourceVersion)
      },
      deleted: slice => seen(slice, undefined),
    })
  }

  /** Those of a Service; undefined while not everything about them is known. */
  find(key: string): readonly EndpointSlice[] | undefined {
    if (!this.expectations.areMet(key)) return undefined
    return this.of(key).filter(({ metadata }) => metadata.labels?.[managerLabel] === this.manager && metadata.deletionTimestamp === undefined)
  }

  /** What a new slice of an object is called; its labels, and those that say whose slice it is. */
  metadataFor(owner: KubeObject, isHeadless: boolean): NewMetadata & { readonly labels: Labels } {
    const { name, namespace, labels = {} } = owner.metadata
    const own = Object.entries(labels).filter(([key]) => key !== headlessLabel)
    return {
      generateName: `${name}-`,
      ...namespace !== undefined && { namespace },
      labels: Object.fromEntries([...own, ...isHeadless ? [[headlessLabel, ''] as const] : [], [serviceLabel, name], [managerLabel, this.manager]]),
      ownerReferences: [controllerRef(owner)],
    }
  }

  carryOut(key: string, { create, update, remove }: Plan, newMetadata: NewMetadata, triggerTime: string | undefined): void {
    const expect = (slice: EndpointSlice): void => this.expectations.willSee(key, changeKey(slice, slice.metadata.resourceVersion))
    for (const contents of create) {
      const { annotations, ...metadata } = newMetadata
      expect(this.client.create(resource, {
        apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...metadata, ...withTriggerTime(annotations, triggerTime) }, addressType: 'IPv4', ...contents,
      }))
    }
    for (const slice of update) {
      const { annotations, ...metadata } = slice.metadata
      const made = this.client.update(resource, { ...slice, metadata: { ...metadata, ...withTriggerTime(annotations, triggerTime) } })
      if (made.metadata.resourceVersion !== slice.metadata.resourceVersion) expect(made)
    }
    for (const slice of remove) {
      try { this.client.delete(resource, slice.metadata.namespace, slice.metadata.name) }
      catch (error) {
        if (isStatus(error, 'NotFound')) continue
        throw error
      }
      this.expectations.willSee(key, changeKey(slice, undefined))
    }
  }

  removeAll(key: string): void { this.carryOut(key, { create: [], update: [], remove: this.find(key) ?? [] }, {}, undefined) }
}

const byService = ({ metadata: { namespace = '', labels } }: EndpointSlice): readonly string[] => {
  const service = labels?.[serviceLabel]
  return service === undefined ? [] : [`${namespace}/${service}`]
}

const changeKey = (slice: EndpointSlice, version: string | undefined): string => `${keyOf(slice)} ${version ?? 'deleted'}`
