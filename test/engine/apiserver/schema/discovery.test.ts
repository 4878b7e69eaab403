import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { columnsOf, servedResources } from '../../../../engine/apiserver/schema/index.ts'

const fact = (name: string) => JSON.parse(readFileSync(new URL(`../../../../tools/facts/k8s-1.36/${name}.json`, import.meta.url), 'utf8'))

test('every recorded resource, in the recorded order', () => {
  const served = servedResources().map(({ plural, subresource, kindApiVersion, ...rest }) => ({
    ...rest, name: subresource === '' ? plural : `${plural}/${subresource}`,
    ...kindApiVersion !== undefined && { subresourceKind: { group: kindApiVersion.split('/')[0], version: kindApiVersion.split('/')[1], kind: rest.kind } },
  }))
  expect(served).toEqual(fact('discovery').resources)
})

test('every recorded table', () => {
  const { columns: _titles, ...tables } = fact('tables')
  const read = Object.keys(tables).map(key => {
    const [, plural = '', group = '', version = ''] = /^([^./]+)\.?([^/]*)\/(.+)$/.exec(key) ?? []
    return [key, columnsOf(group, version, plural)?.map(({ name, type, format, priority }) => [name, type, format, priority])]
  })
  expect(Object.fromEntries(read)).toEqual(tables)
})

test('what is not served has no table', () => expect(columnsOf('', 'v1', 'constructor')).toBeUndefined())
