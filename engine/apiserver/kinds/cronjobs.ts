import { fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import type { CronJob, CronJobSpec } from '../types.gen.ts'
import { noneNegative, oneOf } from '../validation/check.ts'
import { scheduleFault, timeZoneFault } from '../validation/cron.ts'
import { shownSelector } from '../validation/labels.ts'
import { jobSpec } from './jobs.ts'
import type { Kind } from './kind.ts'
import { podWarnings } from './pods/warnings.ts'

const unsaid: Partial<CronJobSpec> = { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 }
const longestName = 52 // 63 less the time that each of its jobs has in its name

export const cronjobs: Kind<CronJob> = {
  defaults: job => within(job, 'spec', spec => {
    const { metadata, spec: given } = spec.jobTemplate ?? {}
    const template = templateDefaults(given?.template)
    return template === given?.template ? fill(spec, unsaid) : { ...fill(spec, unsaid), jobTemplate: { metadata: metadata ?? {}, spec: put({ ...given, template }, 'template', template) } }
  }),

  check(root, { metadata, spec }) {
    const { schedule, timeZone, jobTemplate } = spec
    if (!schedule) root.to('spec.schedule').required()
    else {
      const fault = scheduleFault(schedule)
      if (fault !== undefined) root.to('spec.schedule').invalid(schedule, fault)
      if (schedule.includes('TZ')) root.to('spec.schedule').invalid(schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
    }
    noneNegative(root.to('spec'), spec, ['startingDeadlineSeconds'])
    const zoneFault = timeZone === undefined ? undefined : timeZoneFault(timeZone)
    if (zoneFault !== undefined) root.to('spec.timeZone').invalid(timeZone, zoneFault)
    oneOf(root.to('spec.concurrencyPolicy'), spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'])
    jobSpec(root.to('spec.jobTemplate.spec'), jobTemplate.spec)
    const { selector, manualSelector } = jobTemplate.spec
    if (selector) root.to('spec.jobTemplate.spec.selector').invalidText(shownSelector(selector), '`selector` will be auto-generated')
    if (manualSelector) root.to('spec.jobTemplate.spec.manualSelector').notSupported(true, ['nil', 'false'])
    noneNegative(root.to('spec'), spec, ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'])
    if (metadata.name.length > longestName && metadata.resourceVersion === '') root.to('metadata.name').invalid(metadata.name, 'must be no more than 52 characters')
  },
  warnings: ({ spec }) => podWarnings(spec.jobTemplate.spec.template.spec, 'spec.jobTemplate.spec.template.spec'),
}
