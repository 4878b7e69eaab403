// PodTopologySpread: alike pods spread over zones and nodes, as a must (DoNotSchedule) or a wish (ScheduleAnyway).
import type { LabelSelector, Pod, TopologySpreadConstraint } from '../../apiserver/types.gen.ts'
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import { podSelectsNode } from '../../client/placement/node-affinity.ts'
import { untoleratedTaint } from '../../client/placement/tolerations.ts'
import { withLabelKeys } from '../affinity-term.ts'
import type { ClusterCache } from '../cache.ts'
import { spreadQuestion, type Tally } from '../census.ts'
import { maxScore, scoresOfAll, skip, Slot, unresolvable, unschedulable, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'

const hostnameLabel = 'kubernetes.io/hostname'
const zoneLabel = 'topology.kubernetes.io/zone'

const skewed = unschedulable("node(s) didn't match pod topology spread constraints")
const unlabelled = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)")

/** What the real scheduler wishes for pods that say nothing but belong to a Service or a workload. */
const systemDefaults: readonly Omit<TopologySpreadConstraint, 'labelSelector'>[] = [
  { maxSkew: 3, topologyKey: hostnameLabel, whenUnsatisfiable: 'ScheduleAnyway' },
  { maxSkew: 5, topologyKey: zoneLabel, whenUnsatisfiable: 'ScheduleAnyway' },
]

interface Constraint {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly minDomains: number
  readonly selector: LabelSelector
  readonly tally: Tally
  /** Which nodes are part of the reckoning at all; undefined: every node that has the labels. */
  readonly includes: ((node: NodeInfo) => boolean) | undefined
}

interface Hard extends Constraint { readonly counts: ReadonlyMap<string, number>, readonly fewest: number, readonly self: 0 | 1 }
interface Soft extends Constraint { readonly counts: ReadonlyMap<string, number> | undefined, readonly weight: number }
interface Wishes { readonly constraints: readonly Soft[], readonly ignored: ReadonlySet<NodeInfo> }

/** The selectors of the Services and the workload that a pod belongs to, merged; undefined when there are none. */
export type OwnSelector = (pod: Pod) => LabelSelector | undefined

