// The rules of a host against what the API's documentation says of path types: written down once more, in another way.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ingress, PathType } from '../../../engine/apiserver/types.gen.ts'
import { nobody } from '../../../engine/runtime/programs/ingress-nginx/backends.ts'
import { locationFor, serverFor, upstreamPath, uriOf } from '../../../engine/runtime/programs/ingress-nginx/locate.ts'
import { serversOf, type Servers } from '../../../engine/runtime/programs/ingress-nginx/servers.ts'

interface Rule { readonly path: string, readonly pathType: PathType }

const ingressOf = (name: string, second: number, rules: readonly Rule[], annotations: Readonly<Record<string, string>> = {}): Ingress => ({
  apiVersion: 'networking.k8s.io/v1', kind: 'Ingress',
  metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: `2026-11-21T09:00:${String(second).padStart(2, '0')}Z`, annotations },
  spec: { rules: [{ host: 'myapp.com', http: { paths: rules.map(({ path, pathType }) => ({ path, pathType, backend: { service: { name: `s${path.replace(/\W/g, '-')}-${pathType}`.toLowerCase(), port: { number: 80 } } } })) } }] },
  status: { loadBalancer: {} },
})

const serversFor = (...ingresses: readonly Ingress[]): Servers =>
  serversOf({ ingresses, service: () => undefined, slicesOf: () => [], secret: () => undefined, config: {}, unixMs: 0, fallback: nobody, complain: () => undefined })

const found = (servers: Servers, uri: string): string | undefined => {
  const server = serverFor(servers, 'myapp.com')
  const location = server && locationFor(server, uri)
  return location && !location.isFallback ? `${location.pathType} ${location.path}` : undefined
}

const steps = (path: string): readonly string[] => path.split('/').filter(step => step !== '')

/** As the documentation has it: an exact path first, then the longest that agrees step by step. */
function expected(rules: readonly Rule[], uri: string): string | undefined {
  const exact = rules.find(({ path, pathType }) => pathType === 'Exact' && path === uri)
  const asked = steps(uri)
  const [longest] = rules.filter(({ path, pathType }) => pathType === 'Prefix' && steps(path).every((step, i) => asked[i] === step)).toSorted((a, b) => steps(b.path).length - steps(a.path).length)
  const best = exact ?? longest
  return best && `${best.pathType} ${best.path}`
}

const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 }).map(parts => `/${parts.join('/')}`)
const rules = fc.uniqueArray(fc.record({ path, pathType: fc.constantFrom<PathType>('Exact', 'Prefix') }), { maxLength: 6, selector: ({ path, pathType }) => `${pathType} ${path}` })

test('paths are found as the documentation says', () => {
  fc.assert(fc.property(rules, path, fc.boolean(), (all, uri, hasSlash) => {
    const asked = hasSlash && uri !== '/' ? `${uri}/` : uri
    expect(found(serversFor(ingressOf('one', 0, all)), asked)).toBe(expected(all, asked))
  }))
})

test('in whichever order they are written, and in however many Ingresses', () => {
  fc.assert(fc.property(rules, path, fc.nat({ max: 6 }), (all, uri, at) => {
    const together = found(serversFor(ingressOf('one', 0, all)), uri)
    expect(found(serversFor(ingressOf('one', 0, all.toReversed())), uri)).toBe(together)
    expect(found(serversFor(ingressOf('two', 1, all.slice(at)), ingressOf('one', 0, all.slice(0, at))), uri)).toBe(together)
  }))
})

test('a target with groups keeps the rest of any path', () => {
  fc.assert(fc.property(path, fc.string({ unit: fc.constantFrom('x', '/', '.', '%'), maxLength: 6 }), (below, rest) => {
    const servers = serversFor(ingressOf('one', 0, [{ path: '/app(/|$)(.*)', pathType: 'ImplementationSpecific' }], { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2', 'nginx.ingress.kubernetes.io/use-regex': 'true' }))
    const server = serverFor(servers, 'myapp.com')
    const uri = uriOf(`/app${below}/${rest}`)
    const location = server && locationFor(server, uri)
    if (location && !location.isFallback) expect(upstreamPath(location, uri)).toBe(uri.slice('/app'.length) || '/')
    else expect(uri.startsWith('/app/') || uri === '/app').toBe(false)
  }))
})
