// The tools that look at files and change them.
import { FileError, resolvePath } from '../files.ts'
import { strftime } from '../programs/http/dates.ts'
import { forEach, given, joined, missing, plainly, readFile, type Bench, type BenchFiles, type Complaint, type Tool } from './bench.ts'

const cannot = (what: string, busybox: string): Complaint => (name, error) => ({ gnu: `cannot ${what} '${name}': ${error}`, busybox: busybox.replace('%', name) + `: ${error}` })

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const touch: Tool = (bench, args) => forEach(bench, 'touch', given(args, ['d', 't', 'r']).operands, path => {
  if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) bench.files.write(path, '')
}, cannot('touch', '%'))

const rm: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  return forEach(bench, 'rm', operands, path => {
    const { files } = bench
    if (files.read(path) !== undefined) files.remove(path)
    else if (files.isDirectory(path)) {
      if (!flags.has('r') && !flags.has('R')) throw new FileError(bench.style === 'gnu' ? 'Is a directory' : 'is a directory')
      files.removeDirectory(path)
    }
    else if (!flags.has('f')) throw new FileError(missing)
  }, (name, error) => error.startsWith('is a') ? { gnu: '', busybox: `'${name}' ${error}` } : { gnu: `cannot remove '${name}': ${error}`, busybox: `can't remove '${name}': ${error}` })
}

const mkdir: Tool = (bench, args) => {
  const { flags, operands } = given(args, ['m'])
  return forEach(bench, 'mkdir', operands, path => bench.files.makeDirectory(path, flags.has('p')), cannot('create directory', 'can\'t create directory \'%\''))
}

const rmdir: Tool = (bench, args) => forEach(bench, 'rmdir', given(args).operands, path => {
  if (!bench.files.isDirectory(path)) throw new FileError(bench.files.read(path) === undefined ? missing : 'Not a directory')
  if (bench.files.list(path).length > 0) throw new FileError('Directory not empty')
  bench.files.removeDirectory(path)
}, (name, error) => ({ gnu: `failed to remove '${name}': ${error}`, busybox: `'${name}': ${error}` }))

/** Copies a file, or a directory with all that is below. */
function copy(bench: Bench, from: string, to: string): void {
  const { files } = bench
  if (!files.isDirectory(from)) {
    files.write(to, readFile(bench, from))
    return
  }
  if (!files.isDirectory(to)) files.makeDirectory(to, true)
  for (const name of files.list(from)) copy(bench, `${from === '/' ? '' : from}/${name}`, `${to}/${name}`)
}

const cp: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  const to = resolvePath(bench.cwd, operands.at(-1) ?? '')
  if (operands.length < 2) {
    bench.err(bench.style === 'gnu' ? 'cp: missing file operand\n' : 'BusyBox multi-call binary.\n\nUsage: cp [-arPLHpfinlsTu] SOURCE DEST\n')
    return 1
  }
  return forEach(bench, 'cp', operands.slice(0, -1), path => {
    const { files } = bench
    if (files.isDirectory(path) && !flags.has('r') && !flags.has('R') && !flags.has('a')) throw new FileError('omitting directory')
    copy(bench, path, files.isDirectory(to) ? `${to === '/' ? '' : to}/${nameOf(path)}` : to)
  }, (name, error) => error === 'omitting directory' ? { gnu: `-r not specified; omitting directory '${name}'`, busybox: `omitting directory '${name}'` } : cannot('stat', 'can\'t stat \'%\'')(name, error))
}

const mv: Tool = (bench, args) => {
  const { operands } = given(args)
  const to = resolvePath(bench.cwd, operands.at(-1) ?? '')
  return forEach(bench, 'mv', operands.slice(0, -1), path => {
    const { files } = bench
    copy(bench, path, files.isDirectory(to) ? `${to}/${nameOf(path)}` : to)
    if (files.isDirectory(path)) files.removeDirectory(path)
    else files.remove(path)
  }, cannot('stat', 'can\'t rename \'%\''))
}

const ln: Tool = (bench, args) => {
  const { operands: [from = '', to = ''] } = given(args)
  return forEach(bench, 'ln', [from], path => bench.files.write(resolvePath(bench.cwd, to), readFile(bench, path)), plainly)
}

/** Who may do what with a file is not kept; that it is there is looked at. */
const changeAccess = (tool: string): Tool => (bench, args) => {
  const { flags, operands } = given(args)
  return forEach(flags.has('f') ? { ...bench, err: () => {} } : bench, tool, operands.slice(1), path => {
    if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
  }, cannot('access', '%'))
}

