// The Gateway API, installed: its kinds are complete, checked and shown as the real ones are.
import { describe, expect, it } from 'vitest'
import { settle } from '../../../engine/lab/settle.ts'
import { World } from '../../../engine/lab/world.ts'

const apiVersion = 'gateway.networking.k8s.io/v1'

function cluster() {
  const world = new World({ nodes: 1, addons: ['gateway-api'] })
  settle(world)
  const run = (line: string, stdin?: string): string => {
    const ran = world.apply({ atMs: world.nowMs + 1000, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
    return `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`
  }
  const apply = (kind: string, spec: unknown, name = 'web'): string => run('kubectl apply -f -', JSON.stringify({ apiVersion, kind, metadata: { name }, spec }))
  const specOf = (resource: string): unknown => JSON.parse(run(`kubectl get ${resource} web -o jsonpath={.spec}`))
  return { run, apply, specOf }
}

describe('the Gateway API', () => {
  it('is there', () => {
    expect(cluster().run('kubectl api-resources --api-group=gateway.networking.k8s.io')).toBe([
      'NAME              SHORTNAMES   APIVERSION                          NAMESPACED   KIND',
      'gatewayclasses    gc           gateway.networking.k8s.io/v1        false        GatewayClass',
      'gateways          gtw          gateway.networking.k8s.io/v1        true         Gateway',
      'grpcroutes                     gateway.networking.k8s.io/v1        true         GRPCRoute',
      'httproutes                     gateway.networking.k8s.io/v1        true         HTTPRoute',
      'referencegrants   refgrant     gateway.networking.k8s.io/v1beta1   true         ReferenceGrant',
      '',
    ].join('\n'))
  })

  it('completes a route', () => {
    const { apply, specOf } = cluster()
    expect(apply('HTTPRoute', { parentRefs: [{ name: 'door' }], rules: [{ backendRefs: [{ name: 'shop', port: 80 }, { name: 'shop2', port: 80, weight: 10 }] }, { matches: [{ path: { value: '/a' } }] }] })).toBe('httproute.gateway.networking.k8s.io/web created\n')
    const service = { group: '', kind: 'Service', port: 80 }
    expect(specOf('httproute')).toEqual({
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'door' }],
      rules: [
        { backendRefs: [{ ...service, name: 'shop', weight: 1 }, { ...service, name: 'shop2', weight: 10 }], matches: [{ path: { type: 'PathPrefix', value: '/' } }] },
        { matches: [{ path: { type: 'PathPrefix', value: '/a' } }] },
      ],
    })
    expect(apply('HTTPRoute', {}, 'bare')).toBe('httproute.gateway.networking.k8s.io/bare created\n')
  })

  it('shows gateways and their classes', () => {
    const { run, apply } = cluster()
    apply('GatewayClass', { controllerName: 'example.com/gateway' })
    apply('Gateway', { gatewayClassName: 'web', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] })
    expect(run('kubectl get gc,gtw')).toBe([
      'NAME                                         CONTROLLER            ACCEPTED   AGE',
      'gatewayclass.gateway.networking.k8s.io/web   example.com/gateway   Unknown    2s',
      '',
      'NAME                                    CLASS   ADDRESS   PROGRAMMED   AGE',
      'gateway.gateway.networking.k8s.io/web   web               Unknown      1s',
      '',
    ].join('\n'))
  })

  it.each([
    ['Gateway', { gatewayClassName: 'web' }, 'The Gateway "web" is invalid: spec.listeners: Required value\n'],
    ['Gateway', { gatewayClassName: 'web', listeners: [{ name: 'http', port: 80_000, protocol: 'HTTP' }] }, 'The Gateway "web" is invalid: spec.listeners[0].port: Invalid value: 80000: spec.listeners[0].port in body should be less than or equal to 65535\n'],
    ['HTTPRoute', { rules: [{ matches: [{ path: { type: 'Regex' } }] }] }, 'The HTTPRoute "web" is invalid: spec.rules[0].matches[0].path.type: Unsupported value: "Regex": supported values: "Exact", "PathPrefix", "RegularExpression"\n'],
    ['HTTPRoute', { rules: [{ filters: [{ type: 'UrlRewrite' }] }] }, 'The HTTPRoute "web" is invalid: spec.rules[0].filters[0].type: Unsupported value: "UrlRewrite": supported values: "RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite", "ExtensionRef"\n'],
    ['GatewayClass', { controllerName: 'nobody' }, /^The GatewayClass "web" is invalid: spec\.controllerName: Invalid value: "nobody": spec\.controllerName in body should match /],
  ])('refuses %s %j', (kind, spec, expected) => {
    const said = cluster().apply(kind, spec)
    if (typeof expected === 'string') expect(said).toBe(expected)
    else expect(said).toMatch(expected)
  })

  it('says what a route may have', () => {
    expect(cluster().run('kubectl apply -f -', JSON.stringify({ apiVersion, kind: 'HTTPRoute', metadata: { name: 'web' }, spec: { parentRef: [] } }))).toMatch(/unknown field "spec\.parentRef"/)
  })
})
