// What is wrong with controllers and jobs.
import { describe } from 'vitest'
import { type Case, container, never, object, told, workload } from './cases.ts'

const cases: readonly Case[] = [
  ['deployment without anything', object('apps/v1', 'Deployment', { spec: {} }), [
    'spec.selector: Required value',
    'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
    'spec.template.spec.containers: Required value',
  ]],
  ['deployment with another selector', object('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'c' } }, spec: { containers: [container()] } } } }), ['spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`']],
  ['deployment with an empty selector', object('apps/v1', 'Deployment', { spec: { selector: {}, template: { metadata: { labels: { a: 'c' } }, spec: { containers: [container()] } } } }), ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']],
  ['deployment: numbers and strategies', object('apps/v1', 'Deployment', { spec: { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: 0, strategy: { type: 'Blue' }, ...workload({ restartPolicy: 'Never' }) } }), [
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    'spec.strategy: Unsupported value: {"Type":"Blue","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
  ]],
  ['deployment: a deadline before ready', object('apps/v1', 'Deployment', { spec: { minReadySeconds: 10, progressDeadlineSeconds: 10, ...workload() } }), ['spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds']],
  ['deployment: nothing can happen', object('apps/v1', 'Deployment', { spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }, ...workload() } }), ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0']],
  ['deployment: shares', object('apps/v1', 'Deployment', { spec: { strategy: { rollingUpdate: { maxSurge: '1', maxUnavailable: '101%' } }, ...workload() } }), [
    'spec.strategy.rollingUpdate.maxSurge: Invalid value: "1": a valid percent string must be a numeric string followed by an ending \'%\' (e.g. \'1%\',  or \'93%\', regex used for validation is \'[0-9]+%\')',
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  ]],
  ['deployment: recreate with numbers', object('apps/v1', 'Deployment', { spec: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } }, ...workload() } }), ['spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \'Recreate\'']],
  ['replicaset', object('apps/v1', 'ReplicaSet', { spec: { replicas: -1, ...workload({ restartPolicy: 'OnFailure', activeDeadlineSeconds: 1 }) } }), [
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    'spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"',
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
  ]],
  ['replication controller', object('v1', 'ReplicationController', { spec: { replicas: 1, selector: { a: 'x' }, template: workload().template } }), ['spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`']],
  ['statefulset', object('apps/v1', 'StatefulSet', { spec: { replicas: -1, podManagementPolicy: 'Any', updateStrategy: { type: 'X' }, minReadySeconds: -1, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'X', whenScaled: 'Y' }, ordinals: { start: -1 }, ...workload() } }), [
    'spec.podManagementPolicy: Invalid value: "Any": must be \'OrderedReady\' or \'Parallel\'',
    'spec.updateStrategy: Invalid value: {"Type":"X","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\'',
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "X": supported values: "Retain", "Delete"',
    'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Y": supported values: "Retain", "Delete"',
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0',
  ]],
  ['statefulset: numbers', object('apps/v1', 'StatefulSet', { spec: { serviceName: 'A', updateStrategy: { rollingUpdate: { partition: -1, maxUnavailable: 0 } }, ...workload() } }), [
    'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0',
  ]],
  ['statefulset with a dotted name', object('apps/v1', 'StatefulSet', { spec: { serviceName: 's', ...workload() } }, { name: 'a.b' }), ['metadata.name: Invalid value: "a.b": must not contain dots']],
  ['statefulset with a claim', object('apps/v1', 'StatefulSet', { spec: { serviceName: 's', ...workload(), volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: {} }] } }), []],
  ['daemonset', object('apps/v1', 'DaemonSet', { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } }, minReadySeconds: -1, revisionHistoryLimit: -1, ...workload({ restartPolicy: 'Never' }) } }), [
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
  ]],
  ['daemonset: both numbers', object('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } }, ...workload() } }), ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero']],
  ['daemonset: strategy', object('apps/v1', 'DaemonSet', { spec: { updateStrategy: { type: 'X' }, ...workload() } }), ['spec.updateStrategy: Unsupported value: {"Type":"X","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"']],
  ['job: restart policy', object('batch/v1', 'Job', { spec: { template: { spec: { containers: [container()] } } } }), ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['job: numbers', object('batch/v1', 'Job', { spec: { parallelism: -1, completions: -1, backoffLimit: -1, activeDeadlineSeconds: -1, ttlSecondsAfterFinished: -1, completionMode: 'X', podReplacementPolicy: 'Y', template: never } }), [
    'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
    'spec.completions: Invalid value: -1: must be greater than or equal to 0',
    'spec.activeDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
    'spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0',
    'spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"',
    'spec.podReplacementPolicy: Unsupported value: "Y": supported values: "Failed", "TerminatingOrFailed"',
  ]],
  ['job: indexed', object('batch/v1', 'Job', { spec: { completionMode: 'Indexed', backoffLimitPerIndex: 1, maxFailedIndexes: 3, template: never } }), ['spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions']],
  ['job: per index without indexes', object('batch/v1', 'Job', { spec: { backoffLimitPerIndex: 1, maxFailedIndexes: 1, template: never } }), [
    'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
  ]],
  ['job: manual selector', object('batch/v1', 'Job', { spec: { manualSelector: true, template: never } }), ['spec.selector: Required value']],
  ['job: failure policy', object('batch/v1', 'Job', { spec: { podFailurePolicy: { rules: [{ action: 'X' }, { action: 'FailJob', onExitCodes: { operator: 'In', values: [0] }, onPodConditions: [{ type: 'A', status: 'Maybe' }] }] }, template: never } }), [
    'spec.podFailurePolicy.rules[0].action: Unsupported value: "X": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
    'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    'spec.podFailurePolicy.rules[1].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    'spec.podFailurePolicy.rules[1].onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
    'spec.podFailurePolicy.rules[1]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported',
  ]],
  ['cron job: schedules', object('batch/v1', 'CronJob', { spec: { schedule: '* * * *', jobTemplate: { spec: { template: never } } } }), ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]']],
  ['cron job: a wrong minute', object('batch/v1', 'CronJob', { spec: { schedule: '61 * * * *', jobTemplate: { spec: { template: never } } } }), ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61']],
  ['cron job: words', object('batch/v1', 'CronJob', { spec: { schedule: 'every minute', concurrencyPolicy: 'Maybe', successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -1, startingDeadlineSeconds: -1, timeZone: 'Mars/Phobos X', jobTemplate: { spec: { template: never } } } }), [
    'spec.schedule: Invalid value: "every minute": expected exactly 5 fields, found 2: [every minute]',
    'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.timeZone: Invalid value: "Mars/Phobos X": unknown time zone Mars/Phobos X',
    'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    'spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    'spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
  ]],
  ['cron job: a time zone in the schedule', object('batch/v1', 'CronJob', { spec: { schedule: 'TZ=UTC * * * * *', jobTemplate: { spec: { template: never } } } }), ['spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead']],
  ['cron job: nothing', object('batch/v1', 'CronJob', { spec: {} }), [
    'spec.schedule: Required value',
    'spec.jobTemplate.spec.template.spec.containers: Required value',
    'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ]],
  ['cron job: a long name', object('batch/v1', 'CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { template: never } } } }, { name: 'a'.repeat(53) }), ['metadata.name: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 52 characters']],
  ['cron job: a selector', object('batch/v1', 'CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { manualSelector: true, template: never } } } }), ['spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"']],
  ['pod template', object('v1', 'PodTemplate', { template: { spec: { containers: [{ name: 'c' }] } } }), ['template.spec.containers[0].image: Required value']],
]

describe('controllers and jobs', () => told(cases))
