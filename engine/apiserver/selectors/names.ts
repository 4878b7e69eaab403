// What label keys and values may look like, and the complaints about those that do not.

const qualifiedName = 'must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character'
  + ' (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\')'
const labelValue = 'a valid label must be an empty string or consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character'
  + ' (e.g. \'MyValue\',  or \'my_value\',  or \'12345\', regex used for validation is \'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\')'
const subdomain = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \'-\' or \'.\', and must start and end with an alphanumeric character'
  + ' (e.g. \'example.com\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\')'

const isName = (text: string): boolean => /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text)
const isSubdomain = (text: string): boolean => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text)
const tooLong = (limitBytes: number): string => `must be no more than ${limitBytes} bytes`

const none: readonly string[] = []

/** Asked of every pod. */
const wellKnown: ReadonlySet<string> = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])

/** What is wrong with a label key. */
export function labelKeyFaults(key: string): readonly string[] {
  if (key.length <= 63 && isName(key)) return none // as most have no prefix
  if (wellKnown.has(key)) return none
  const parts = key.split('/')
  if (parts.length > 2) return [`a qualified name ${qualifiedName} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 2 ? parts[0] : undefined
  const faults: string[] = []
  if (prefix === '') faults.push('prefix part must be non-empty')
  else if (prefix !== undefined) faults.push(...subdomainFaults(prefix).map(fault => `prefix part ${fault}`))
  if (name === '') faults.push('name part must be non-empty')
  else if (name.length > 63) faults.push(`name part ${tooLong(63)}`)
  if (!isName(name)) faults.push(`name part ${qualifiedName}`)
  return faults
}

/** What is wrong with a label value. */
export function labelValueFaults(value: string): readonly string[] {
  if (value === '' || (value.length <= 63 && isName(value))) return none
  return [...value.length > 63 ? [tooLong(63)] : [], ...isName(value) ? [] : [labelValue]]
}

/** What is wrong with a DNS subdomain, as most names are. */
export function subdomainFaults(name: string): readonly string[] {
  if (name.length <= 253 && isSubdomain(name)) return none
  return [...name.length > 253 ? [tooLong(253)] : [], ...isSubdomain(name) ? [] : [subdomain]]
}
