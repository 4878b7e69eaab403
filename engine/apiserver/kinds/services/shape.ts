// What sort of service it is.
import type { ServiceSpec } from '../../types.gen.ts'

export const isHeadless = ({ clusterIP, clusterIPs }: ServiceSpec): boolean => (clusterIPs ? clusterIPs[0] : clusterIP) === 'None'

/** Whether it can be reached from outside the cluster. */
export const isExternal = ({ type, externalIPs = [] }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP' && externalIPs.length > 0

export const hasNodePorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false

export const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean => type === 'LoadBalancer' && externalTrafficPolicy === 'Local'
