import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timestamp } from '../../../engine/clock/time.ts'
import type { CronJob, CronJobSpec } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { dueBetween, parseSchedule } from '../../../engine/controllers/cronjob/schedule.ts'
import { zonedTimestamp } from '../../../engine/controllers/cronjob/time-zone.ts'
import { utc, zoneNamed } from '../../../engine/clock/zones.ts'
import { namespace, SmallCluster } from '../../support/small-cluster.ts'

const next = (schedule: string, after: string, zone?: string): string | undefined => {
  const ms = parseSchedule(schedule, zoneNamed(zone ?? 'UTC') ?? utc).next(Date.parse(after))
  return ms === undefined ? undefined : timestamp(ms)
}

describe('schedules', () => {
  test.each([
    ['*/1 * * * *', '2026-11-21T09:00:00Z', '2026-11-21T09:01:00Z'],
    ['*/1 * * * *', '2026-11-21T09:00:59Z', '2026-11-21T09:01:00Z'],
    ['30 8-10 * * *', '2026-11-21T09:30:00Z', '2026-11-21T10:30:00Z'],
    ['5/20 * * * *', '2026-11-21T09:45:00Z', '2026-11-21T10:05:00Z'],
    ['0 0 1 1 *', '2026-11-21T09:00:00Z', '2027-01-01T00:00:00Z'],
    ['0 0 29 2 *', '2026-11-21T09:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 30 2 *', '2026-11-21T09:00:00Z', undefined],
    ['0 12 * * mon-fri', '2026-11-21T09:00:00Z', '2026-11-23T12:00:00Z'], // the 21st is a Saturday
    ['0 12 13 * fri', '2026-11-21T09:00:00Z', '2026-11-27T12:00:00Z'], // the 13th, and every Friday
    ['0 12 */2 * fri', '2026-11-21T13:00:00Z', '2026-11-23T12:00:00Z'], // with a step a star is no longer any
    ['0 0 * jan,JUL ?', '2026-11-21T09:00:00Z', '2027-01-01T00:00:00Z'],
    ['@weekly', '2026-11-21T09:00:00Z', '2026-11-22T00:00:00Z'],
    ['@hourly', '2026-11-21T09:00:00Z', '2026-11-21T10:00:00Z'],
    ['@every 1h30m', '2026-11-21T09:00:00Z', '2026-11-21T10:30:00Z'],
  ])('%s after %s', (schedule, after, expected) => expect(next(schedule, after)).toBe(expected))

  test('a zone has its own midnight', () => {
    expect(next('0 0 * * *', '2026-11-21T09:00:00Z', 'Asia/Seoul')).toBe('2026-11-21T15:00:00Z')
    expect(next('0 0 * * *', '2026-11-21T09:00:00Z', 'Etc/GMT+3')).toBe('2026-11-22T03:00:00Z')
    expect(zonedTimestamp(Date.parse('2026-11-21T15:00:00Z'), zoneNamed('Asia/Seoul') ?? utc)).toBe('2026-11-22T00:00:00+09:00')
    expect(zonedTimestamp(Date.parse('2026-11-21T15:00:00Z'), zoneNamed('America/New_York') ?? utc)).toBe('2026-11-21T10:00:00-05:00')
  })

  test.each([
    ['in spring an hour is passed over, and what is due in it', '30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-09T06:30:00Z', '2026-03-10T06:30:00Z']],
    ['in autumn an hour comes twice, and what is due in it too', '30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-02T06:30:00Z']],
    ['other times move with the clocks', '0 9 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', ['2026-10-24T07:00:00Z', '2026-10-25T08:00:00Z']],
    ['in the south it is the other way round', '0 9 * * *', 'Australia/Sydney', '2026-04-03T23:30:00Z', ['2026-04-04T23:00:00Z', '2026-04-05T23:00:00Z']],
    ['Seoul has no summer time', '0 9 * * *', 'Asia/Seoul', '2026-06-01T00:00:00Z', ['2026-06-02T00:00:00Z']],
    ['every hour is every hour', '0 * * * *', 'Europe/London', '2026-10-25T00:00:00Z', ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z']],
  ])('%s', (_what, text, zone, after, times) => {
    const schedule = parseSchedule(text, zoneNamed(zone))
    let at = Date.parse(after)
    expect(times.map(() => timestamp(at = schedule.next(at) ?? NaN))).toEqual(times)
  })

  test('the next time is later, whole, and nothing lies between', () => {
    fc.assert(fc.property(fc.constantFrom('*/7 * * * *', '3 */5 * * *', '0 0 1,15 * 1', '15 3 * 2-4 *'), fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 1, max: 1_000_000 }), (text, seconds, later) => {
      const schedule = parseSchedule(text)
      const first = schedule.next(seconds * 1000) ?? NaN
      const fromLater = schedule.next(seconds * 1000 + later * 1000) ?? NaN
      expect(first).toBeGreaterThan(seconds * 1000)
      expect(first % 60_000).toBe(0)
      expect(fromLater === first).toBe(seconds * 1000 + later * 1000 < first)
    }))
  })

  test('of many missed times the last one counts', () => {
    const schedule = parseSchedule('*/10 * * * *')
    const now = Date.parse('2026-11-21T09:05:00Z')
    expect(dueBetween(schedule, now - 3_600_000, now)).toEqual({ lastMs: Date.parse('2026-11-21T09:00:00Z'), count: 6 })
    expect(dueBetween(schedule, now - 864_000_000, now)).toEqual({ lastMs: Date.parse('2026-11-21T09:00:00Z'), count: 101 })
    expect(dueBetween(schedule, now, now)).toEqual({ lastMs: undefined, count: 0 })
  })
})

