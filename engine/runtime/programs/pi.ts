// What the Job of the documentation computes: `perl -Mbignum=bpi -wle 'print bpi(2000)'`.
import type { Program } from '../process.ts'

const mostDigits = 10_000
const msPerDigit = 2

export const pi: Program = function* (process) {
  const digits = Math.min(mostDigits, Number(/bpi\((\d+)\)/.exec(process.args.join(' '))?.[1] ?? 'NaN'))
  if (Number.isNaN(digits)) return 0
  yield* process.work(digits * msPerDigit)
  process.out(`${piTo(digits)}\n`)
  return 0
}

/** Machin's formula, in whole numbers with some digits to spare. */
function piTo(digits: number): string {
  const unit = 10n ** BigInt(digits + 9)
  const tenfold = 16n * arctan(5n, unit) - 4n * arctan(239n, unit)
  const text = String(tenfold)
  return `3.${text.slice(1, digits)}`
}

function arctan(inverse: bigint, unit: bigint): bigint {
  let term = unit / inverse
  let sum = term
  for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
    term /= inverse * inverse
    sum += sign * (term / n)
  }
  return sum
}
