// The descriptions of what runs to its end.
import type { CronJob, Job } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import { humanDuration } from '../../apiserver/tables/duration.ts'
import { selectorOf, trueFalse, unset } from '../../apiserver/tables/format.ts'
import type { Describer } from './describer.ts'
import { dateText } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, controllerLine, heading, labelLines } from './metadata.ts'
import { templateLines } from './template.ts'

export const job: Describer<Job> = {
  describe({ metadata, spec, status }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Selector:\t${selectorOf(spec.selector)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    controllerLine(out, metadata)
    const given = (title: string, value: string | number | boolean | undefined): void => {
      if (value !== undefined) out.line(0, `${title}:\t${value}`)
    }
    given('Parallelism', spec.parallelism)
    given('Completions', spec.completions ?? unset)
    given('Completion Mode', spec.completionMode)
    given('Suspend', spec.suspend)
    given('Backoff Limit', spec.backoffLimit)
    given('TTL Seconds After Finished', spec.ttlSecondsAfterFinished)
    const [start, end] = [parseTimestamp(status.startTime ?? ''), parseTimestamp(status.completionTime ?? '')]
    given('Start Time', status.startTime && dateText(status.startTime))
    given('Completed At', status.completionTime && dateText(status.completionTime))
    given('Duration', start !== undefined && end !== undefined ? humanDuration(end - start) : undefined)
    given('Active Deadline Seconds', spec.activeDeadlineSeconds === undefined ? undefined : `${spec.activeDeadlineSeconds}s`)
    const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`
    given('Pods Statuses', `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`)
    if (spec.completionMode === 'Indexed') given('Completed Indexes', cappedIndexes(status.completedIndexes ?? ''))
    templateLines(out, spec.template)
    eventLines(out, events, nowMs)
  },
}

/** Cut at the first comma from the fiftieth character on. */
function cappedIndexes(indexes: string): string {
  const comma = indexes.indexOf(',', 50)
  return comma < 0 ? indexes || '<none>' : `${indexes.slice(0, comma + 1)}...`
}

export const cronJob: Describer<CronJob> = {
  describe({ metadata, spec, status }, out, { nowMs, events }) {
    heading(out, metadata)
    out.line(0, `Schedule:\t${spec.schedule}`)
    out.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`)
    out.line(0, `Suspend:\t${spec.suspend === undefined ? unset : trueFalse(spec.suspend)}`)
    out.line(0, `Time Zone:\t${spec.timeZone ?? unset}`)
    out.line(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? unset}`)
    out.line(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? unset}`)
    out.line(0, `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? unset : `${spec.startingDeadlineSeconds}s`}`)
    const template = spec.jobTemplate.spec
    out.line(0, `Selector:\t${template?.selector ? selectorOf(template.selector) : unset}`)
    out.line(0, `Parallelism:\t${template?.parallelism ?? unset}`)
    out.line(0, `Completions:\t${template?.completions ?? unset}`)
    if (template?.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${template.activeDeadlineSeconds}s`)
    templateLines(out, template?.template)
    out.line(0, `Last Schedule Time:\t${status.lastScheduleTime ? dateText(status.lastScheduleTime) : unset}`)
    out.line(0, `Active Jobs:\t${(status.active ?? []).map(({ name }) => name).join(', ') || '<none>'}`)
    eventLines(out, events, nowMs)
  },
}