describe('on a cluster', () => {
  const cronJob = (fate: string, spec: Partial<CronJobSpec> = {}): Draft<CronJob> & { readonly spec: CronJobSpec } => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace },
    spec: {
      schedule: '* * * * *',
      jobTemplate: { metadata: {}, spec: { template: { metadata: { annotations: { 'oracle/fate': fate } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', resources: {} }] } } } },
      ...spec,
    },
  })
  const jobNames = (world: SmallCluster): readonly string[] => world.client.list('jobs.batch', namespace).map(({ metadata }) => metadata.name).sort()
  const minutes = Date.parse('2026-11-21T09:00:00Z') / 60_000

  test('a job at each minute, the last three kept', () => {
    const world = new SmallCluster()
    world.create('cronjobs.batch', cronJob('succeeded', { timeZone: 'Asia/Seoul' }))
    world.pass(5 * 60 + 30)
    expect(jobNames(world)).toEqual([3, 4, 5].map(each => `tick-${minutes + each}`))
    expect(world.client.get('cronjobs.batch', namespace, 'tick').status).toEqual({ lastScheduleTime: '2026-11-21T09:05:00Z', lastSuccessfulTime: '2026-11-21T09:05:01Z' })
    expect(world.client.get('jobs.batch', namespace, `tick-${minutes + 5}`).metadata.annotations).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-21T18:05:00+09:00' })
    expect(world.told('SawCompletedJob')).toEqual([1, 2, 3, 4, 5].map(each => `Saw completed job: tick-${minutes + each}, condition: Complete`))
    expect(world.told('UnexpectedJob')).toEqual([])
  })

  test.each([
    ['Allow', [1, 2, 3]],
    ['Forbid', [1]],
    ['Replace', [3]],
  ] as const)('%s while jobs still run', (concurrencyPolicy, expected) => {
    const world = new SmallCluster()
    world.create('cronjobs.batch', cronJob('running', { concurrencyPolicy }))
    world.pass(3 * 60 + 30)
    expect(jobNames(world)).toEqual(expected.map(each => `tick-${minutes + each}`))
    expect(world.client.get('cronjobs.batch', namespace, 'tick').status.active?.map(({ name }) => name)).toEqual(jobNames(world))
  })

  test('suspended, nothing starts; resumed, only the last missed time is made up for', () => {
    const world = new SmallCluster()
    world.create('cronjobs.batch', cronJob('succeeded', { suspend: true }))
    world.pass(3 * 60 + 10)
    expect(jobNames(world)).toEqual([])
    world.edit('cronjobs.batch', 'tick', each => ({ ...each, spec: { ...each.spec, suspend: false } }))
    world.pass(5)
    expect(jobNames(world)).toEqual([`tick-${minutes + 3}`])
  })

  test('a time that is past its deadline is let go', () => {
    const world = new SmallCluster()
    world.create('cronjobs.batch', cronJob('succeeded', { suspend: true, startingDeadlineSeconds: 10 }))
    world.pass(60 + 30)
    world.edit('cronjobs.batch', 'tick', each => ({ ...each, spec: { ...each.spec, suspend: false } }))
    world.pass(5)
    expect(jobNames(world)).toEqual([])
    world.pass(30)
    expect(jobNames(world)).toEqual([`tick-${minutes + 2}`])
  })
})
