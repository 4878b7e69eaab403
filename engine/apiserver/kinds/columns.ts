// The columns of a resource's table, from the recorded facts.
import { resourceKey, type ResourceDefinition } from '../resource.ts'
import type { Column } from '../tables/index.ts'
import { columns as facts } from './facts.gen.ts'

const columns: ReadonlyMap<string, readonly Column[]> = new Map(facts.split('\n').map(line => {
  const [key = '', ...rest] = line.split(' ')
  return [key, rest.join(' ').split('|').map(readColumn)]
}))

/** `Name:type:format:priority`, where what is usual is left out. */
function readColumn(text: string): Column {
  const [name = '', type = '', format = '', priority = ''] = text.split(':')
  return { name, type: type || 'string', format, description: '', priority: Number(priority) }
}

const whenCreated: readonly Column[] = ['Name::name', 'Created At:date'].map(readColumn)

/** Kinds without columns of their own show their name and when they were made. */
export function columnsOf({ group, version, plural }: ResourceDefinition): readonly Column[] {
  return columns.get(`${resourceKey(group, plural)}/${version}`) ?? whenCreated
}
