// The tools that look at files and change them.
import { FileError, resolvePath } from '../../files.ts'
import type { Process } from '../../process.ts'

export type Tool = (process: Process, args: readonly string[]) => number

const optionsOf = (args: readonly string[]): string => args.filter(arg => /^-[a-zA-Z]/.test(arg)).join('')
const operandsOf = (args: readonly string[]): readonly string[] => args.filter(arg => arg === '-' || !arg.startsWith('-'))

/** Does something with each operand; what fails is told as the tool would, and the rest goes on. */
function forEach(process: Process, tool: string, operands: readonly string[], act: (path: string, name: string) => void, told: (name: string, error: string) => string): number {
  let status = 0
  for (const name of operands) {
    try { act(resolvePath(process.cwd, name), name) }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err(`${tool}: ${told(name, error.message)}\n`)
      status = 1
    }
  }
  return status
}

const cannotOpen = (name: string, error: string): string => `can't open '${name}': ${error}`

function read(process: Process, path: string): string {
  const { files } = process.machine
  const text = files.read(path)
  if (text === undefined) throw new FileError(files.isDirectory(path) ? 'Is a directory' : 'No such file or directory')
  return text
}

/** What the operands name, one after the other; standard input when there are none. */
export function readAll(process: Process, tool: string, operands: readonly string[]): { readonly text: string, readonly status: number } {
  if (operands.length === 0) return { text: process.stdin, status: 0 }
  let text = ''
  const status = forEach(process, tool, operands, (path, name) => { text += name === '-' ? process.stdin : read(process, path) }, cannotOpen)
  return { text, status }
}

export const fileTools: Readonly<Record<string, Tool>> = {
  cat: (process, args) => {
    const operands = operandsOf(args)
    return forEach(process, 'cat', operands.length > 0 ? operands : ['-'], (path, name) => process.out(name === '-' ? process.stdin : read(process, path)), cannotOpen)
  },
  touch: (process, args) => forEach(process, 'touch', operandsOf(args), path => {
    const { files } = process.machine
    if (!files.exists(path)) files.write(path, '')
  }, (name, error) => `${name}: ${error}`),
  rm: (process, args) => {
    const options = optionsOf(args)
    return forEach(process, 'rm', operandsOf(args), path => {
      const { files } = process.machine
      if (files.read(path) !== undefined) files.remove(path)
      else if (files.isDirectory(path) && /[rR]/.test(options)) files.removeDirectory(path)
      else if (!options.includes('f')) files.remove(path)
    }, (name, error) => `can't remove '${name}': ${error}`)
  },
  mkdir: (process, args) => forEach(process, 'mkdir', operandsOf(args),
    path => process.machine.files.makeDirectory(path, optionsOf(args).includes('p')),
    (name, error) => `can't create directory '${name}': ${error}`),
  cp: (process, args) => {
    const operands = operandsOf(args)
    const to = resolvePath(process.cwd, operands.at(-1) ?? '')
    return forEach(process, 'cp', operands.slice(0, -1), (path, name) => {
      const { files } = process.machine
      files.write(files.isDirectory(to) ? `${to}/${name.split('/').pop()}` : to, read(process, path))
    }, (name, error) => `can't stat '${name}': ${error}`)
  },
  mv: (process, args) => {
    const [from = '', to = ''] = operandsOf(args)
    return forEach(process, 'mv', [from], path => {
      const { files } = process.machine
      const target = resolvePath(process.cwd, to)
      files.write(files.isDirectory(target) ? `${target}/${from.split('/').pop()}` : target, read(process, path))
      files.remove(path)
    }, (name, error) => `can't rename '${name}': ${error}`)
  },
  chmod: (process, args) => forEach(process, 'chmod', operandsOf(args).slice(1), path => {
    if (!process.machine.files.exists(path)) throw new FileError('No such file or directory')
  }, (name, error) => `${name}: ${error}`),
  ls: (process, args) => {
    const operands = operandsOf(args)
    return forEach(process, 'ls', operands.length > 0 ? operands : ['.'], (path, name) => {
      const { files } = process.machine
      if (files.read(path) !== undefined) return process.out(`${name}\n`)
      if (!files.isDirectory(path)) throw new FileError('No such file or directory')
      const names = files.list(path).filter(each => !each.startsWith('.') || optionsOf(args).includes('a'))
      process.out(names.map(each => `${each}\n`).join(''))
    }, (name, error) => `${name}: ${error}`)
  },
  dd: (process, args) => {
    const option = (name: string): string | undefined => args.find(arg => arg.startsWith(`${name}=`))?.slice(name.length + 1)
    const units: Readonly<Record<string, number>> = { k: 1024, K: 1024, M: 1 << 20, G: 1 << 30 }
    const [, size = '512', unit = ''] = /^(\d+)([kKMG]?)$/.exec(option('bs') ?? '512') ?? []
    const bytes = Number(size) * (units[unit] ?? 1) * Number(option('count') ?? 1)
    const to = option('of')
    if (to !== undefined) process.machine.files.writeZeros(resolvePath(process.cwd, to), bytes)
    return 0
  },
  sed: (process, args) => {
    const inPlace = args.some(arg => arg.startsWith('-i'))
    const [expression = '', ...names] = operandsOf(args)
    const edit = substitution(expression)
    if (!edit) {
      process.err(`sed: unsupported command ${expression}\n`)
      return 1
    }
    if (!inPlace) {
      const { text, status } = readAll(process, 'sed', names)
      process.out(edit(text))
      return status
    }
    return forEach(process, 'sed', names, path => process.machine.files.write(path, edit(read(process, path))), (name, error) => `${name}: ${error}`)
  },
}

/** `s/old/new/g` over plain text: letters stand for themselves. */
function substitution(expression: string): ((text: string) => string) | undefined {
  if (!expression.startsWith('s') || expression.length < 4) return undefined
  const [, from = '', to = '', flags = ''] = expression.split(expression.charAt(1))
  return text => text.split('\n').map(line => flags.includes('g') ? line.replaceAll(from, to) : line.replace(from, () => to)).join('\n')
}
