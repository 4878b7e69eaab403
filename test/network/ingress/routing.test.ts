// Where requests go: by host, by path, by class, by age; and what a backend is asked for.
import { describe, expect, test } from 'vitest'
import { ingress, IngressStage, nodeAddress } from './stage.ts'

const toAnalytics = { service: 'analytics-service', port: 3000 }
const toShopping = { service: 'shopping-service', port: 8080 }

describe('paths', () => {
  const stage = new IngressStage()
  stage.apply(ingress('fan-out', { 'myapp.com': [{ path: '/analytics', ...toAnalytics }, { path: '/shopping', ...toShopping }] }))
  stage.apply(ingress('types', { 'types.com': [
    { path: '/', type: 'Prefix' }, { path: '/exact', type: 'Exact', ...toAnalytics }, { path: '/a/b', type: 'Prefix', ...toShopping }, { path: '/a', type: 'Prefix', ...toAnalytics },
    { path: '/end/', type: 'Prefix', ...toAnalytics }, { path: '/loose', type: 'ImplementationSpecific', ...toShopping },
  ] }))
  stage.apply(ingress('once', { 'once.com': [{ path: '/both', type: 'Exact', ...toAnalytics }, { path: '/both', type: 'Prefix', ...toShopping }] }))

  test.each([
    ['myapp.com', '/analytics', 'analytics /analytics'],
    ['myapp.com', '/analytics/', 'analytics /analytics/'],
    ['myapp.com', '/analytics/report?year=2026', 'analytics /analytics/report?year=2026'],
    ['myapp.com', '/analyticsX', '404 Not Found'],
    ['myapp.com', '/shopping', 'shopping /shopping'],
    ['myapp.com', '/', '404 Not Found'],
    ['myapp.com:8080', '/shopping', 'shopping /shopping'],
    ['MyApp.COM', '/shopping', 'shopping /shopping'],
    ['myapp-com', '/analytics', '404 Not Found'],
    ['types.com', '/', 'myapp /'],
    ['types.com', '/exact', 'analytics /exact'],
    ['types.com', '/exact/', 'myapp /exact/'],
    ['types.com', '/exact/x', 'myapp /exact/x'],
    ['types.com', '/a', 'analytics /a'],
    ['types.com', '/a/b', 'shopping /a/b'],
    ['types.com', '/a/b/c', 'shopping /a/b/c'],
    ['types.com', '/a/bc', 'analytics /a/bc'],
    ['types.com', '/a//b', 'shopping /a//b'],
    ['types.com', '/A', 'myapp /A'],
    ['types.com', '/end', 'analytics /end'],
    ['types.com', '/end/x', 'analytics /end/x'],
    ['types.com', '/loosely', 'shopping /loosely'],
    ['once.com', '/both', 'analytics /both'],
    ['once.com', '/both/x', 'shopping /both/x'],
  ])('%s%s', (host, path, answer) => expect(stage.ask(host, path)).toBe(answer))
})

describe('hosts', () => {
  const stage = new IngressStage()
  stage.apply(ingress('hosts', {
    'analytics.myapp.com': [toAnalytics], 'shopping.myapp.com': [toShopping], '*.myapp.com': [{}],
  }))
  stage.apply(ingress('everybody', { '*': [{ path: '/all', ...toShopping }] }))

  test.each([
    ['analytics.myapp.com', '/x', 'analytics /x'],
    ['shopping.myapp.com', '/x', 'shopping /x'],
    ['other.myapp.com', '/x', 'myapp /x'],
    ['two.labels.myapp.com', '/x', '404 Not Found'],
    ['myapp.com', '/x', '404 Not Found'],
    ['stranger.com', '/all/x', 'shopping /all/x'],
    ['analytics.myapp.com', '/all', 'analytics /all'],
    [nodeAddress, '/', '404 Not Found'],
  ])('%s%s', (host, path, answer) => expect(stage.ask(host, path)).toBe(answer))
})

describe('several Ingresses of one host', () => {
  const stage = new IngressStage()
  stage.apply(ingress('b-older', { 'myapp.com': [{ path: '/', ...toAnalytics }] }))
  stage.apply(ingress('a-younger', { 'myapp.com': [{ path: '/', ...toShopping }, { path: '/more', ...toShopping }] }))

  test('are one, and the oldest wins', () => {
    expect(stage.ask('myapp.com', '/')).toBe('analytics /')
    expect(stage.ask('myapp.com', '/more')).toBe('shopping /more')
    stage.run('kubectl delete ingress b-older')
    stage.pass(5)
    expect(stage.ask('myapp.com', '/')).toBe('shopping /')
  })
})

