// The stages of a request, visible one by one.
import { describe, expect, it } from 'vitest'
import type { RequestTrace } from '../../../engine/apiserver/trace.ts'
import type { Request } from '../../../engine/apiserver/request.ts'
import { admin, Asked, jane } from './authorization/asking.ts'

const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' } as const
const pod = (spec: object = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } })
const create = (spec?: object, namespace = 'default'): Request => ({ verb: 'create', ...pods, namespace, body: pod(spec) })

function traced(...requests: readonly Request[]): readonly RequestTrace[] {
  const server = new Asked()
  const seen: RequestTrace[] = []
  server.server.tracer.observe(trace => seen.push(trace))
  for (const request of requests) server.ask(admin, request)
  return seen
}

const stagesOf = (trace: RequestTrace | undefined): readonly string[] => (trace?.stages ?? []).map(({ name, detail, outcome }) => [name, detail, outcome].join(' ').replace('  ', ' '))

describe('a trace', () => {
  it('tells of every stage that a write passes', () => {
    const stages = stagesOf(traced(create())[0])
    expect(stages.filter(stage => !/admission .* passed$/.test(stage))).toEqual([
      'authentication passed',
      'authorization kubernetes-admin passed',
      'decoding Pod passed',
      'defaulting Pod changed',
      'mutating admission ServiceAccount changed',
      'mutating admission Priority changed',
      'mutating admission DefaultTolerationSeconds changed',
      'validation Pod passed',
      'storage write passed',
    ])
    expect(stages.findIndex(stage => stage.startsWith('validating admission'))).toBeGreaterThan(stages.indexOf('validation Pod passed'))
    expect(stages).toContain('mutating admission LimitRanger passed')
  })

  it.each<[string, Request, string, number]>([
    ['an unknown field', create({ nodeNmae: 'x' }), 'decoding Pod refused', 400],
    ['a wrong value', create({ restartPolicy: 'Sometimes' }), 'validation Pod refused', 422],
    ['a class that is not there', create({ priorityClassName: 'none' }), 'mutating admission Priority refused', 403],
    ['an object that is not there', { verb: 'get', ...pods, name: 'none' }, 'storage read refused', 404],
    ['an old version', { verb: 'update', group: '', version: 'v1', resource: 'namespaces', name: 'dev', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev', resourceVersion: '1' } } }, 'storage read refused', 409],
    ['nobody', { verb: 'list', ...pods, credentials: {} }, 'authorization system:anonymous refused', 403],
    ['a wrong token', { verb: 'list', ...pods, credentials: { token: 'x' } }, 'authentication refused', 401],
  ])('ends where %s is refused', (_what, request, last, code) => {
    const [trace] = traced(request)
    expect([stagesOf(trace).at(-1), trace?.code]).toEqual([last, code])
    expect(trace?.message).not.toBe('')
  })

  it('tells no name of one whom it does not know', () => {
    expect(traced(create(), { verb: 'list', ...pods, credentials: { token: 'x' } }).map(({ user }) => user)).toEqual(['kubernetes-admin', ''])
  })

  it('is told in whose name a request is', () => {
    const server = new Asked()
    const seen: string[] = []
    const stop = server.server.tracer.observe(({ user, request: { verb } }) => seen.push(`${user} ${verb}`))
    server.ask(admin, { verb: 'list', ...pods, impersonate: { user: 'jane' } })
    server.ask(jane, { verb: 'list', ...pods })
    stop()
    server.ask(admin, { verb: 'list', ...pods })
    expect(seen).toEqual(['jane list', 'jane list'])
  })

  it('counts what a request causes on its way to that request', () => {
    const server = new Asked()
    server.ask(admin, create())
    const seen: RequestTrace[] = []
    server.server.tracer.observe(trace => seen.push(trace))
    server.ask(admin, { verb: 'create', ...pods, name: 'web', subresource: 'eviction', body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } } })
    expect(seen.map(({ request }) => 'subresource' in request && request.subresource)).toEqual(['eviction'])
  })
})