const tree: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['L', 'I', 'P'])
  const deepest = Number(values.get('L') ?? Infinity)
  const counts = { directories: 0, files: 0 }
  const below = (path: string, indent: string, depth: number): void => {
    if (depth > Math.min(deepest, 50)) return
    const names = bench.files.list(path).filter(name => (flags.has('a') || !name.startsWith('.')) && (!flags.has('d') || bench.files.isDirectory(`${path}/${name}`)))
    for (const [i, name] of names.entries()) {
      const isLast = i === names.length - 1
      const isDirectory = bench.files.isDirectory(`${path}/${name}`)
      counts[isDirectory ? 'directories' : 'files']++
      bench.out(`${indent}${isLast ? '└── ' : '├── '}${name}${flags.has('F') && isDirectory ? '/' : ''}\n`)
      if (isDirectory) below(`${path}/${name}`, indent + (isLast ? '    ' : '│   '), depth + 1)
    }
  }
  for (const name of operands.length > 0 ? operands : ['.']) {
    const path = resolvePath(bench.cwd, name)
    bench.out(bench.files.isDirectory(path) ? `${name}\n` : `${name}  [error opening dir]\n`)
    below(path === '/' ? '' : path, '', 1)
  }
  const count = (number: number, one: string, several: string): string => `${number} ${number === 1 ? one : several}`
  bench.out(`\n${count(counts.directories, 'directory', 'directories')}${flags.has('d') ? '' : `, ${count(counts.files, 'file', 'files')}`}\n`)
  return 0
}

const screenWidth = 80

const ls: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  const wanted = operands.length > 0 ? operands : ['.']
  let isFirst = true
  return forEach(bench, 'ls', wanted, (path, name) => {
    const { files } = bench
    if (files.read(path) !== undefined || flags.has('d') && files.isDirectory(path)) {
      bench.out(flags.has('l') ? longLine(bench, path, name) : `${name}\n`)
      return
    }
    if (!files.isDirectory(path)) throw new FileError(missing)
    if (wanted.length > 1) bench.out(`${isFirst ? '' : '\n'}${name}:\n`)
    isFirst = false
    const names = [...flags.has('a') ? ['.', '..'] : [], ...files.list(path)].filter(each => !each.startsWith('.') || flags.has('a') || flags.has('A'))
    if (flags.has('l')) bench.out(`total ${names.length * 4}\n${names.map(each => longLine(bench, resolvePath(path, each), each)).join('')}`)
    else bench.out(bench.isTerminal && !flags.has('1') ? inColumns(names) : joined(names))
  }, cannot('access', '%'))
}

function longLine({ files, filesUnixMs, style }: Bench, path: string, name: string): string {
  const text = files.read(path)
  const size = text === undefined ? 4096 : text.length
  const mode = text === undefined ? 'drwxr-xr-x' : '-rw-r--r--'
  const date = strftime('%b %e %H:%M', filesUnixMs)
  return style === 'gnu' ? `${mode} 1 root root ${String(size).padStart(4)} ${date} ${name}\n` : `${mode}    1 root     root     ${String(size).padStart(9)} ${date} ${name}\n`
}

function inColumns(names: readonly string[]): string {
  if (names.length === 0) return ''
  const width = Math.max(...names.map(name => name.length)) + 2
  const line = names.join('  ')
  if (line.length <= screenWidth) return `${line}\n`
  const perLine = Math.max(1, Math.floor(screenWidth / width))
  const rows = Math.ceil(names.length / perLine)
  return joined(Array.from({ length: rows }, (_, row) => names.filter((_name, i) => i % rows === row).map(name => name.padEnd(width)).join('').trimEnd()))
}

function* walk(files: BenchFiles, path: string): Generator<string> {
  yield path
  if (files.isDirectory(path)) for (const name of files.list(path)) yield* walk(files, `${path === '/' ? '' : path}/${name}`)
}

const find: Tool = function* (bench, args) {
  const from = args.findIndex(arg => arg.startsWith('-'))
  const starts = from < 0 ? args : args.slice(0, from)
  const tests = from < 0 ? [] : args.slice(from)
  const after = (option: string): string | undefined => tests.includes(option) ? tests[tests.indexOf(option) + 1] : undefined
  const [type, name] = [after('-type'), after('-name')]
  const deepest = Number(after('-maxdepth') ?? Infinity)
  const act = tests.find(word => word === '-exec' || word === '-delete')
  const command = tests.slice(tests.indexOf('-exec') + 1).filter(word => word !== ';' && word !== '+')
  const lines: string[][] = []
  const status = forEach(bench, 'find', starts.length > 0 ? starts : ['.'], (path, start) => {
    if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
    for (const each of walk(bench.files, path)) {
      const isFile = bench.files.read(each) !== undefined
      if (type === 'f' && !isFile || type === 'd' && isFile || name !== undefined && !fits(name, nameOf(each))) continue
      const below = each.slice(path === '/' ? 1 : path.length)
      if (below.split('/').length - (path === '/' ? 0 : 1) > deepest) continue
      const found = start + below
      if (act === undefined) bench.out(`${found}\n`)
      else if (act === '-delete') bench.files[isFile ? 'remove' : 'removeDirectory'](each)
      else lines.push(command.map(word => word.replaceAll('{}', found)))
    }
  }, (each, error) => ({ gnu: `‘${each}’: ${error}`, busybox: `${each}: ${error}` }))
  for (const words of lines) yield* bench.run(words.map(word => `'${word.replaceAll('\'', '\'\\\'\'')}'`).join(' '), '')
  return status
}

