import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, next, openWatch, unixNow, write, type Program } from '../../../client/program.ts'
import { at, isObject, listAt, numberAt, textAt } from '../fields.ts'
import type { Subject } from '../manifests.ts'
import { eachOf, jsonOf, placeOf } from '../targets.ts'
import { fileFlags, UsageError, type Call, type Verb } from '../verb.ts'
import { rolledOut, tellOfNone } from './subjects.ts'

export const status: Verb = {
  flags: {
    ...fileFlags,
    revision: { kind: 'number', usual: '0' },
    selector: { kind: 'text', short: 'l' },
    timeout: { kind: 'duration', usual: '0s' },
    watch: { kind: 'switch', short: 'w', usual: 'true' },
  },
  run: function* (call) {
    if ((call.flags.number('revision') ?? 0) < 0) throw new UsageError(`revision must be a positive integer: ${call.flags.number('revision')}`)
    const found = yield* rolledOut(call, { allWhenUnnamed: true })
    yield* tellOfNone(found, call)
    yield* eachOf(found, subject => follow(subject, call))
    return 0
  },
}

interface Progress { readonly text: string, readonly done: boolean }

function* follow(subject: Subject, call: Call): Program<void> {
  const { kind, group } = subject.definition
  const viewer = viewers.get(kind)
  if (!viewer) throw new UsageError(`no status viewer has been implemented for ${kind}${group === '' ? '' : `.${group}`}`)
  const timeoutMs = call.flags.durationMs('timeout') ?? 0
  const untilMs = timeoutMs > 0 ? (yield* unixNow()) + timeoutMs : Infinity
  const { name, ...place } = placeOf(subject)
  let object = jsonOf((yield* demand({ verb: 'get', ...place, name })).body)
  const wanted = call.flags.number('revision') ?? 0
  const stream = yield* openWatch({ verb: 'watch', ...place, fieldSelector: `metadata.name=${name}`, resourceVersion: textAt(object, 'metadata', 'resourceVersion') })
  try {
    for (;;) {
      const { text, done } = viewer(object, wanted)
      yield* write(text)
      if (done || !call.flags.isOn('watch')) return
      const leftMs = untilMs === Infinity ? Infinity : untilMs - (yield* unixNow())
      const events = leftMs > 0 ? yield* next(stream, leftMs) : []
      const last = events.at(-1)
      if (!last) throw new UsageError('timed out waiting for the condition')
      if (events.some(({ type }) => type === 'DELETED')) throw new UsageError('object has been deleted')
      object = jsonOf(last.object)
    }
  }
  finally { stream.stop() }
}

type Viewer = (object: JsonObject, revision: number) => Progress

const revisionAnnotation = 'deployment.kubernetes.io/revision'
const count = (object: JsonObject, ...path: readonly string[]): number => numberAt(object, ...path) ?? 0
const observed = (object: JsonObject): boolean => count(object, 'metadata', 'generation') <= count(object, 'status', 'observedGeneration')
const waiting = (text: string): Progress => ({ text: `${text}\n`, done: false })
const finished = (text: string): Progress => ({ text: `${text}\n`, done: true })

const deployment: Viewer = (object, revision) => {
  const name = textAt(object, 'metadata', 'name')
  if (revision > 0 && Number(textAt(object, 'metadata', 'annotations', revisionAnnotation)) !== revision)
    throw new UsageError(`desired revision (${revision}) is different from the running revision (${textAt(object, 'metadata', 'annotations', revisionAnnotation)})`)
  if (!observed(object)) return waiting('Waiting for deployment spec update to be observed...')
  const progressing = listAt(object, 'status', 'conditions').filter(isObject).find(({ type }) => type === 'Progressing')
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded') throw new UsageError(`deployment ${JSON.stringify(name)} exceeded its progress deadline`)
  const wanted = at(object, 'spec', 'replicas')
  const [updated, replicas, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map(field => count(object, 'status', field))
  if (typeof wanted === 'number' && (updated ?? 0) < wanted)
    return waiting(`Waiting for deployment "${name}" rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`)
  if ((replicas ?? 0) > (updated ?? 0)) return waiting(`Waiting for deployment "${name}" rollout to finish: ${(replicas ?? 0) - (updated ?? 0)} old replicas are pending termination...`)
  if ((available ?? 0) < (updated ?? 0)) return waiting(`Waiting for deployment "${name}" rollout to finish: ${available} of ${updated} updated replicas are available...`)
  return finished(`deployment "${name}" successfully rolled out`)
}

const daemonSet: Viewer = object => {
  const name = textAt(object, 'metadata', 'name')
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') throw new UsageError('rollout status is only available for RollingUpdate strategy type')
  if (!observed(object)) return waiting('Waiting for daemon set spec update to be observed...')
  const [updated, desired, available] = ['updatedNumberScheduled', 'desiredNumberScheduled', 'numberAvailable'].map(field => count(object, 'status', field))
  if ((updated ?? 0) < (desired ?? 0)) return waiting(`Waiting for daemon set "${name}" rollout to finish: ${updated} out of ${desired} new pods have been updated...`)
  if ((available ?? 0) < (desired ?? 0)) return waiting(`Waiting for daemon set "${name}" rollout to finish: ${available} of ${desired} updated pods are available...`)
  return finished(`daemon set "${name}" successfully rolled out`)
}

const statefulSet: Viewer = object => {
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') throw new UsageError('rollout status is only available for RollingUpdate strategy type')
  if (count(object, 'status', 'observedGeneration') === 0 || !observed(object)) return waiting('Waiting for statefulset spec update to be observed...')
  const wanted = at(object, 'spec', 'replicas')
  const [ready, updated] = [count(object, 'status', 'readyReplicas'), count(object, 'status', 'updatedReplicas')]
  if (typeof wanted === 'number' && ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`)
  const partition = at(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  if (typeof partition === 'number') {
    if (typeof wanted === 'number' && updated < wanted - partition)
      return waiting(`Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`)
    return finished(`partitioned roll out complete: ${updated} new pods have been updated...`)
  }
  const [updateRevision, currentRevision] = [textAt(object, 'status', 'updateRevision'), textAt(object, 'status', 'currentRevision')]
  if (updateRevision !== currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${updateRevision}...`)
  return finished(`statefulset rolling update complete ${count(object, 'status', 'currentReplicas')} pods at revision ${currentRevision}...`)
}

const viewers: ReadonlyMap<string, Viewer> = new Map([['Deployment', deployment], ['DaemonSet', daemonSet], ['StatefulSet', statefulSet]])

