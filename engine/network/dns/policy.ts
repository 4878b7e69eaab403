// What the kubelet writes into the resolv.conf of a pod.
import type { Pod } from '../../apiserver/types.gen.ts'
import { clusterDomain } from './cluster-zone.ts'
import { outerServer, type ResolverConfig } from './resolver.ts'

export const clusterDnsAddress = '10.96.0.10'

/** That of the machines themselves. */
export const machineConfig: ResolverConfig = { nameservers: [outerServer], searches: [], options: new Map() }

/** What it takes of a pod. */
export interface PodNames { readonly metadata: Pick<Pod['metadata'], 'namespace'>, readonly spec: Pick<Pod['spec'], 'dnsPolicy' | 'dnsConfig' | 'hostNetwork'> }

export function configOf({ metadata: { namespace = 'default' }, spec: { dnsPolicy = 'ClusterFirst', hostNetwork = false, dnsConfig } }: PodNames): ResolverConfig {
  const base = dnsPolicy === 'None' ? empty : dnsPolicy === 'Default' || (dnsPolicy === 'ClusterFirst' && hostNetwork) ? machineConfig : clusterFirst(namespace)
  if (!dnsConfig) return base
  return {
    nameservers: [...new Set([...base.nameservers, ...dnsConfig.nameservers ?? []])],
    searches: [...new Set([...base.searches, ...dnsConfig.searches ?? []])],
    options: new Map([...base.options, ...(dnsConfig.options ?? []).map(({ name = '', value }): [string, string | undefined] => [name, value])]),
  }
}

const empty: ResolverConfig = { nameservers: [], searches: [], options: new Map() }

const clusterOptions: ResolverConfig['options'] = new Map([['ndots', '5']])
/** One for all pods of a namespace. */
const known = new Map<string, ResolverConfig>()
const mostKnown = 1000

function clusterFirst(namespace: string): ResolverConfig {
  const shared = known.get(namespace)
  if (shared) return shared
  const config: ResolverConfig = { nameservers: [clusterDnsAddress], searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain], options: clusterOptions }
  if (known.size === mostKnown) known.clear()
  known.set(namespace, config)
  return config
}
