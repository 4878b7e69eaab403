// Numbers as Go writes them.

/** strconv.FormatFloat(value, 'g', -1, 64): 0.5, 1.2345675e+06, 1e-05. */
export function goNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const [digits = '', exponentText] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 6) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** As go-yaml writes a number: whole ones with all their digits, as far as 64 bits go. */
export function yamlNumber(value: number): string {
  if (Number.isInteger(value) && value > -(2 ** 63) && value < 2 ** 64) return BigInt(value).toString()
  return goNumber(value).replace('+Inf', '.inf').replace('-Inf', '-.inf').replace('NaN', '.nan')
}
