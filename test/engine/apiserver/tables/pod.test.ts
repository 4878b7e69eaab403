import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../../engine/apiserver/types.gen.ts'
import { podRow } from '../../../../engine/apiserver/tables/pod.ts'
import recorded from './pod-cells.json' with { type: 'json' }

const nowMs = Date.UTC(2026, 10, 21, 1, 0, 0)
const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString().replace('.000', '')

/** A pod of which only the given parts are known. */
const podOf = (parts: object, metadata: object = {}): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: '', resourceVersion: '', creationTimestamp: ago(200), ...metadata }, spec: { containers: [{ name: 'c', resources: {} }] }, status: {}, ...parts })

describe('what real pods looked like while they started, ran, crashed and ended', () => {
  it.each(recorded.map(({ spec, status, deleting, cells }, i) => ({ title: `${i}: ${cells.join(' ')}`, spec, status, deleting, cells })))('$title', ({ spec, status, deleting, cells }) => {
    const pod = podOf({ spec, status }, deleting ? { deletionTimestamp: ago(1) } : {})
    expect(podRow(pod, nowMs).slice(1, 4)).toEqual(cells)
  })
})

const running = { ready: true, restartCount: 0, started: true, state: { running: { startedAt: ago(100) } } }
const statusOf = (...containerStatuses: object[]): object => ({ phase: 'Running', containerStatuses: containerStatuses.map((status, i) => ({ name: `c${i}`, ...running, ...status })) })

describe('the row of a pod', () => {
  it('tells the last restart of all its containers', () => {
    const ended = (seconds: number): object => ({ restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: ago(seconds) } } })
    const pod = podOf({ status: { ...statusOf(ended(213), ended(3600), {}), podIPs: [{ ip: '10.244.0.7' }], nominatedNodeName: 'n2' }, spec: { nodeName: 'n1', containers: [{ name: 'c0' }, { name: 'c1' }, { name: 'c2' }] } })
    expect(podRow(pod, nowMs)).toEqual(['p', '3/3', 'Running', '4 (3m33s ago)', '3m20s', '10.244.0.7', 'n1', 'n2', '<none>'])
  })

  it('counts readiness gates', () => {
    const gates = [{ conditionType: 'a' }, { conditionType: 'b' }, { conditionType: 'c' }]
    const pod = podOf({ spec: { containers: [], readinessGates: gates }, status: { conditions: [{ type: 'a', status: 'True' }, { type: 'b', status: 'False' }] } })
    expect(podRow(pod, nowMs).at(-1)).toBe('1/3')
  })

  it.each([
    ['Signal:9', statusOf({ ready: false, state: { terminated: { signal: 9, exitCode: 137 } } })],
    ['ExitCode:3', statusOf({ ready: false, state: { terminated: { exitCode: 3 } } })],
    ['NotReady', { ...statusOf({}, { state: { terminated: { exitCode: 0, reason: 'Completed' } } }), conditions: [{ type: 'Ready', status: 'False' }] }],
    ['SchedulingGated', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
    ['Init:Signal:9', { phase: 'Pending', initContainerStatuses: [{ name: 'i', ready: false, restartCount: 0, state: { terminated: { signal: 9, exitCode: 137 } } }] }],
    ['Init:ExitCode:2', { phase: 'Pending', initContainerStatuses: [{ name: 'i', ready: false, restartCount: 0, state: { terminated: { exitCode: 2 } } }] }],
  ])('says %s', (word, status) => {
    expect(podRow(podOf({ status }), nowMs)[2]).toBe(word)
  })

  it('says Unknown of a pod that is deleted from a lost node, Terminating of others, and keeps the end of one that ended', () => {
    const deleted = { deletionTimestamp: ago(1) }
    expect(podRow(podOf({ status: { phase: 'Running', reason: 'NodeLost' } }, deleted), nowMs)[2]).toBe('Unknown')
    expect(podRow(podOf({ status: { phase: 'Running' } }, deleted), nowMs)[2]).toBe('Terminating')
    expect(podRow(podOf({ status: { phase: 'Failed' } }, deleted), nowMs)[2]).toBe('Failed')
  })
})