export function podTopologySpread(cache: ClusterCache, ownSelector: OwnSelector): Plugin {
  const musts = new Slot<readonly Hard[]>()
  const wishes = new Slot<Wishes>()

  function constraintsOf(pod: Pod, action: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
    const own = pod.spec.topologySpreadConstraints ?? []
    if (own.length > 0) return own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action).map(constraint => constraintOf(pod, constraint))
    const selector = action === 'ScheduleAnyway' ? ownSelector(pod) : undefined
    return selector ? systemDefaults.map(constraint => constraintOf(pod, { ...constraint, labelSelector: selector })) : []
  }

  function constraintOf(pod: Pod, { topologyKey, maxSkew, minDomains = 1, labelSelector, ...rest }: TopologySpreadConstraint): Constraint {
    const selector = withLabelKeys(labelSelector, pod.metadata.labels ?? {}, rest.matchLabelKeys) ?? selectsNothing
    const byAffinity = rest.nodeAffinityPolicy !== 'Ignore' && asksForNodes(pod)
    const byTaints = rest.nodeTaintsPolicy === 'Honor'
    const tolerations = pod.spec.tolerations ?? []
    return {
      topologyKey, maxSkew, minDomains, selector,
      tally: cache.census.ask(spreadQuestion(pod.metadata.namespace ?? '', selector)),
      includes: byAffinity || byTaints
        ? node => (!byAffinity || podSelectsNode(pod.spec, node)) && (!byTaints || !untoleratedTaint(node.hardTaints, tolerations, ['NoSchedule', 'NoExecute']))
        : undefined,
    }
  }

  /** The count of pods for every value of the topology label, zero included, over the nodes that are part of it. */
  function countsOf({ topologyKey, tally: pods, includes }: Constraint, keys: readonly string[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    if (includes || !keys.every(key => key === topologyKey || alwaysTogether(key, topologyKey))) {
      for (const node of cache.nodes.values()) {
        const value = node.labels[topologyKey]
        if (value !== undefined && keys.every(key => node.labels[key] !== undefined) && includes?.(node) !== false)
          counts.set(value, (counts.get(value) ?? 0) + pods.on(node))
      }
      return counts
    }
    const known = pods.by(topologyKey)
    for (const value of cache.nodesBy(topologyKey).keys()) counts.set(value, known.get(value) ?? 0)
    return counts
  }

  /** Whether every node has both labels, so that none is left out for want of the other. */
  function alwaysTogether(a: string, b: string): boolean {
    return isEverywhere(a) && isEverywhere(b)
  }

  function isEverywhere(label: string): boolean { return cache.nodesWith(label) === cache.nodes.size }

  return {
    name: 'PodTopologySpread',

    preFilter: (cycle, { pod }) => {
      const constraints = constraintsOf(pod, 'DoNotSchedule')
      if (constraints.length === 0) return skip
      const keys = constraints.map(({ topologyKey }) => topologyKey)
      musts.write(cycle, constraints.map((constraint): Hard => {
        const counts = countsOf(constraint, keys)
        let fewest = Infinity
        for (const count of counts.values()) if (count < fewest) fewest = count
        const self = labelSelectorMatches(constraint.selector, pod.metadata.labels ?? {}) ? 1 : 0
        return { ...constraint, counts, self, fewest: counts.size < constraint.minDomains ? 0 : fewest }
      }))
      return undefined
    },

    filter: (cycle, _pod, node) => {
      for (const { topologyKey, counts, fewest, self, maxSkew } of musts.read(cycle)) {
        const value = node.labels[topologyKey]
        if (value === undefined) return unlabelled
        if ((counts.get(value) ?? 0) + self - fewest > maxSkew) return skewed
      }
      return undefined
    },

    preScore: (cycle, { pod }, nodes) => {
      const constraints = constraintsOf(pod, 'ScheduleAnyway')
      if (constraints.length === 0) return skip
      const keys = constraints.map(({ topologyKey }) => topologyKey)
      const needsAllLabels = (pod.spec.topologySpreadConstraints ?? []).length > 0
      const ignored = needsAllLabels ? new Set(nodes.filter(({ labels }) => keys.some(key => labels[key] === undefined))) : nobody
      wishes.write(cycle, {
        ignored,
        constraints: constraints.filter(({ topologyKey }) => cache.nodesBy(topologyKey).size > 0).map((constraint): Soft => {
          const perNode = constraint.topologyKey === hostnameLabel // counted node by node while scoring
          const domains = perNode ? nodes.length - ignored.size : valuesOf(constraint.topologyKey, nodes, ignored).size
          return { ...constraint, weight: Math.log(domains + 2), counts: perNode ? undefined : countsOf(constraint, needsAllLabels ? keys : [constraint.topologyKey]) }
        }),
      })
      return undefined
    },

    score: (cycle, _pod, nodes) => {
      const { constraints, ignored } = wishes.read(cycle)
      const hasIgnored = ignored.size > 0
      const [first] = constraints
      if (first && constraints.length === 1 && !hasIgnored && !first.counts && isEverywhere(first.topologyKey)) // as mostly: spread over nodes, in a cluster without zones
        return scoresOfAll(nodes, node => Math.round(first.tally.on(node) * first.weight + (first.maxSkew - 1)))
      return scoresOfAll(nodes, node => {
        if (hasIgnored && ignored.has(node)) return 0
        let score = 0
        for (const { topologyKey, counts, tally: pods, weight, maxSkew } of constraints) {
          const value = node.labels[topologyKey]
          if (value !== undefined) score += (counts ? counts.get(value) ?? 0 : pods.on(node)) * weight + (maxSkew - 1)
        }
        return Math.round(score)
      })
    },

    normalize: (cycle, scores, nodes) => {
      const { ignored } = wishes.read(cycle)
      let most = 0
      let fewest = Infinity
      let i = 0
      for (const node of nodes) {
        const score = scores[i++] ?? 0
        if (ignored.size > 0 && ignored.has(node)) continue
        if (score > most) most = score
        if (score < fewest) fewest = score
      }
      const normalized = new Array<number>(scores.length)
      for (i = 0; i < scores.length; i++) normalized[i] = most === 0 ? maxScore : Math.floor(maxScore * (most + fewest - (scores[i] ?? 0)) / most)
      if (ignored.size > 0) nodes.forEach((node, n) => { if (ignored.has(node)) normalized[n] = 0 })
      return normalized
    },

    mayHelp: (event, { pod }) => {
      const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
      const counted = (other: Pod) => other.metadata.namespace === pod.metadata.namespace
        && constraints.some(({ labelSelector }) => labelSelector !== undefined && labelSelectorMatches(labelSelector, other.metadata.labels ?? {}))
      switch (event.kind) {
        case 'pod assigned': case 'assigned pod gone': return counted(event.pod)
        case 'assigned pod changed': return counted(event.pod) !== counted(event.before) || (counted(event.pod) && (event.pod.metadata.deletionTimestamp !== event.before.metadata.deletionTimestamp))
        case 'node added': case 'node gone': return constraints.some(({ topologyKey }) => event.node.metadata.labels?.[topologyKey] !== undefined)
        case 'node changed': return event.before.metadata.labels !== event.node.metadata.labels || event.before.spec !== event.node.spec
        case 'storage changed': return false
      }
    },
  }
}

const nobody: ReadonlySet<NodeInfo> = new Set()

function valuesOf(label: string, nodes: readonly NodeInfo[], ignored: ReadonlySet<NodeInfo>): ReadonlySet<string> {
  const values = new Set<string>()
  for (const node of nodes) if (!ignored.has(node)) values.add(node.labels[label] ?? '')
  return values
}

/** A constraint without a selector counts nothing. */
const selectsNothing: LabelSelector = { matchExpressions: [{ key: 'a', operator: 'Exists' }, { key: 'a', operator: 'DoesNotExist' }] }

const asksForNodes = ({ spec }: Pod): boolean =>
  Object.keys(spec.nodeSelector ?? {}).length > 0 || spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined

