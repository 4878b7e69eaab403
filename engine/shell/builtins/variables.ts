// Builtins about variables.
import { plain, type Builtin } from './builtin.ts'

const nameAndValue = (arg: string): readonly [string, string | undefined] => {
  const equals = arg.indexOf('=')
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)]
}

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

const exportBuiltin: Builtin = plain((shell, args, { out, err }) => {
  const words = args.slice(1).filter(arg => arg !== '-p')
  if (words.length === 0) out([...shell.exported].sort().map(name => `${shell.dialect.name === 'bash' ? 'declare -x' : 'export'} ${name}=${shell.dialect.name === 'bash' ? `"${shell.get(name) ?? ''}"` : `'${shell.get(name) ?? ''}'`}\n`).join(''))
  const removes = words[0] === '-n'
  let status = 0
  for (const [name, value] of words.filter(arg => arg !== '-n').map(nameAndValue)) {
    if (!isName(name)) {
      err(`${shell.dialect.name}: export: \`${name}': not a valid identifier\n`)
      status = 1
      continue
    }
    if (value !== undefined) shell.set(name, value)
    if (removes) shell.exported.delete(name)
    else shell.exported.add(name)
  }
  return status
})

const local: Builtin = plain((shell, args) => {
  for (const [name, value] of args.slice(1).filter(arg => !arg.startsWith('-')).map(nameAndValue)) {
    if (shell.locals && !shell.locals.has(name)) shell.locals.set(name, shell.variables.get(name))
    shell.set(name, value ?? '')
  }
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
    else if (args[1] === '-f' || !shell.variables.has(name) && shell.functions.has(name)) shell.functions.delete(name)
    else shell.unset(name)
  }
  return status
})

export const variableBuiltins: Readonly<Record<string, Builtin>> = { export: exportBuiltin, local, declare: local, readonly: readonlyBuiltin, unset }
