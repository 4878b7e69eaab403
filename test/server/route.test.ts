// What an HTTP request asks.
import { describe, expect, it } from 'vitest'
import { StatusError } from '../../engine/apiserver/status.ts'
import { route, type Asked, type HttpRequest } from '../../server/route.ts'

type More = Partial<Omit<HttpRequest, 'body'>> & { readonly body?: string | Buffer }

const ask = (method: string, url: string, more: More = {}): Asked => route({ method, url, headers: {}, ...more, body: Buffer.from(more.body ?? '') }, undefined)
const request = (method: string, url: string, more: More = {}): unknown => ask(method, url, more).request
const status = (method: string, url: string, more: More = {}): unknown => {
  try { return ask(method, url, more) }
  catch (error) { return error instanceof StatusError ? `${error.status.code} ${error.status.message}` : error }
}

const core = { group: '', version: 'v1' }
const patchOf = (type: string) => ({ headers: { 'content-type': type }, body: '{"a":1}' })

describe('reading', () => {
  it.each([
    ['/api/v1/nodes', { verb: 'list', ...core, resource: 'nodes' }],
    ['/api/v1/namespaces/a/pods?labelSelector=app%3Dweb&limit=500&resourceVersion=0', { verb: 'list', ...core, resource: 'pods', namespace: 'a', labelSelector: 'app=web', limit: 500 }],
    ['/apis/apps/v1/namespaces/a/deployments/web', { verb: 'get', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'a', name: 'web' }],
    ['/apis/apps/v1/namespaces/a/deployments/web/scale', { verb: 'get', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'a', name: 'web', subresource: 'scale' }],
    ['/apis', { path: '/apis', aggregated: false }],
    ['/healthz?verbose', { path: '/healthz', aggregated: false }],
  ])('GET %s', (url, expected) => { expect(request('GET', url)).toEqual(expected) })

  it('gives rows to who asks for rows', () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    expect(request('GET', '/api/v1/pods', { headers: { accept } })).toEqual({ verb: 'list', ...core, resource: 'pods', as: 'table' })
  })

  it('watches', () => {
    expect(ask('GET', '/api/v1/pods?watch=true&resourceVersion=7&timeoutSeconds=9')).toEqual({
      kind: 'watch',
      request: { verb: 'watch', ...core, resource: 'pods', resourceVersion: '7' },
      opening: { sendsInitialEvents: false, marksTheirEnd: false, timeoutSeconds: 9, asTable: false },
    })
    expect(ask('GET', '/api/v1/namespaces/a/pods/web?watch=1&sendInitialEvents=true&allowWatchBookmarks=true')).toEqual({
      kind: 'watch',
      request: { verb: 'watch', ...core, resource: 'pods', namespace: 'a', name: 'web', fieldSelector: 'metadata.name=web' },
      opening: { sendsInitialEvents: true, marksTheirEnd: true, timeoutSeconds: undefined, asTable: false },
    })
  })

  it('in the name of another', () => {
    expect(request('GET', '/api/v1/nodes', { headers: { 'impersonate-user': 'kim', 'impersonate-group': 'a, b', 'impersonate-extra-scopes': 'x' } })).toEqual({
      verb: 'list', ...core, resource: 'nodes', impersonate: { user: 'kim', groups: ['a', 'b'], extra: { scopes: ['x'] } },
    })
  })
})

describe('writing', () => {
  const pods = { ...core, resource: 'pods', namespace: 'a' }
  const usual = { encoding: 'json', fieldValidation: 'Warn' }

  it('by its media type', () => {
    expect(['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'].map(type =>
      request('PATCH', '/api/v1/namespaces/a/pods/web?fieldManager=me&force=true', patchOf(`application/${type}`)))).toEqual(['json', 'merge', 'strategic', 'apply'].map(patchType =>
      ({ verb: 'patch', ...pods, ...usual, name: 'web', fieldManager: 'me', force: true, patchType, body: { a: 1 } })))
  })

  it('under the name of its program, unless it names another', () => {
    expect(request('POST', '/api/v1/namespaces/a/pods?dryRun=All&fieldValidation=Strict', { body: 'a: [1]', headers: { 'content-type': 'application/yaml', 'user-agent': 'curl/8.5' } })).toEqual(
      { verb: 'create', ...pods, ...usual, fieldValidation: 'Strict', fieldManager: 'curl', dryRun: true, body: { a: [1] } })
  })

  it('deletes as the body or the query says', () => {
    const body = JSON.stringify({ propagationPolicy: 'Foreground', preconditions: { uid: 'u' } })
    expect(request('DELETE', '/api/v1/namespaces/a/pods/web?gracePeriodSeconds=0', { body })).toEqual(
      { verb: 'delete', ...pods, name: 'web', gracePeriodSeconds: 0, propagationPolicy: 'Foreground', preconditions: { uid: 'u' } })
    expect(request('DELETE', '/api/v1/namespaces/a/pods?labelSelector=a')).toEqual({ verb: 'deletecollection', ...pods, labelSelector: 'a', preconditions: {} })
  })

  it.each([
    ['a body that is no JSON', 'POST', { body: '{"a":' }, `400 couldn't get version/kind; json parse error: unexpected end of JSON input`],
    ['a body in another language', 'POST', { headers: { 'content-type': 'application/cbor' } }, '415 the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf'],
    ['protobuf that is none', 'POST', { headers: { 'content-type': 'application/vnd.kubernetes.protobuf' }, body: '{}' }, '400 the object provided is unrecognized: protobuf: it does not begin as objects of Kubernetes do'],
    ['a patch of no kind', 'PATCH', patchOf('application/json'), '415 the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml'],
    ['another verb', 'TRACE', {}, '405 the server does not allow this method on the requested resource'],
  ])('refuses %s', (_what, method, more, expected) => { expect(status(method, '/api/v1/namespaces/a/pods', more)).toBe(expected) })

  it('keeps strange keys to themselves', () => {
    expect(request('POST', '/api/v1/namespaces/a/pods', { body: '{"__proto__":{"a":1}}' })).toMatchObject({ body: JSON.parse('{"__proto__":{"a":1}}') as unknown })
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false)
  })
})
