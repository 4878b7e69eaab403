import { each, fill, within } from '../../defaults/fill.ts'
import type { Service, ServiceSpec } from '../../types.gen.ts'
import { oneOfIfSet } from '../../validation/check.ts'
import { dnsLabel } from '../../validation/names.ts'
import { reachedAt } from '../../validation/status.ts'
import type { Kind } from '../kind.ts'
import { allocated, allocationFaults, keptAddresses } from './allocate.ts'
import { isExternal } from './shape.ts'
import { serviceSpec, serviceUpdate } from './validate.ts'

const stickySeconds = 3 * 60 * 60

export const services: Kind<Service> = {
  nameRule: dnsLabel,
  checksChangeFirst: true,
  defaults: service => within(service, 'spec', serviceDefaults),
  prepareForCreate: (service, context) => ({ ...service, spec: allocated(service.spec, context) }),
  /** What no load balancer serves any more is not said to be reached through one. */
  prepareForUpdate: (next, current, context) => next.spec === current.spec
    ? next
    : { ...next, spec: allocated(keptAddresses(next.spec, current.spec), context), ...next.spec.type !== 'LoadBalancer' && next.status.loadBalancer?.ingress && { status: { ...next.status, loadBalancer: {} } } },
  /** An address is taken for one that packets come to unchanged, unless said. */
  prepareForStatusUpdate: service => within(service, 'status', status => within(status, 'loadBalancer', balancer =>
    within(balancer, 'ingress', list => each(list, one => one.ip ? fill(one, { ipMode: 'VIP' }) : one)))),
  check(root, service, context) {
    const before = root.faults
    serviceSpec(root, service.spec)
    if (root.faults === before) allocationFaults(root, service, context)
  },
  checkUpdate: (root, next, current) => serviceUpdate(root, next.spec, current.spec),
  checkStatus(root, { spec, status }) {
    const path = root.to('status.loadBalancer.ingress')
    const { ingress = [] } = status.loadBalancer ?? {}
    if (spec.type !== 'LoadBalancer' && ingress.length > 0) path.forbidden('may only be used when `spec.type` is \'LoadBalancer\'')
    else ingress.forEach((given, i) => {
      const { ip, ipMode } = given
      reachedAt(path.to(i), given)
      if (ipMode !== undefined && !ip) path.to(i).to('ipMode').forbidden('may not be specified when `ip` is not set')
      else oneOfIfSet(path.to(i).to('ipMode'), ipMode, ['Proxy', 'VIP'])
    })
  },
  warnings: ({ spec }) => spec.externalIPs?.length ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'] : [],
  selectable: ['spec.clusterIP', 'spec.type'],
}

function serviceDefaults(spec: ServiceSpec): ServiceSpec {
  let full = fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' })
  full = within(full, 'ports', ports => each(ports, port => {
    const { targetPort } = port
    const aimed = targetPort === undefined || targetPort === 0 || targetPort === '' ? { ...port, targetPort: port.port } : port
    return fill(aimed, { protocol: 'TCP' })
  }))
  if (full.sessionAffinity === 'ClientIP' && full.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
    full = { ...full, sessionAffinityConfig: { clientIP: { timeoutSeconds: stickySeconds } } }
  if (isExternal(full)) full = fill(full, { externalTrafficPolicy: 'Cluster' })
  if (full.type !== 'ExternalName') full = fill(full, { internalTrafficPolicy: 'Cluster' })
  return full.type === 'LoadBalancer' ? fill(full, { allocateLoadBalancerNodePorts: true }) : full
}