/** Whether a name fits a pattern with `*` and `?`, in time that grows with both and no more. */
export function fits(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0]
  while (n < name.length) {
    if (p < pattern.length && (pattern.charAt(p) === '?' || pattern.charAt(p) === name.charAt(n)) && pattern.charAt(p) !== '*') {
      p++
      n++
    }
    else if (pattern.charAt(p) === '*') {
      star = p++
      mark = n
    }
    else if (star >= 0) {
      p = star + 1
      n = ++mark
    }
    else return false
  }
  return /^\**$/.test(pattern.slice(p))
}

const kibibyte = 1024

const du: Tool = (bench, args) => {
  const { flags, operands } = given(args, ['d'])
  return forEach(bench, 'du', operands.length > 0 ? operands : ['.'], (path, name) => {
    if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
    let bytes = 0
    for (const each of walk(bench.files, path)) bytes += Math.ceil((bench.files.read(each)?.length ?? 4096) / 4096) * 4096
    bench.out(`${flags.has('h') ? short(bytes) : bytes / kibibyte}\t${name}\n`)
  }, plainly)
}

/** `1.5M` */
export function short(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T']
  let unit = 0
  let amount = bytes
  for (; amount >= kibibyte && unit < units.length - 1; unit++) amount /= kibibyte
  return unit === 0 ? String(bytes) : `${amount.toFixed(1)}${units[unit]}`
}

const stat: Tool = (bench, args) => {
  const { values, operands } = given(args, ['c'])
  const format = values.get('c') ?? '  File: %n\n  Size: %s\t%F'
  return forEach(bench, 'stat', operands, (path, name) => {
    const text = bench.files.read(path)
    if (text === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
    const facts: Readonly<Record<string, string>> = { n: name, s: String(text?.length ?? 4096), F: text === undefined ? 'directory' : 'regular file', a: text === undefined ? '755' : '644', A: text === undefined ? 'drwxr-xr-x' : '-rw-r--r--', U: 'root', G: 'root', u: '0', g: '0', Y: String(Math.floor(bench.filesUnixMs / 1000)) }
    bench.out(`${format.replace(/%(\w)/g, (all, letter: string) => facts[letter] ?? all)}\n`)
  }, cannot('stat', 'can\'t stat \'%\''))
}

/** A file or a directory of which nobody knew the name. */
const mktemp: Tool = (bench, args) => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  for (let draw = bench.unixMs; ; draw = (draw * 48_271 + 1) % 2_147_483_647) {
    const path = `/tmp/tmp.${Array.from({ length: 10 }, (_, i) => letters.charAt(Math.floor(draw / 3 ** i) % letters.length)).join('')}`
    if (bench.files.read(path) !== undefined || bench.files.isDirectory(path)) continue
    bench.files.makeDirectory(args.includes('-d') ? path : '/tmp', true)
    if (!args.includes('-d')) bench.files.write(path, '')
    bench.out(`${path}\n`)
    return 0
  }
}

const basename: Tool = (bench, [path = '', suffix = '']) => {
  const name = nameOf(path.replace(/\/+$/, '')) || '/'
  bench.out(`${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`)
  return 0
}

const dirname: Tool = (bench, [path = '']) => {
  const slash = path.replace(/\/+$/, '').lastIndexOf('/')
  bench.out(`${slash < 0 ? '.' : path.slice(0, slash) || '/'}\n`)
  return 0
}

const realpath: Tool = (bench, args) => {
  bench.out(joined(given(args).operands.map(each => resolvePath(bench.cwd, each))))
  return 0
}

export const fileTools: Readonly<Record<string, Tool>> = { basename, chmod: changeAccess('chmod'), chown: changeAccess('chown'), cp, dirname, du, find, ln, ls, mkdir, mktemp, mv, readlink: realpath, realpath, rm, rmdir, stat, touch, tree }
