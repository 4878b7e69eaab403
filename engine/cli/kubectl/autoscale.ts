import type { JsonObject } from '../../apiserver/object.ts'
import { apiVersionOf } from '../../apiserver/resource.ts'
import type { Program } from '../../client/program.ts'
import { createObject, rememberingSent } from './create/generator.ts'
import { asQuantity } from './create/quantity.ts'
import { raise } from './failure.ts'
import type { Subject } from './manifests.ts'
import { fetched, gvrText, subjectsOf } from './targets.ts'
import { recorded, recordFlag } from './record.ts'
import { dryRunOf, fileFlags, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

export const autoscale: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...recordFlag,
    'cpu': { kind: 'text' },
    'cpu-percent': { kind: 'number', usual: '-1', deprecated: 'Use --cpu with percentage or resource quantity format (e.g., \'70%\' for utilization or \'500m\' for milliCPU).' },
    'field-manager': { kind: 'text', usual: 'kubectl-autoscale' },
    'max': { kind: 'number', usual: '-1' },
    'memory': { kind: 'text' },
    'min': { kind: 'number', usual: '-1' },
    'name': { kind: 'text' },
    'save-config': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const [least = -1, most = -1] = [flags.number('min'), flags.number('max')]
    if (!flags.has('max')) throw new UsageError('required flag(s) "max" not set')
    if (most < 1) throw new UsageError(`--max=MAXPODS is required and must be at least 1, max: ${most}`)
    if (most < least) throw new UsageError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`)
    const { subjects, errors } = yield* subjectsOf(call, flags.args)
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* autoscaleOne(subject, call) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    return 0
  },
}

const scalable = new Set(['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers'])

function* autoscaleOne(subject: Subject, call: Call): Program<void> {
  const { flags } = call
  const { definition: { group, version, plural, kind } } = subject
  yield* fetched(subject)
  if (!scalable.has(group === '' ? plural : `${plural}.${group}`)) throw new UsageError(`cannot autoscale a ${kind}: could not find scale subresource for ${gvrText(subject.definition)} in discovery information`)
  const least = flags.number('min') ?? -1
  const metrics = metricsOf(call)
  const autoscaler: JsonObject = {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: flags.text('name') ?? subject.name },
    spec: {
      scaleTargetRef: { kind, name: subject.name, apiVersion: apiVersionOf(group, version) },
      ...least > 0 && { minReplicas: least },
      maxReplicas: flags.number('max') ?? 0,
      ...metrics.length > 0 && { metrics },
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  }
  yield* createObject(call, rememberingSent(recorded(autoscaler, call), call), undefined, dryRunOf(call) === 'client' ? 'created' : 'autoscaled')
}

function metricsOf({ flags }: Call): readonly JsonObject[] {
  const percent = flags.number('cpu-percent') ?? -1
  const asked: readonly (readonly [string, string | undefined])[] = [['cpu', flags.text('cpu') ?? (percent >= 0 ? `${percent}%` : undefined)], ['memory', flags.text('memory')]]
  return asked.flatMap(([name, target]) => target === undefined ? [] : [{ type: 'Resource', resource: { name, target: targetOf(name, target) } }])
}

function targetOf(name: string, text: string): JsonObject {
  const percent = /^(\d+)%$/.exec(text)?.[1]
  if (percent !== undefined) return { type: 'Utilization', averageUtilization: Number(percent) }
  if (text.endsWith('%')) throw new UsageError(`invalid ${name} utilization: ${text}`)
  return { type: 'AverageValue', averageValue: asQuantity(text) }
}
