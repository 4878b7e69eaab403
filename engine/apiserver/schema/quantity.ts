// resource.Quantity: amounts such as 500m, 1.5Gi or 12e6, read, added and written as Go does.

type Format = 'binary' | 'decimal' | 'exponent'

/** An amount in billionths, and how it likes to be written. */
export interface Quantity {
  readonly nanos: bigint
  readonly format: Format
  /** As it was written, where Go keeps that: 1.500 stays 1.500, while 0.500 becomes 500m. */
  readonly text?: string
}

const nanosPerOne = 1_000_000_000n
const largestBinary = (2n ** 63n - 1n) * nanosPerOne
// Go has no such limits; nothing that anyone counts comes near.
const largestExponent = 400
const longestText = 1000

const decimalSuffixes: readonly (readonly [string, number])[] =
  [['n', -9], ['u', -6], ['m', -3], ['', 0], ['k', 3], ['M', 6], ['G', 9], ['T', 12], ['P', 15], ['E', 18]]
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const exponentOf = new Map(decimalSuffixes)
const suffixOf = new Map(decimalSuffixes.map(([suffix, exponent]) => [exponent, suffix]))

const form = /^([+-]?)(0*)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/

/** Throws the error of the API server for what is no quantity. */
export function parseQuantity(text: string): Quantity {
  const [, sign, , whole = '', fraction = '', suffix = ''] = (text.length > longestText ? null : form.exec(text)) ?? []
  if (sign === undefined || text === '') throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  const unit = readSuffix(suffix)
  if (!unit) throw new Error("unable to parse quantity's suffix")
  const digits = (whole || '0') + fraction
  const exponent = unit.exponent - fraction.length
  const size = roundUp(BigInt(digits) * unit.factor, exponent + 9)
  const capped = unit.format === 'binary' && size > largestBinary ? largestBinary : size
  return {
    nanos: sign === '-' ? -capped : capped,
    // a binary fraction below one would be rounded up to one
    format: unit.format === 'binary' && fraction !== '' && capped < nanosPerOne ? 'decimal' : unit.format,
    ...unit.format !== 'binary' && staysAsWritten(digits, exponent) && { text },
  }
}

function readSuffix(suffix: string): { format: Format, exponent: number, factor: bigint } | undefined {
  const exponent = exponentOf.get(suffix)
  if (exponent !== undefined) return { format: 'decimal', exponent, factor: 1n }
  const power = binarySuffixes.indexOf(suffix)
  if (power > 0) return { format: 'binary', exponent: 0, factor: 1024n ** BigInt(power) }
  const parsed = /^[eE]([-+]?\d+)$/.exec(suffix) ? Number(suffix.slice(1)) : NaN
  return parsed <= largestExponent && parsed >= -2_147_483_648 ? { format: 'exponent', exponent: parsed, factor: 1n } : undefined
}

/** digits × 10^exponent, away from zero if that is no whole number. */
function roundUp(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent)
  if (-exponent > digits.toString().length) return digits === 0n ? 0n : 1n
  const divisor = 10n ** BigInt(-exponent)
  return (digits + divisor - 1n) / divisor
}

const staysAsWritten = (digits: string, exponent: number): boolean =>
  digits.length <= 18 && exponent >= -9 && exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')

export function formatQuantity({ nanos, format, text }: Quantity): string {
  if (text !== undefined) return text
  if (nanos === 0n) return '0'
  const size = nanos < 0n ? -nanos : nanos
  return format === 'binary' && size >= 1024n * nanosPerOne && nanos % nanosPerOne === 0n
    ? formatBinary(nanos / nanosPerOne)
    : formatDecimal(nanos, format === 'exponent')
}

function formatBinary(value: bigint): string {
  let power = 0
  for (; power < binarySuffixes.length - 1 && value % 1024n === 0n; power++) value /= 1024n
  return `${value}${binarySuffixes[power] ?? ''}`
}

/** The fewest digits before an exponent that is a multiple of three. */
function formatDecimal(nanos: bigint, asExponent: boolean): string {
  let exponent = -9
  for (; nanos % 1000n === 0n; exponent += 3) nanos /= 1000n
  const suffix = asExponent ? undefined : suffixOf.get(exponent)
  return `${nanos}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`
}

/** 0.5 → 500m, 1024Mi → 1Gi. */
export const canonicalQuantity = (text: string): string => formatQuantity(parseQuantity(text))

export const addQuantities = (a: Quantity, b: Quantity): Quantity =>
  ({ nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format })

export const subtractQuantities = (a: Quantity, b: Quantity): Quantity =>
  ({ nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format })

export const multiplyQuantity = (a: Quantity, times: number): Quantity => ({ nanos: a.nanos * BigInt(times), format: a.format })

export const compareQuantities = (a: Quantity, b: Quantity): -1 | 0 | 1 => a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0

export const noQuantity: Quantity = { nanos: 0n, format: 'decimal' }

/** In whole units, away from zero: 100m is 1. Exact up to 2^53. */
export const wholeValue = (quantity: Quantity): number => Number(dividedUp(quantity.nanos, nanosPerOne))

/** In thousandths, away from zero: what the scheduler counts CPU in. */
export const milliValue = (quantity: Quantity): number => Number(dividedUp(quantity.nanos, 1_000_000n))

const dividedUp = (value: bigint, by: bigint): bigint => value < 0n ? -((by - 1n - value) / by) : (value + by - 1n) / by
