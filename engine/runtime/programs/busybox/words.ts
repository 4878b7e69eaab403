// What echo prints, whether the shell runs it or not.

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '"': '"', '\'': '\'' }

export const unescaped = (text: string): string =>
  text.replace(/\\(0[0-7]{0,3}|[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|.)/gs, (whole, code: string) => {
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255)
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Math.min(0x10_FFFF, Number.parseInt(code.slice(1), 16)))
    return Object.hasOwn(escapes, code) ? escapes[code] ?? whole : whole
  })

export function echoText(args: readonly string[]): string {
  const options = args.findIndex(arg => !/^-[neE]+$/.test(arg))
  const words = options < 0 ? [] : args.slice(options)
  const flags = args.slice(0, args.length - words.length).join('')
  const text = words.join(' ')
  return (flags.includes('e') ? unescaped(text) : text) + (flags.includes('n') ? '' : '\n')
}
