// Services with the pods behind them: told whenever endpoints may have changed.
import type { Node, Pod, Service } from '../../apiserver/types.gen.ts'
import { byNamespace, keyOf, type InformerFactory } from '../../client/informer.ts'
import { isReady } from '../pod-control.ts'
import { hasEndpoint } from './desired.ts'

export interface Backends {
  readonly service: (key: string) => Service | undefined
  readonly podsOf: (service: Service) => readonly Pod[]
  readonly node: (name: string) => Node | undefined
  /** Calls back with the key of each Service whose endpoints may have changed. */
  readonly watch: (changed: (key: string) => void) => void
}

/** Somebody else writes the endpoints of a Service without a selector, and one that is only a name has none. */
export const hasOwnEndpoints = ({ spec }: Service): boolean => spec.type !== 'ExternalName' && spec.selector !== undefined && Object.keys(spec.selector).length > 0

const selects = ({ spec: { selector } }: Service, { metadata: { labels } }: Pod): boolean => {
  if (!selector) return false
  for (const key in selector) if (labels?.[key] !== selector[key]) return false
  return true
}

export function backends(informers: InformerFactory): Backends {
  const services = informers.of('services')
  const pods = informers.of('pods')
  const nodes = informers.of('nodes')
  const servicesIn = services.indexBy(byNamespace)
  const podsIn = pods.indexBy(byNamespace)
  return {
    service: key => services.get(key),
    podsOf: service => podsIn(service.metadata.namespace ?? '').filter(pod => selects(service, pod) && hasEndpoint(pod)),
    node: name => nodes.get(name),
    watch(changed) {
      const enqueue = (service: Service): void => changed(keyOf(service))
      const ofPods = (pod: Pod, before = pod): void => {
        for (const service of servicesIn(byNamespace(pod)))
          if (hasOwnEndpoints(service) && (selects(service, pod) || selects(service, before))) enqueue(service)
      }
      services.handle({ added: enqueue, updated: enqueue, deleted: enqueue })
      pods.handle({
        added: pod => { if (hasEndpoint(pod)) ofPods(pod) },
        updated: (pod, before) => { if (matters(pod, before)) ofPods(pod, before) },
        deleted: pod => ofPods(pod),
      })
    },
  }
}

const matters = (pod: Pod, before: Pod): boolean =>
  hasEndpoint(pod) !== hasEndpoint(before)
  || hasEndpoint(pod) && (
    isReady(pod) !== isReady(before)
    || pod.metadata.labels !== before.metadata.labels
    || pod.metadata.uid !== before.metadata.uid
    || pod.status.podIP !== before.status.podIP
    || (pod.metadata.deletionTimestamp === undefined) !== (before.metadata.deletionTimestamp === undefined))
