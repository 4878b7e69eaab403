// One chain of causes on its way through the parts, and requests at the doors of the API server.
import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../../../../engine/lab/settle.ts'
import { Views } from '../../../../engine/lab/views/index.ts'
import { World } from '../../../../engine/lab/world.ts'

let world: World
let views: Views
const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
const wait = (seconds: number): void => { world.cluster.clock.advanceTo(world.nowMs + seconds * 1000) }

beforeEach(() => {
  world = new World({ nodes: 3 })
  settle(world)
  views = new Views(world.cluster)
})

describe('a flow', () => {
  const hops = (...references: string[]): string[] => views.flow(references).hops.map(({ lane, kind, written }) => `${lane} ${kind}${written ? ` ${written.verb} ${written.object.split('/')[0]}` : ''}`)

  it('is the birth of a pod in twelve hops', () => {
    run('kubectl create deployment web --image=nginx')
    wait(8)
    expect(hops('pod/web-*', 'deployment/web')).toEqual([
      'user asks create deployments',
      'controllers hears', 'controllers writes create replicasets',
      'controllers hears', 'controllers writes create pods',
      'scheduler hears', 'scheduler writes update pods',
      'kubelet hears update pods', 'kubelet writes update pods', 'kubelet works', 'kubelet works', 'kubelet writes update pods',
    ])
    const { hops: all, about, waitsFor } = views.flow(['pod/web-*'])
    expect(about).toMatch(/^pods\/web-\w+-\w{5}$/)
    expect(waitsFor).toBeUndefined()
    expect(all[0]).toMatchObject({ what: 'kubectl create deployment web --image=nginx', who: '', afterMs: 0 })
    expect(all.slice(1).every(({ afterMs }, i) => all[i + 1]?.atMs === (all[i]?.atMs ?? 0) + afterMs)).toBe(true)
    expect(all.flatMap(({ written }) => written?.revision ?? [])).toEqual(all.flatMap(({ written }) => written?.revision ?? []).toSorted((a, b) => a - b))
  })

  it('follows the first object that is there', () => {
    world.cluster.act('stop kube-controller-manager')
    run('kubectl create deployment web --image=nginx')
    wait(1)
    expect(views.flow(['pod/web-*', 'deployment/web'])).toMatchObject({ about: 'deployments/web', waitsFor: 'controllers' })
    expect(hops('pod/web-*', 'deployment/web')).toEqual(['user asks create deployments'])
    expect(views.flow(['pod/none'])).toMatchObject({ about: '', hops: [] })
  })

  it('stops before the part that does not run', () => {
    world.cluster.act('stop kube-scheduler')
    run('kubectl create deployment web --image=nginx')
    wait(8)
    const { waitsFor, lanes } = views.flow(['pod/web-*'])
    expect(waitsFor).toBe('scheduler')
    expect(hops('pod/web-*').at(-1)).toBe('controllers writes create pods')
    expect(lanes.filter(({ stopped }) => stopped.length > 0)).toEqual([{ name: 'scheduler', components: ['kube-scheduler'], stopped: ['kube-scheduler'] }])
    world.cluster.act('start kube-scheduler')
    for (const node of [1, 2, 3]) world.cluster.act(`stop kubelet node-${node}`)
    wait(5)
    expect(views.flow(['pod/web-*']).waitsFor).toBe('kubelet')
  })

  it('ends at the kube-proxies for what only they follow', () => {
    run('kubectl create service clusterip web --tcp=80')
    wait(1)
    expect(hops('service/web')).toEqual(['user asks create services', 'proxy hears'])
  })
})

describe('requests at the doors', () => {
  const refusals = (): string[] => views.gated().map(({ code, passes }) => `${code} ${passes.map(({ gate, outcome, detail }) => outcome === 'refused' ? `${gate} ${detail}`.trim() : '').join('')}`)

  it('get as far as they may', () => {
    run('kubectl create deployment web --image=nginx --token=abc')
    run('kubectl create deployment web --image=nginx --as=kim')
    run('kubectl create quota small --hard=pods=0')
    wait(3)
    run('kubectl run a --image=nginx')
    run(`kubectl run b --image=nginx --overrides='{"spec":{"containers":[{"name":"b","image":"nginx","resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}]}}'`)
    run('kubectl create deployment web --image=nginx')
    run('kubectl get pods')
    expect(refusals()).toEqual(['401 authentication', '403 authorization kim', '201 ', '403 validating admission ResourceQuota', '422 validation Pod', '201 '])
    const [nobody, , quota] = views.gated()
    expect(nobody).toMatchObject({ user: '', verb: 'create', target: 'deployments/web', message: 'Unauthorized' })
    expect(nobody?.passes.map(({ outcome }) => outcome)).toEqual(['passed', 'refused', 'unreached', 'unreached', 'unreached', 'unreached', 'unreached'])
    run('kubectl create namespace plain')
    expect(views.gated().at(-1)?.passes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => 'passed')) // the server's own defaults are no plugin's
    expect(quota?.passes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => 'passed'))
  })

  it('may not even get in', () => {
    world.cluster.act('stop kube-apiserver')
    run('kubectl create deployment web --image=nginx')
    expect(refusals()).toEqual(['503 connection'])
  })

  it('leave no trace when somebody only looks', () => {
    world.cluster.admin.list('pods', 'default')
    expect(views.gated()).toEqual([])
  })
})
