// What the API server serves and how it tabulates it, from kinds/facts.gen.ts.
// Resources: `@group version`, with `-` if not preferred, then a line for each resource and subresource:
//   plural Kind n(amespaced) verbs shortNames categories group/version of a foreign kind
// Columns: `plural[.group]/version Title:type:format:priority|…`; a string without format and priority is a title only.
import { columns, resources } from '../kinds/facts.gen.ts'

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

const verbOf: Readonly<Record<string, string>> =
  { c: 'create', d: 'delete', D: 'deletecollection', g: 'get', l: 'list', p: 'patch', u: 'update', w: 'watch' }

const words = (text: string): string[] => text === '' ? [] : text.split(',')

/** All resources and subresources, in the order of discovery. */
export function servedResources(): readonly ServedResource[] {
  const served: ServedResource[] = []
  let [group, version, preferred] = ['', '', true]
  for (const line of resources.split('\n')) {
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

const columnsByResource = new Map(columns.split('\n').map(line => {
  const space = line.indexOf(' ')
  return [line.slice(0, space), line.slice(space + 1)] as const
}))

/** The columns of a resource's table, if it was recorded. */
export function columnsOf(group: string, version: string, plural: string): readonly TableColumn[] | undefined {
  return columnsByResource.get(`${plural}${group === '' ? '' : `.${group}`}/${version}`)?.split('|').map(column => {
    const [name = '', type = '', format = '', priority = ''] = column.split(':')
    return { name, type: type || 'string', format, priority: Number(priority) }
  })
}
