// What names of all sorts may look like, and the complaints about those that do not.
import { labelKeyFaults, subdomainFaults } from '../selectors/names.ts'

/** What is wrong with a text; nothing, if it is right. */
export type Faults = readonly string[]
export type NameRule = (name: string) => Faults

const none: Faults = []

function pattern(expression: string, examples: readonly string[], why: string): NameRule {
  const form = new RegExp(`^(${expression})$`)
  const eg = examples.length === 0 ? '' : `e.g. ${examples.map(example => `'${example}', `).join(' or ')}`
  const fault = [`${why} (${eg}regex used for validation is '${expression}')`]
  return text => form.test(text) ? none : fault
}

const atMost = (limitBytes: number, text: string): Faults => text.length > limitBytes ? [`must be no more than ${limitBytes} bytes`] : none

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const isLabel = pattern(label, ['my-name', '123-abc'],
  'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character')
const isOldLabel = pattern('[a-z]([-a-z0-9]*[a-z0-9])?', ['my-name', 'abc-123'],
  'a DNS-1035 label must consist of lower case alphanumeric characters or \'-\', start with an alphabetic character, and end with an alphanumeric character')
const isKey = pattern('[-._a-zA-Z0-9]+', ['key.name', 'KEY_NAME', 'key-name'], 'a valid config key must consist of alphanumeric characters, \'-\', \'_\' or \'.\'')
const isHeader = pattern('[-A-Za-z0-9]+', ['X-Header-Name'], 'a valid HTTP header must consist of alphanumeric characters or \'-\'')
const isPercent = pattern('[0-9]+%', ['1%', '93%'], 'a valid percent string must be a numeric string followed by an ending \'%\'')

const isReason = pattern('[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?', ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'],
  'a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or \'_,:\', and must end with an alphanumeric character or \'_\'')

export const conditionReason: NameRule = isReason
export const subdomain: NameRule = subdomainFaults
export const qualifiedName: NameRule = labelKeyFaults
export const headerName: NameRule = isHeader
export const percent: NameRule = isPercent

/** A DNS label, as of namespaces and containers. */
export function dnsLabel(name: string): Faults {
  const faults = isLabel(name)
  const tooLong = atMost(63, name)
  if (faults.length === 0) return tooLong
  return [...tooLong, ...name !== '' && subdomain(name).length === 0 ? ['must not contain dots'] : faults]
}

/** The stricter label of older kinds: it begins with a letter. */
export const oldDnsLabel: NameRule = name => [...atMost(63, name), ...isOldLabel(name)]

export function configKey(key: string): Faults {
  const climbing = key === '.' || key === '..' ? [`must not be '${key}'`] : key.startsWith('..') ? ['must not start with \'..\''] : none
  return [...atMost(253, key), ...isKey(key), ...climbing]
}

/** A part of a URL path: roles and their like are named freely. */
export function pathSegment(name: string): Faults {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter(char => name.includes(char)).map(char => `may not contain '${char}'`)
}

export function envName(name: string): Faults {
  return /^[ -<>-~]*$/.test(name) ? none : ['a valid environment variable name must consist only of printable ASCII characters other than \'=\'']
}

export function portName(name: string): Faults {
  return [
    ...name.length > 15 ? ['must be no more than 15 characters'] : none,
    ...!/^[-a-z0-9]+$/.test(name) ? ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'] : none,
    ...!/[a-z]/.test(name) ? ['must contain at least one letter (a-z)'] : none,
    ...name.includes('--') ? ['must not contain consecutive hyphens'] : none,
    ...name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : none,
  ]
}

const isWildcard = pattern(`\\*\\.${label}(\\.${label})*`, ['*.example.com'],
  'a wildcard DNS-1123 subdomain must start with \'*.\', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, \'-\' or \'.\' and end with an alphanumeric character')
export const wildcardSubdomain: NameRule = name => [...atMost(253, name), ...isWildcard(name)]

export const between = (low: number, high: number) => (value: number): Faults =>
  value >= low && value <= high ? none : [`must be between ${low} and ${high}, inclusive`]
export const portNumber = between(1, 65535)
export const userId = between(0, 2 ** 31 - 1)