describe('rewriting', () => {
  const stage = new IngressStage()
  stage.apply(ingress('whole', { 'whole.com': [{ path: '/analytics', ...toAnalytics }, { path: '/shopping', ...toShopping }] }, { annotations: { 'rewrite-target': '/' } }))
  stage.apply(ingress('rest', { 'rest.com': [{ path: '/analytics(/|$)(.*)', type: 'ImplementationSpecific', ...toAnalytics }] }, { annotations: { 'rewrite-target': '/$2', 'use-regex': 'true' } }))
  stage.apply(ingress('regex', { 'regex.com': [{ path: '/v[0-9]+/', type: 'ImplementationSpecific', ...toAnalytics }, { path: '/v1/longer', type: 'Exact', ...toShopping }] }, { annotations: { 'use-regex': 'true' } }))
  stage.apply(ingress('strict', { 'strict.com': [{ path: '/x(.*)', type: 'Prefix', ...toAnalytics }] }, { annotations: { 'rewrite-target': '/$1' } }))

  test.each([
    ['whole.com', '/analytics', 'analytics /'],
    ['whole.com', '/analytics/report', 'analytics /'],
    ['whole.com', '/analytics/report?year=2026', 'analytics /?year=2026'],
    ['whole.com', '/analyticsX', 'analytics /'], // a path with a target is a pattern
    ['whole.com', '/ANALYTICS', 'analytics /'],
    ['whole.com', '/shopping', 'shopping /'],
    ['whole.com', '/x/analytics', '404 Not Found'],
    ['rest.com', '/analytics', 'analytics /'],
    ['rest.com', '/analytics/report', 'analytics /report'],
    ['rest.com', '/analytics/a/b?c=d', 'analytics /a/b?c=d'],
    ['rest.com', '/analyticsX', '404 Not Found'],
    ['regex.com', '/v12/x', 'analytics /v12/x'],
    ['regex.com', '/v1/longer/x', 'shopping /v1/longer/x'],
    ['regex.com', '/vx/', '404 Not Found'],
    ['strict.com', '/x1', '404 Not Found'],
  ])('%s%s', (host, path, answer) => expect(stage.ask(host, path)).toBe(answer))

  test('a pattern needs the type for it', () => {
    expect(stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller').split('\n').filter(line => line.includes('ignoring ingress'))[0]?.replace(/^\S+ \S+ +7 /, ''))
      .toBe('store.go:942] "ignoring ingress" ingress="default/strict" err="ingress contains invalid paths: path /x(.*) cannot be used with pathType Prefix"')
  })
})

describe('classes', () => {
  const stage = new IngressStage()
  const classless = ingress('classless', { 'classless.com': [{}] }, { className: '' })

  test('a stranger is nobody\'s, and an Ingress without a class neither', () => {
    stage.apply(classless)
    stage.apply(ingress('other', { 'other.com': [{}] }, { className: 'traefik' }))
    expect([stage.ask('classless.com', '/'), stage.ask('other.com', '/')]).toEqual(['404 Not Found', '404 Not Found'])
    stage.pass(60)
    expect(stage.say('kubectl get ingress')).toBe('NAME        CLASS     HOSTS           ADDRESS   PORTS   AGE\nclassless   <none>    classless.com             80      70s\nother       traefik   other.com                 80      65s\n')
    expect(stage.say('kubectl describe ingress classless')).toMatch(/\nEvents: +<none>\n$/)
  })

  test('an annotation names it as of old', () => {
    expect(stage.say('kubectl apply -f -', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: old, annotations: {kubernetes.io/ingress.class: nginx}}\nspec: {rules: [{host: old.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: myapp-service, port: {number: 8080}}}}]}}]}\n')).toContain('Warning: annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead\n')
    stage.pass(5)
    expect(stage.ask('old.com', '/')).toBe('myapp /')
  })

  test('the default class is given to those who name none', () => {
    stage.run('kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true')
    stage.run('kubectl delete ingress classless')
    stage.apply(classless)
    expect(stage.say('kubectl get ingress classless -o jsonpath={.spec.ingressClassName}')).toBe('nginx')
    expect(stage.ask('classless.com', '/')).toBe('myapp /')
  })
})

describe('what no rule is for', () => {
  test('goes to the default backend of an Ingress, and without one to a page of the controller', () => {
    const stage = new IngressStage()
    stage.run('kubectl apply -f -', 'apiVersion: v1\nkind: Service\nmetadata: {name: default-http-backend}\nspec: {selector: {app: shopping}, ports: [{port: 80, targetPort: 8080}]}\n')
    stage.apply(ingress('myapp', { 'myapp.com': [{ path: '/analytics', ...toAnalytics }] }))
    expect(stage.ask('myapp.com', '/other'), 'a Service of that name is a Service and no more').toBe('404 Not Found')
    expect(stage.say('kubectl describe ingress myapp')).toContain('\nDefault backend:  <default>\n')
    stage.apply(ingress('myapp', { 'myapp.com': [{ path: '/analytics', ...toAnalytics }] }, { spec: { defaultBackend: { service: { name: 'default-http-backend', port: { number: 80 } } } } }))
    expect([stage.ask('myapp.com', '/other'), stage.ask('stranger.com', '/'), stage.ask('myapp.com', '/analytics')]).toEqual(['shopping /other', 'shopping /', 'analytics /analytics'])
  })

  test('an Ingress may have nothing else', () => {
    const stage = new IngressStage()
    stage.apply(ingress('all', {}, { spec: { defaultBackend: { service: { name: 'myapp-service', port: { number: 8080 } } } } }))
    expect(stage.ask('anybody.com', '/x')).toBe('myapp /x')
  })
})
