import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { demand } from '../../../client/program.ts'
import { UsageError } from '../verb.ts'
import { objectAt, textAt, textsAt } from '../fields.ts'
import { jsonOf, missingResource, placeIn, targetsOf } from '../targets.ts'
import { commandArguments, generator } from './generator.ts'

const podOf = (name: string, image: string, command: readonly string[], restartPolicy: string): JsonObject => ({
  containers: [{ name, image, ...command.length > 0 && { command }, resources: {} }],
  restartPolicy,
})

export const job = generator({
  what: 'job',
  flags: { from: { kind: 'text' }, image: { kind: 'text' } },
  make: function* (call, name) {
    const [image = '', from = ''] = [call.flags.text('image'), call.flags.text('from')]
    const command = commandArguments(call)
    if ((image === '') === (from === '')) throw new UsageError('either --image or --from must be specified')
    if (from !== '' && command.length > 0) throw new UsageError('cannot specify --from and command')
    if (from === '') return jobOf(name, { template: { metadata: {}, spec: podOf(name, image, command, 'Never') } })
    const [target] = yield* targetsOf([from])
    if (!target) throw missingResource()
    const cronJob = jsonOf((yield* demand({ verb: 'get', ...placeIn(target.definition, call.namespace), name: target.names[0] ?? '' })).body)
    if (target.definition.plural !== 'cronjobs') throw new UsageError('from must be an existing cronjob')
    const template = objectAt(cronJob, 'spec', 'jobTemplate')
    return jobOf(name, objectAt(template, 'spec'), {
      ...labelsOf(template),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...textsAt(template, 'metadata', 'annotations') },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: textAt(cronJob, 'metadata', 'name'), uid: textAt(cronJob, 'metadata', 'uid'), controller: true }],
    })
  },
})

const labelsOf = (template: JsonObject): JsonObject => {
  const labels = textsAt(template, 'metadata', 'labels')
  return Object.keys(labels).length > 0 ? { labels } : {}
}

const jobOf = (name: string, spec: Json, metadata: JsonObject = {}): JsonObject =>
  ({ kind: 'Job', apiVersion: 'batch/v1', metadata: { name, ...metadata }, spec, status: {} })

export const cronJob = generator({
  what: 'cronjob',
  required: ['image', 'schedule'],
  flags: {
    image: { kind: 'text' },
    restart: { kind: 'text', usual: 'OnFailure' },
    schedule: { kind: 'text' },
  },
  make: (call, name) => {
    const [image = '', schedule = '', restart = ''] = ['image', 'schedule', 'restart'].map(flag => call.flags.text(flag) ?? '')
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name },
      spec: { schedule, jobTemplate: { metadata: { name }, spec: { template: { metadata: {}, spec: podOf(name, image, commandArguments(call), restart) } } } },
      status: {},
    }
  },
})
