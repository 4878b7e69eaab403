// A profile: the plugins that are on, their order and their weights; and how each extension point runs.
import { Cycle, isRejection, noScores, unresolvable, type Plugin, type PostFilterResult, type Scores, type Status, type Verdict, type Verdicts } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

export interface Enabled { readonly plugin: Plugin, readonly weight: number }

export interface Preparation {
  readonly rejection: Verdict | undefined
  /** The nodes that are worth looking at; undefined: all. */
  readonly shortlist: ReadonlySet<string> | undefined
  /** The plugins that made the shortlist. */
  readonly shortlistedBy: readonly string[]
}

export interface PluginScores { readonly plugin: string, readonly weight: number, readonly raw: Scores, readonly normalized: Scores }

export class Profile {
  readonly plugins: readonly Plugin[]
  private readonly scoring: readonly Enabled[]

  constructor(enabled: readonly Enabled[]) {
    this.plugins = enabled.map(({ plugin }) => plugin)
    this.scoring = enabled.filter(({ plugin }) => plugin.score)
  }

  preEnqueue(pod: PodInfo): Verdict | undefined { return this.firstRefusal(plugin => plugin.preEnqueue?.(pod)) }

  preFilter(cycle: Cycle, pod: PodInfo): Preparation {
    let shortlist: ReadonlySet<string> | undefined
    const shortlistedBy: string[] = []
    const filters: Plugin[] = []
    for (const plugin of this.plugins) {
      const answer = plugin.preFilter?.(cycle, pod)
      if (answer && 'nodes' in answer) {
        shortlist = new Set([...answer.nodes].filter(node => shortlist?.has(node) ?? true))
        shortlistedBy.push(plugin.name)
      }
      else if (answer?.code === 'Skip') continue
      else if (answer) return { rejection: { plugin: plugin.name, status: answer }, shortlist, shortlistedBy }
      if (plugin.filter) filters.push(plugin)
    }
    cycle.filters = filters
    return { rejection: undefined, shortlist, shortlistedBy }
  }

  /** What keeps a pod from a node, all prepared anew: for trying things out. */
  obstacle(pod: PodInfo, node: NodeInfo): Verdict | undefined {
    const cycle = new Cycle()
    const { rejection, shortlist, shortlistedBy: [plugin = ''] } = this.preFilter(cycle, pod)
    if (rejection) return rejection
    if (shortlist?.has(node.name) === false) return { plugin, status: unresolvable() }
    return firstVerdict(cycle.filters, cycle, pod, node)
  }

  /** The first plugin that makes something of it decides; else what all of them said. */
  postFilter(cycle: Cycle, pod: PodInfo, verdicts: Verdicts): PostFilterResult & { readonly message: string } {
    const reasons: string[] = []
    for (const plugin of this.plugins) {
      const result = plugin.postFilter?.(cycle, pod, verdicts)
      if (!result) continue
      const { status } = result
      if (!status || !isRejection(status)) return { ...result, message: status?.reasons.join(', ') ?? '' }
      reasons.push(...status.reasons)
      if (status.code === 'UnschedulableAndUnresolvable') break
    }
    return { status: { code: 'Unschedulable', reasons }, message: reasons.join(', ') }
  }

  score(cycle: Cycle, pod: PodInfo, nodes: readonly NodeInfo[]): readonly PluginScores[] {
    const willing = this.scoring.filter(({ plugin }) => plugin.preScore?.(cycle, pod, nodes)?.code !== 'Skip')
    return willing.map(({ plugin, weight }) => {
      const raw = plugin.score?.(cycle, pod, nodes) ?? noScores(nodes.length)
      return { plugin: plugin.name, weight, raw, normalized: plugin.normalize?.(cycle, raw, nodes) ?? raw }
    })
  }

  /** Reserve, Permit, PreBind and Bind in turn; what refuses first is answered, and nothing after it runs. */
  commit(cycle: Cycle, pod: PodInfo, node: NodeInfo): Verdict | undefined {
    return this.firstRefusal(plugin => plugin.reserve?.(cycle, pod, node))
      ?? this.firstRefusal(plugin => plugin.permit?.(cycle, pod, node))
      ?? at('PreBind', this.firstRefusal(plugin => plugin.preBind?.(cycle, pod, node)))
      ?? at('Bind', this.firstRefusal(plugin => plugin.bind?.(cycle, pod, node)))
  }

  unreserve(cycle: Cycle, pod: PodInfo, node: NodeInfo): void {
    for (const plugin of this.plugins.toReversed()) plugin.unreserve?.(cycle, pod, node)
  }

  private firstRefusal(ask: (plugin: Plugin) => Status | undefined): Verdict | undefined {
    for (const plugin of this.plugins) {
      const status = ask(plugin)
      if (status && status.code !== 'Skip') return { plugin: plugin.name, status }
    }
    return undefined
  }
}

const at = (point: 'PreBind' | 'Bind', verdict: Verdict | undefined): Verdict | undefined => verdict && { ...verdict, point }

export function firstVerdict(filters: readonly Plugin[], cycle: Cycle, pod: PodInfo, node: NodeInfo): Verdict | undefined {
  for (const plugin of filters) {
    const status = plugin.filter?.(cycle, pod, node)
    if (status) return { plugin: plugin.name, status }
  }
  return undefined
}
