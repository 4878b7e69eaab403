// The recorded column definitions of the built-in kinds, unpacked when first asked for.
import { columns as packed } from '../kinds/facts.gen.ts'
import type { Column } from './table.ts'

let unpacked: ReadonlyMap<string, readonly Column[]> | undefined

/** `pods`, `v1` → Name, Ready, Status …; a kind without a record shows its name and when it was created. */
export function columnsOf(resourceKey: string, version: string): readonly Column[] {
  unpacked ??= new Map(packed.split('\n').map(unpack))
  return unpacked.get(`${resourceKey}/${version}`) ?? unpacked.get('limitranges/v1') ?? []
}

function unpack(line: string): [string, readonly Column[]] {
  const blank = line.indexOf(' ')
  return [line.slice(0, blank), line.slice(blank + 1).split('|').map(text => {
    const [name = '', type, format = '', priority] = text.split(':')
    return { name, type: type || 'string', format, description: '', priority: Number(priority ?? 0) }
  })]
}
