// What the API server serves and how it tabulates it, from kinds/facts.gen.ts.
// Resources: `@group version`, with `-` if not preferred, then a line for each resource and subresource:
//   plural Kind n(amespaced) verbs shortNames categories group/version of a foreign kind
// and after it the columns of its table, each after a `|`: Title:type:format:priority. A title alone is that of a text;
// the first column is the name, unless that stands elsewhere.
import { resources } from '../kinds/facts.gen.ts'

export interface ServedResource {
  readonly group: string
  readonly version: string
  /** The version that clients use when they name none. */
  readonly preferred: boolean
  readonly plural: string
  /** Empty for the resource itself, `status`, `scale`, … for its subresources. */
  readonly subresource: string
  readonly kind: string
  /** Empty for subresources. */
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  /** Of a subresource whose kind is from elsewhere, such as Scale: that kind's apiVersion. */
  readonly kindApiVersion?: string
}

const lines = resources.split('\n').map(line => line.split('|'))

const verbOf: Readonly<Record<string, string>> =
  { c: 'create', d: 'delete', D: 'deletecollection', g: 'get', l: 'list', p: 'patch', u: 'update', w: 'watch' }

const words = (text: string): string[] => text === '' ? [] : text.split(',')

/** All resources and subresources, in the order of discovery. */
export function servedResources(): readonly ServedResource[] {
  const served: ServedResource[] = []
  let [group, version, preferred] = ['', '', true]
  for (const [line = ''] of lines) {
    const [name = '', kind = '', scope, verbs = '', shortNames = '', categories = '', kindApiVersion = ''] = line.split(' ')
    if (name.startsWith('@')) {
      [group, version, preferred] = [name.slice(1), kind, scope !== '-']
      continue
    }
    const [plural = '', subresource = ''] = name.split('/')
    served.push({
      group, version, preferred, plural, subresource, kind, namespaced: scope === 'n',
      singular: subresource === '' ? kind.toLowerCase() : '',
      shortNames: words(shortNames), categories: words(categories),
      verbs: [...verbs || 'cdDglpuw'].map(letter => verbOf[letter] ?? letter),
      ...kindApiVersion !== '' && { kindApiVersion },
    })
  }
  return served
}

export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly format: string
  /** Above 0: shown with `-o wide` only. */
  readonly priority: number
}

let tables: ReadonlyMap<string, readonly TableColumn[]> | undefined

/** The columns of a resource's table, if it was recorded. */
export const columnsOf = (group: string, version: string, plural: string): readonly TableColumn[] | undefined =>
  (tables ??= readTables()).get(`${group}/${version} ${plural}`)

function readTables(): ReadonlyMap<string, readonly TableColumn[]> {
  let within = ''
  return new Map(lines.flatMap(([line = '', ...columns]): [string, readonly TableColumn[]][] => {
    const [name = '', version = ''] = line.split(' ')
    if (name.startsWith('@')) within = `${name.slice(1)}/${version}`
    const isNamed = columns.some(column => column.startsWith(nameColumn))
    return columns.length === 0 ? [] : [[`${within} ${name}`, [...isNamed ? [] : [nameColumn], ...columns].map(readColumn)]]
  }))
}

const nameColumn = 'Name::name'

function readColumn(text: string): TableColumn {
  const [name = '', type = '', format = '', priority = ''] = text.split(':')
  return { name, type: type || 'string', format, priority: Number(priority) }
}
