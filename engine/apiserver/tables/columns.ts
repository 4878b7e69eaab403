// The recorded column definitions of the built-in kinds, as a table has them.
import * as facts from '../schema/index.ts'
import type { Column } from './table.ts'

/** Kinds without columns of their own show their name and when they were made. */
const whenCreated = [{ name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Created At', type: 'date', format: '', priority: 0 }]

/** `pods`, `v1` → Name, Ready, Status … */
export function columnsOf(resourceKey: string, version: string): readonly Column[] {
  const [plural = '', ...group] = resourceKey.split('.')
  return (facts.columnsOf(group.join('.'), version, plural) ?? whenCreated).map(column => ({ ...column, description: '' }))
}
