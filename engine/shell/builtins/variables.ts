// Builtins about variables.
import { arithmetic } from '../arithmetic.ts'
import type { Sink } from '../../runtime/input.ts'
import { ShellArray } from '../arrays.ts'
import type { Shell } from '../shell.ts'
import { shownFunction } from '../shown.ts'
import { plain, type Builtin } from './builtin.ts'

const nameAndValue = (arg: string): readonly [string, string | undefined] => {
  const equals = arg.indexOf('=')
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)]
}

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

const exportBuiltin: Builtin = plain((shell, args, { out, err }) => {
  const words = args.slice(1).filter(arg => arg !== '-p' && arg !== '-f')
  if (words.length === 0) out([...shell.exported].sort().map(name => `${shell.dialect.name === 'bash' ? 'declare -x' : 'export'} ${name}=${shell.dialect.name === 'bash' ? `"${shell.get(name) ?? ''}"` : `'${shell.get(name) ?? ''}'`}\n`).join(''))
  const removes = words[0] === '-n'
  let status = 0
  for (const [name, value] of words.filter(arg => arg !== '-n').map(nameAndValue)) {
    if (!isName(name)) {
      err(`${shell.dialect.name}: export: \`${value === undefined ? name : `${name}=${value}`}': not a valid identifier\n`)
      status = 1
      continue
    }
    if (value !== undefined) shell.set(name, value)
    if (removes) shell.exported.delete(name)
    else shell.exported.add(name)
  }
  return status
})

/** `declare -f`: how functions are written; `-F`: their names. */
function functions(shell: Shell, names: readonly string[], isBrief: boolean, out: Sink): number {
  let status = 0
  for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
    const found = shell.functions.get(name)
    if (!found) status = 1
    else out(!isBrief ? `${shownFunction(name, found)}\n` : names.length > 0 ? `${name}\n` : `declare -f ${name}\n`)
  }
  return status
}

/** `local`, and `declare`: of the function, if there is one. */
const local: Builtin = plain((shell, args, { out, err }) => {
  const letters = args.filter(arg => /^-[a-zA-Z]+$/.test(arg)).join('')
  if (args[0] === 'local' && !shell.locals && shell.dialect.name === 'bash') {
    err('bash: local: can only be used in a function\n')
    return 1
  }
  if (/[fF]/.test(letters)) return functions(shell, args.slice(1).filter(arg => !arg.startsWith('-')), letters.includes('F'), out)
  for (const [name, value] of args.slice(1).filter(arg => !arg.startsWith('-')).map(nameAndValue)) {
    if (letters.includes('p')) {
      const array = shell.arrayNamed(name)
      const single = shell.get(name)
      if (single === undefined && !array) {
        err(`${shell.dialect.name}: declare: ${name}: not found\n`)
        return 1
      }
      out(array ? `declare -${array.isNamed ? 'A' : 'a'} ${name}=(${array.keys().map(key => `[${key}]="${array.get(key) ?? ''}"`).join(' ')}${array.isNamed ? ' ' : ''})\n` : `declare -${shell.exported.has(name) ? 'x' : '-'} ${name}="${single ?? ''}"\n`)
      continue
    }
    if (!letters.includes('g')) shell.hide(name)
    if (/[aA]/.test(letters)) {
      if (!shell.arrays.has(name)) shell.arrays.set(name, new ShellArray(letters.includes('A')))
    }
    else if (value !== undefined || shell.locals) shell.set(name, value === undefined ? '' : letters.includes('i') ? String(arithmetic(value, shell)) : value)
    if (letters.includes('x')) shell.exported.add(name)
    if (letters.includes('r')) shell.readOnly.add(name)
  }
  return 0
})

const readonlyBuiltin: Builtin = plain((shell, args) => {
  for (const [name, value] of args.slice(1).filter(arg => !arg.startsWith('-')).map(nameAndValue)) {
    if (value !== undefined) shell.set(name, value)
    shell.readOnly.add(name)
  }
})

const unset: Builtin = plain((shell, args, { err }) => {
  let status = 0
  for (const name of args.slice(1)) {
    if (name === '-f' || name === '-v') continue
    if (shell.readOnly.has(name)) {
      err(`${shell.dialect.name}: unset: ${name}: cannot unset: readonly variable\n`)
      status = 1
    }
    else if (args[1] === '-f' || shell.get(name) === undefined && shell.functions.has(name)) shell.functions.delete(name)
    else shell.unset(name)
  }
  return status
})

export const variableBuiltins: Readonly<Record<string, Builtin>> = { export: exportBuiltin, local, declare: local, typeset: local, readonly: readonlyBuiltin, unset }
