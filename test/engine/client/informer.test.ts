import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../engine/apiserver/object.ts'
import { Informer } from '../../../engine/client/informer.ts'

const object = (name: string, team: string): KubeObject => ({
  apiVersion: 'v1', kind: 'Thing',
  metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '', labels: { team } },
})

describe('an informer', () => {
  test('keeps a copy, tells of changes, and finds by index', () => {
    const informer = new Informer<KubeObject>()
    const told: string[] = []
    informer.receive([{ type: 'ADDED', object: object('a', 'red') }])
    const ofTeam = informer.indexBy(({ metadata }) => [metadata.labels?.['team'] ?? ''])
    informer.handle({
      added: ({ metadata }) => told.push(`+${metadata.name}`),
      updated: (now, before) => told.push(`${before.metadata.labels?.['team']}→${now.metadata.labels?.['team']}`),
      deleted: ({ metadata }) => told.push(`-${metadata.name}`),
    })
    informer.receive([
      { type: 'ADDED', object: object('b', 'red') },
      { type: 'MODIFIED', object: object('a', 'blue') },
      { type: 'DELETED', object: object('b', 'red') },
      { type: 'DELETED', object: object('never', 'red') },
      { type: 'BOOKMARK', object: object('a', 'green') },
    ])
    expect(told).toEqual(['+a', '+b', 'red→blue', '-b'])
    expect(informer.list().map(({ metadata }) => metadata.name)).toEqual(['a'])
    expect(['red', 'blue', 'green'].map(team => ofTeam(team).length)).toEqual([0, 1, 0])
    expect(informer.get('default/a')?.metadata.labels).toEqual({ team: 'blue' })
  })
})
