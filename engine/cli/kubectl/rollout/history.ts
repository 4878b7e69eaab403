import { write, type Program } from '../../../client/program.ts'
import type { JsonObject } from '../../../apiserver/object.ts'
import type { PodTemplateSpec } from '../../../apiserver/types.gen.ts'
import { describeTemplate } from '../../describe/index.ts'
import { align, tableTabs } from '../../print/index.ts'
import { withAt } from '../fields.ts'
import { objectPrinter } from '../outcome.ts'
import type { Subject } from '../manifests.ts'
import { eachOf, fetched, kindText } from '../targets.ts'
import { fileFlags, outputFlags, UsageError, type Call, type Verb } from '../verb.ts'
import { revisionsOf, type Revision } from './revisions.ts'
import { rolledOut } from './subjects.ts'

export const history: Verb = {
  flags: { ...fileFlags, ...outputFlags, revision: { kind: 'number', usual: '0' }, selector: { kind: 'text', short: 'l' } },
  run: function* (call) {
    const { flags } = call
    if ((flags.number('revision') ?? 0) < 0) throw new UsageError(`revision must be a positive integer: ${flags.number('revision')}`)
    yield* eachOf(yield* rolledOut(call, { allWhenUnnamed: true }), subject => showHistory(subject, call))
    return 0
  },
}

const withHistory = new Set(['Deployment', 'DaemonSet', 'StatefulSet'])

/** Kinds that could have one, by what their pods are for. */
const workloads = new Set([...withHistory, 'CronJob', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController'])

export function refuseWithoutHistory({ definition: { group, kind } }: Subject, what: 'history viewer' | 'rollbacker' = 'history viewer'): void {
  if (!workloads.has(kind)) throw new UsageError(`error retrieving ${what.split(' ')[0]} for ${JSON.stringify(kind)}, no visitor method exists for {${group} ${kind}}`)
  if (!withHistory.has(kind)) throw new UsageError(`no ${what} has been implemented for ${JSON.stringify(kind)}`)
}

function* showHistory(subject: Subject, call: Call): Program<void> {
  refuseWithoutHistory(subject)
  const revisions = yield* revisionsOf(subject, yield* fetched(subject))
  const wanted = call.flags.number('revision') ?? 0
  const title = `${kindText(subject.definition)}/${subject.name}`
  const print = objectPrinter(call)
  if (wanted > 0) {
    const found = revisions.find(({ number }) => number === wanted)
    if (!found) throw new UsageError('unable to find the specified revision')
    return yield* write(print ? print(found.source) : `${title} with revision #${wanted}\n${templateText(found)}\n`)
  }
  if (print) {
    for (const { source } of revisions) yield* write(print(source))
    return
  }
  const rows = revisions.map(({ number, changeCause }) => `${number}\t${changeCause === '' ? '<none>' : changeCause}\n`)
  yield* write(`${title} \n${align(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, { ...tableTabs, minWidth: 0, padding: 2 })}\n`)
}

/** The template, told with what caused the change. */
export function templateText({ template, changeCause }: Pick<Revision, 'template' | 'changeCause'>): string {
  const told: JsonObject = changeCause === '' ? template : withAt(template, ['metadata', 'annotations', 'kubernetes.io/change-cause'], changeCause)
  return describeTemplate(told as unknown as PodTemplateSpec) // the server stores only templates there
}
