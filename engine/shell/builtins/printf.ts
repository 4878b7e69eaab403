// The shell's own printf, which can also fill a variable.
import { printf, type Wrong } from '../../runtime/coreutils/printf.ts'
import { bash } from '../dialect.ts'
import type { Shell } from '../shell.ts'
import { plain, type Builtin } from './builtin.ts'

const misused = 2

export const printfBuiltin: Builtin = plain((shell, args, { out, err }) => {
  const usage = (): number => {
    err(shell.dialect === bash ? 'printf: usage: printf [-v var] format [arguments]\n' : shell.dialect.says('printf: usage: printf format [arg ...]'))
    return misused
  }
  const [, option, variable] = args
  const isKept = shell.dialect === bash && option === '-v' && variable !== undefined
  const [format, ...values] = args.slice(isKept ? 3 : option === '--' ? 2 : 1)
  if (option !== undefined && /^-[^-]/.test(option) && !isKept) {
    err(shell.dialect.says(shell.dialect === bash ? `printf: ${option.slice(0, 2)}: invalid option` : `printf: Illegal option ${option.slice(0, 2)}`))
    return shell.dialect === bash ? usage() : misused
  }
  if (format === undefined) return usage()
  const { text, wrong } = printf(format, values, shell.process.unixMs)
  for (const each of wrong) err(shell.dialect.says(`printf: ${complaint(shell, each)}`))
  if (isKept) shell.set(variable, text)
  else if (text !== '') out(text)
  return Number(wrong.length > 0)
})

function complaint({ dialect }: Shell, { what, text }: Wrong): string {
  if (what === 'number') return dialect === bash ? `${text}: invalid number` : `${text}: expected numeric value`
  if (dialect !== bash) return `%${text}: invalid directive`
  return text.startsWith('%') ? `\`${text}': missing format character` : `\`${text}': invalid format character`
}
