// Small checks that all kinds share. Each adds what it finds wrong to a list, in the order of the real server.
import { invalidValue, notSupported, required, type FieldError } from '../resource.ts'
import type { IntOrString } from '../types.gen.ts'
import { percent, portName, portNumber, type Faults } from './names.ts'

export type Errors = FieldError[]

export function fails(errors: Errors, path: string, value: unknown, faults: Faults): void {
  for (const fault of faults) errors.push(invalidValue(path, value, fault))
}

/** A name that must be there and follow its rule. */
export function named(errors: Errors, path: string, name: string | undefined, rule: (name: string) => Faults): void {
  if (name) fails(errors, path, name, rule(name))
  else errors.push(required(path))
}

export function present(errors: Errors, path: string, value: unknown): void {
  if (value === undefined || value === null || value === '') errors.push(required(path))
}

export function oneOf(errors: Errors, path: string, value: string | undefined, allowed: readonly string[]): void {
  if (!value) errors.push(required(path))
  else if (!allowed.includes(value)) errors.push(notSupported(path, value, allowed))
}

/** As `oneOf`, for what may be left out. */
export function oneOfIfSet(errors: Errors, path: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) errors.push(notSupported(path, value, allowed))
}

export function notNegative(errors: Errors, path: string, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalidValue(path, value, 'must be greater than or equal to 0'))
}

/** The fields of an object that must not be negative. */
export function noneNegative<T extends object>(errors: Errors, path: string, object: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) {
    const value = object[field]
    if (typeof value === 'number') notNegative(errors, `${path}.${field}`, value)
  }
}

export function port(errors: Errors, path: string, value: IntOrString | undefined): void {
  fails(errors, path, value ?? 0, typeof value === 'string' ? portName(value) : portNumber(value ?? 0))
}

export function countOrPercent(errors: Errors, path: string, value: IntOrString): void {
  if (typeof value === 'string') fails(errors, path, value, percent(value))
  else notNegative(errors, path, value)
}

export function atMostAll(errors: Errors, path: string, value: IntOrString): void {
  if (typeof value === 'string' && percent(value).length === 0 && amount(value) > 100) errors.push(invalidValue(path, value, 'must not be greater than 100%'))
}

/** 25 of `25` and of `25%`. */
export const amount = (value: IntOrString): number => typeof value === 'number' ? value : Number.parseInt(value, 10) || 0

/** Whether a text occurs a second time. */
export function seenBefore(): (text: string) => boolean {
  const seen = new Set<string>()
  return text => seen.has(text) || (seen.add(text), false)
}

export function climbsUp(errors: Errors, path: string, target: string): void {
  if (target.split('/').includes('..')) errors.push(invalidValue(path, target, 'must not contain \'..\''))
}

/** A path below where it starts. */
export function descends(errors: Errors, path: string, target: string): void {
  if (target.startsWith('/')) errors.push(invalidValue(path, target, 'must be a relative path'))
  climbsUp(errors, path, target)
}

export function immutable(errors: Errors, path: string, same: boolean, value: unknown): void {
  if (!same) errors.push(invalidValue(path, value, 'field is immutable'))
}

const octets = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const groups = /^[0-9a-fA-F:.]{2,45}$/

export const isIPv4 = (text: string): boolean => octets.test(text)
export const isIPv6 = (text: string): boolean => text.includes(':') && groups.test(text) && text.split('::').length <= 2
  && text.split(':').length <= 8 + Number(text.includes('::')) && (text.includes('::') || text.split(':').length === 8)

export function ipAddress(errors: Errors, path: string, text: string): void {
  if (!isIPv4(text) && !isIPv6(text)) errors.push(invalidValue(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'))
}

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  return more.length === 0 && /^(0|[1-9]\d{0,2})$/.test(bits) && (isIPv4(address) && Number(bits) <= 32 || isIPv6(address) && Number(bits) <= 128)
}

export function cidr(errors: Errors, path: string, text: string): void {
  if (!isCidr(text)) errors.push(invalidValue(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'))
}
