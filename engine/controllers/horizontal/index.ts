// HorizontalPodAutoscaler: every fifteen seconds, as many replicas as the metrics ask for, within limits.
import type { Part } from '../../clock/part.ts'
import { timestamp } from '../../clock/time.ts'
import { equal } from '../../apiserver/equal.ts'
import type { Target } from '../../apiserver/request.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { HorizontalPodAutoscaler, MetricStatus, Scale } from '../../apiserver/types.gen.ts'
import { unwrap, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { decide, type Recommendation, type ScaleEvent } from './behavior.ts'
import { withCondition, type Conditions } from './conditions.ts'
import { MetricFailure, propose, type Proposal, type Scaled } from './metrics.ts'
import { usualTolerance, type Tolerance } from './usage.ts'

const name = 'horizontal-pod-autoscaler'
const resource = 'horizontalpodautoscalers.autoscaling'
const reactionMs = 5
const periodMs = 15_000
/** No window is longer. */
const rememberedMs = 3_600_000

/** What an autoscaler remembers of itself; a restart forgets it. */
interface Memory { recommendations: readonly Recommendation[], events: readonly ScaleEvent[] }

interface Failure { readonly reason: string, readonly message: string, readonly cause: string }

interface Outcome { readonly replicas: number, readonly reason: string, readonly conditions: Conditions, readonly metrics: readonly MetricStatus[] | null }

export function horizontalController(client: Client, informers: InformerFactory): Part {
  const autoscalers = informers.of(resource)
  const recorder = new EventRecorder(client, name)
  const memories = new Map<string, Memory>()
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const autoscaler = autoscalers.get(key)
    if (!autoscaler) return void memories.delete(key)
    queue.addAfter(key, periodMs)
    const memory = memories.get(key) ?? { recommendations: [], events: [] }
    memories.set(key, memory)
    reconcile(autoscaler, memory)
  }

  function reconcile(autoscaler: HorizontalPodAutoscaler, memory: Memory): void {
    const before = autoscaler.status.conditions ?? []
    const set = (conditions: Conditions, ...change: readonly [type: string, is: boolean, reason: string, message: string]): Conditions => withCondition(conditions, change, client.unixMs)
    let scale: Scale
    let at: Target
    try {
      at = placeOf(autoscaler)
      scale = unwrap(client.request({ verb: 'get', name: autoscaler.spec.scaleTargetRef.name, ...at })).body as Scale // that is what the subresource serves
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      recorder.event(autoscaler, 'Warning', 'FailedGetScale', error.message)
      return write(autoscaler, { conditions: set(before, 'AbleToScale', false, 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error.message}`) })
    }
    const conditions = set(before, 'AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
    const current = scale.spec.replicas ?? 0
    const { minReplicas = 1, maxReplicas } = autoscaler.spec
    if (current === 0 && minReplicas !== 0)
      return write(autoscaler, { currentReplicas: 0, desiredReplicas: 0, conditions: set(conditions, 'ScalingActive', false, 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero') })
    let outcome: Outcome
    if (current > maxReplicas) outcome = { replicas: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas', conditions, metrics: null }
    else if (current < minReplicas) outcome = { replicas: minReplicas, reason: 'Current number of replicas below Spec.MinReplicas', conditions, metrics: null }
    else {
      const computed = byMetrics(autoscaler, scale, memory, conditions)
      if ('failed' in computed) return write(autoscaler, { currentReplicas: current, desiredReplicas: autoscaler.status.desiredReplicas, conditions: computed.failed })
      outcome = computed
    }
    const { replicas, reason, metrics } = outcome
    if (replicas === current) return write(autoscaler, { currentReplicas: current, desiredReplicas: current, currentMetrics: metrics, conditions: outcome.conditions })
    try { unwrap(client.request({ verb: 'update', name: autoscaler.spec.scaleTargetRef.name, ...at, body: { ...scale, spec: { ...scale.spec, replicas } }, encoding: 'typed' })) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      recorder.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`)
      return write(autoscaler, { currentReplicas: current, currentMetrics: metrics, conditions: set(outcome.conditions, 'AbleToScale', false, 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`) })
    }
    recorder.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`)
    memory.events = [...recent(memory.events), { change: replicas - current, atMs: client.clock.nowMs }]
    write(autoscaler, {
      currentReplicas: current,
      desiredReplicas: replicas,
      currentMetrics: metrics,
      lastScaleTime: timestamp(client.unixMs),
      conditions: set(outcome.conditions, 'AbleToScale', true, 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`),
    })
  }

  function byMetrics(autoscaler: HorizontalPodAutoscaler, scale: Scale, memory: Memory, given: Conditions): Outcome | { readonly failed: Conditions } {
    const { metrics = [] } = autoscaler.spec
    const current = scale.spec.replicas ?? 0
    const { proposals, failures } = proposalsOf(autoscaler, scale)
    const [first] = failures
    const best = proposals.toSorted((a, b) => b.replicas - a.replicas)[0]
    // one metric that cannot be had is no reason to stay small, but one to not get smaller
    if (first && (!best || best.replicas < current)) {
      recorder.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first.cause}`)
      return { failed: withCondition(given, ['ScalingActive', false, first.reason, `the HPA was unable to compute the replica count: ${first.message}`], client.unixMs) }
    }
    const wanted = best?.replicas ?? current
    const metric = best?.metric ?? ''
    const active = withCondition(given, ['ScalingActive', true, 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${metric}`], client.unixMs)
    const { nowMs } = client.clock
    const { replicas, able, limited } = decide(autoscaler.spec, current, wanted, memory, nowMs)
    memory.recommendations = [...recent(memory.recommendations), { replicas: wanted, atMs: nowMs }]
    const conditions = withCondition(withCondition(active, ['AbleToScale', true, able.reason, able.message], client.unixMs), ['ScalingLimited', limited.isLimited, limited.reason, limited.message], client.unixMs)
    return { replicas, reason: replicas > current ? `${metric} above target` : 'All metrics below target', conditions, metrics: proposals.map(({ status }) => status) }
  }

  function proposalsOf(autoscaler: HorizontalPodAutoscaler, scale: Scale): { readonly proposals: readonly Proposal[], readonly failures: readonly Failure[] } {
    const scaled = scaledBy(autoscaler, scale)
    const { behavior, metrics = [] } = autoscaler.spec
    const tolerance: Tolerance = { up: toleranceOf(behavior?.scaleUp?.tolerance, usualTolerance.up), down: toleranceOf(behavior?.scaleDown?.tolerance, usualTolerance.down) }
    const proposals: Proposal[] = []
    const failures: Failure[] = []
    for (const metric of metrics) {
      try { proposals.push(propose(client, metric, scaled, tolerance)) }
      catch (error) {
        if (!(error instanceof MetricFailure)) throw error
        recorder.event(autoscaler, 'Warning', error.reason, error.message)
        failures.push({ reason: error.reason, message: error.message, cause: metric.resource ? `failed to get ${metric.resource.name} resource metric value: ${error.message}` : error.message })
      }
    }
    return { proposals, failures }
  }

  function scaledBy({ metadata: { namespace = '' } }: HorizontalPodAutoscaler, scale: Scale): Scaled {
    const selector = scale.status.selector ?? ''
    return { namespace, selector, replicas: scale.spec.replicas ?? 0, pods: client.list('pods', namespace, { labelSelector: selector }) }
  }

  const recent = <T extends { readonly atMs: number }>(those: readonly T[]): readonly T[] => those.filter(({ atMs }) => atMs > client.clock.nowMs - rememberedMs)

  function placeOf({ metadata, spec: { scaleTargetRef: { apiVersion = 'v1', kind } } }: HorizontalPodAutoscaler): Target {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    const definition = client.definitions().find(known => known.kind === kind && known.group === group)
    return { group, version, resource: definition?.plural ?? `${kind.toLowerCase()}s`, subresource: 'scale', ...metadata.namespace !== undefined && { namespace: metadata.namespace } }
  }

  function write(autoscaler: HorizontalPodAutoscaler, change: Partial<HorizontalPodAutoscaler['status']>): void {
    const status = { ...autoscaler.status, currentMetrics: null, ...change }
    if (!equal(status, autoscaler.status)) client.updateStatus(resource, { ...autoscaler, status })
  }

  return {
    name,
    start: () => {
      autoscalers.handle({
        added: autoscaler => queue.addAfter(keyOf(autoscaler), periodMs),
        deleted: autoscaler => memories.delete(keyOf(autoscaler)),
      })
    },
    stop: () => queue.stop(),
  }
}

const toleranceOf = (text: string | undefined, usual: number): number => text === undefined ? usual : Number(text)
