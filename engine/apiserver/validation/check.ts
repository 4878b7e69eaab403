// Small checks that all kinds share. Each adds what it finds wrong to a list, in the order of the real server.
import type { IntOrString } from '../types.gen.ts'
import { percent, portName, portNumber, subdomain, type Faults } from './names.ts'
import type { Path } from './path.ts'

export function fails(path: Path, value: unknown, faults: Faults): void {
  for (const fault of faults) path.invalid(value, fault)
}

/** As `fails`, for what is asked of every object: nearly always nothing is wrong, and no place need be named. */
export function failsAt(root: Path, step: string, value: unknown, faults: Faults): void {
  if (faults.length > 0) fails(root.to(step), value, faults)
}

/** A name that must be there and follow its rule. */
export function named(path: Path, name: string | undefined, rule: (name: string) => Faults): void {
  if (name) fails(path, name, rule(name))
  else path.required()
}

export function present(path: Path, value: unknown): void {
  if (value === undefined || value === null || value === '') path.required()
}

export function oneOf(path: Path, value: string | undefined, allowed: readonly string[]): void {
  if (!value) path.required()
  else if (!allowed.includes(value)) path.notSupported(value, allowed)
}

/** As `oneOf`, for what may be left out. */
export function oneOfIfSet(path: Path, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) path.notSupported(value, allowed)
}

export function notNegative(path: Path, value: number | undefined): void {
  if (value !== undefined && value < 0) path.invalid(value, 'must be greater than or equal to 0')
}

/** The fields of an object that must not be negative. */
export function noneNegative<T extends object>(path: Path, object: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) {
    const value = object[field]
    if (typeof value === 'number') notNegative(path.to(field), value)
  }
}

export function port(path: Path, value: IntOrString | undefined): void {
  fails(path, value ?? 0, typeof value === 'string' ? portName(value) : portNumber(value ?? 0))
}

export function countOrPercent(path: Path, value: IntOrString): void {
  if (typeof value === 'string') fails(path, value, percent(value))
  else notNegative(path, value)
}

export function atMostAll(path: Path, value: IntOrString): void {
  if (typeof value === 'string' && percent(value).length === 0 && amount(value) > 100) path.invalid(value, 'must not be greater than 100%')
}

/** 25 of `25` and of `25%`. */
export const amount = (value: IntOrString): number => typeof value === 'number' ? value : Number.parseInt(value, 10) || 0

/** Whether a text occurs a second time. */
export function seenBefore(): (text: string) => boolean {
  const seen = new Set<string>()
  return text => seen.has(text) || (seen.add(text), false)
}

export function climbsUp(path: Path, target: string): void {
  if (target.split('/').includes('..')) path.invalid(target, 'must not contain \'..\'')
}

/** A path below where it starts. */
export function descends(path: Path, target: string): void {
  if (target.startsWith('/')) path.invalid(target, 'must be a relative path')
  climbsUp(path, target)
}

export function immutable(path: Path, same: boolean, value: unknown): void {
  if (!same) path.invalid(value, 'field is immutable')
}

/** A path below a domain, as `acme.io/foo`. */
export function domainPrefixed(path: Path, text: string): void {
  if (text === '') return path.required()
  const [domain = '', ...rest] = text.split('/')
  if (domain === '' || rest.join('/') === '') return path.invalid(text, 'must be a domain-prefixed path (such as "acme.io/foo")')
  fails(path, domain, subdomain(domain))
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest.join('/'))) path.invalid(rest.join('/'), 'Invalid path (regex used for validation is \'[A-Za-z0-9/\\-._~%!$&\'()*+,;=:]+\')')
}

/** An address that others can come to. */
export function notSpecial(path: Path, ip: string): void {
  if (!isIPv4(ip)) return
  if (ip === '0.0.0.0') path.invalid(ip, 'may not be unspecified (0.0.0.0)')
  if (ip.startsWith('127.')) path.invalid(ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (ip.startsWith('169.254.')) path.invalid(ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  if (ip.startsWith('224.0.0.')) path.invalid(ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
}

const octets = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const groups = /^[0-9a-fA-F:.]{2,45}$/

export const isIPv4 = (text: string): boolean => octets.test(text)
export const isIPv6 = (text: string): boolean => text.includes(':') && groups.test(text) && text.split('::').length <= 2
  && text.split(':').length <= 8 + Number(text.includes('::')) && (text.includes('::') || text.split(':').length === 8)

export function ipAddress(path: Path, text: string): void {
  if (!isIPv4(text) && !isIPv6(text)) path.invalid(text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
}

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  return more.length === 0 && /^(0|[1-9]\d{0,2})$/.test(bits) && (isIPv4(address) && Number(bits) <= 32 || isIPv6(address) && Number(bits) <= 128)
}

export function cidr(path: Path, text: string): void {
  if (!isCidr(text)) path.invalid(text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')
}
