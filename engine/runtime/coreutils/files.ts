// The tools that look at files and change them.
import { FileError, resolvePath } from '../files.ts'
import { strftime } from '../programs/http/dates.ts'
import { forEach, joined, missing, plainly, readFile, type Bench, type BenchFiles, type Complaint, type Tool } from './bench.ts'
import { Misused, withOptions, type Given } from './options.ts'

const cannot = (what: string, busybox: string): Complaint => (name, error) => ({ gnu: `cannot ${what} '${name}': ${error}`, busybox: busybox.replace('%', name) + `: ${error}` })

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** GNU marks these as words of a text, not of a command line. */
const cannotCreate: Complaint = (name, error) => ({ gnu: `cannot create directory ‘${name}’: ${error}`, busybox: `can't create directory '${name}': ${error}` })

const wanted = (operands: readonly string[], what = 'operand'): void => { if (operands.length === 0) throw new Misused(`missing ${what}`) }

const touch = withOptions('touch', 'acd:fhmr:t: no-create=c date:=d reference:=r', (bench, { flags, operands }) => {
  wanted(operands, 'file operand')
  return forEach(bench, 'touch', operands, path => {
    if (bench.files.read(path) === undefined && !bench.files.isDirectory(path) && !flags.has('c')) bench.files.write(path, '')
  }, cannot('touch', '%'))
})

const rm = withOptions('rm', 'dfiIrRv force=f recursive=r dir=d verbose=v preserve-root no-preserve-root', (bench, { flags, operands }) => {
  if (!flags.has('f')) wanted(operands)
  const isDeep = flags.has('r') || flags.has('R')
  const { files } = bench
  const tell = (what: string, name: string): void => { if (flags.has('v')) bench.out(`removed ${what}'${name}'\n`) }
  const remove = (path: string, name: string): void => {
    if (!files.isDirectory(path)) {
      files.remove(path)
      tell('', name)
      return
    }
    if (flags.has('v')) for (const each of files.list(path)) remove(`${path}/${each}`, `${name.replace(/\/$/, '')}/${each}`)
    files.removeDirectory(path)
    tell('directory ', name)
  }
  return forEach(bench, 'rm', operands, (path, name) => {
    if (isDeep && path === '/') throw new FileError('it is dangerous to operate recursively on \'/\'\nrm: use --no-preserve-root to override this failsafe')
    if (isDeep && /(^|\/)\.\.?\/?$/.test(name)) throw new FileError('refusing to remove \'.\' or \'..\' directory: skipping')
    if (files.isDirectory(path) && !isDeep && !flags.has('d')) throw new FileError(bench.style === 'gnu' ? 'Is a directory' : 'is a directory')
    if (files.isDirectory(path) && !isDeep && files.list(path).length > 0) throw new FileError('Directory not empty')
    if (files.exists(path)) remove(path, name)
    else if (!flags.has('f')) throw new FileError(missing)
  }, (name, error) => error.startsWith('it is') ? { gnu: error, busybox: error } : error.startsWith('refusing') ? { gnu: `${error} '${name}'`, busybox: `${error} '${name}'` } : error.startsWith('is a') ? { gnu: '', busybox: `'${name}' ${error}` } : { gnu: `cannot remove '${name}': ${error}`, busybox: `can't remove '${name}': ${error}` })
})

const mkdir = withOptions('mkdir', 'm:pv mode:=m parents=p verbose=v', (bench, { flags, operands }) => {
  wanted(operands)
  return forEach(bench, 'mkdir', operands, (path, name) => {
    if (path.split('/').some((_step, i, steps) => i > 0 && i < steps.length - 1 && bench.files.read(steps.slice(0, i + 1).join('/')) !== undefined)) throw new FileError('Not a directory')
    bench.files.makeDirectory(path, flags.has('p'))
    if (flags.has('v')) bench.out(`mkdir: created directory '${name}'\n`)
  }, cannotCreate)
})

const rmdir = withOptions('rmdir', 'pv parents=p verbose=v ignore-fail-on-non-empty', (bench, { flags, operands }) => {
  wanted(operands)
  const names = flags.has('p') ? operands.flatMap(name => name.replace(/\/$/, '').split('/').map((_step, i, steps) => steps.slice(0, steps.length - i).join('/'))).filter(name => name !== '') : operands
  return forEach(bench, 'rmdir', names, path => {
    if (!bench.files.isDirectory(path)) throw new FileError(bench.files.read(path) === undefined ? missing : 'Not a directory')
    if (bench.files.list(path).length > 0) throw new FileError('Directory not empty')
    bench.files.removeDirectory(path)
  }, (name, error) => ({ gnu: `failed to remove '${name}': ${error}`, busybox: `'${name}': ${error}` }))
})

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

interface Moved { readonly from: string, readonly to: string, readonly name: string, readonly shownTo: string }

/** What `cp` and `mv` have in common: what goes where, and what cannot. */
function* transfers(bench: Bench, tool: 'cp' | 'mv', { flags, values, operands }: Given): Generator<Moved> {
  const { files, cwd } = bench
  const [sources, target = ''] = values.has('t') ? [operands, values.get('t')] : [operands.slice(0, -1), operands.at(-1)]
  wanted(operands, 'file operand')
  if (sources.length === 0) throw new Misused(`missing destination file operand after '${operands[0] ?? ''}'`)
  const to = resolvePath(cwd, target)
  const isInto = files.isDirectory(to) && !flags.has('T')
  if (sources.length > 1 && !isInto) throw new Misused(`target '${target}': ${files.exists(to) ? 'Not a directory' : missing}`, false)
  for (const name of sources) {
    const path = resolvePath(cwd, name)
    const end = isInto ? `${to === '/' ? '' : to}/${nameOf(path)}` : to
    const shownTo = isInto ? `${target.replace(/\/$/, '')}/${nameOf(path)}` : target
    const isDirectory = files.isDirectory(path)
    const complain = (what: string): void => bench.err(`${tool}: ${what}\n`)
    if (!files.exists(path)) complain(bench.style === 'gnu' ? `cannot stat '${name}': ${missing}` : `can't ${tool === 'cp' ? 'stat' : 'rename'} '${name}': ${missing}`)
    else if (tool === 'cp' && isDirectory && !/[raR]/.test([...flags].join(''))) complain(bench.style === 'gnu' ? `-r not specified; omitting directory '${name}'` : `omitting directory '${name}'`)
    else if (path === end) complain(`'${name}' and '${shownTo}' are the same file`)
    else if (isDirectory && `${end}/`.startsWith(`${path}/`)) complain(tool === 'cp' ? `cannot copy a directory, '${name}', into itself, '${shownTo}'` : `cannot move '${name}' to a subdirectory of itself, '${shownTo}'`)
    else if (!isDirectory && files.isDirectory(end)) complain(`cannot overwrite directory '${shownTo}' with non-directory`)
    else if (isDirectory && files.read(end) !== undefined) complain(`cannot overwrite non-directory '${shownTo}' with directory '${name}'`)
    else if (!files.isDirectory(end.slice(0, end.lastIndexOf('/')) || '/')) complain(tool === 'cp' ? `cannot create ${isDirectory ? 'directory' : 'regular file'} '${shownTo}': ${missing}` : `cannot move '${name}' to '${shownTo}': ${missing}`)
    else if (!isDirectory && target.endsWith('/') && !isInto) complain(tool === 'cp' ? `cannot create regular file '${target}': Not a directory` : `cannot move '${name}' to '${target}': Not a directory`)
    else {
      yield { from: path, to: end, name, shownTo }
      continue
    }
    yield { from: '', to: '', name, shownTo }
  }
}

const transfer = (tool: 'cp' | 'mv', how: string, act: (bench: Bench, moved: Moved, flags: ReadonlySet<string>) => void): Tool => withOptions(tool, how, (bench, given) => {
  let status = 0
  for (const moved of transfers(bench, tool, given)) {
    if (moved.from === '') status = 1
    else if (!given.flags.has('n') || !bench.files.exists(moved.to)) status |= forEach(bench, tool, [moved.name], () => { act(bench, moved, given.flags) }, (name, error) => ({ gnu: `cannot create regular file '${moved.shownTo}': ${error}`, busybox: `can't create '${name}': ${error}` }))
  }
  return status
})

/** `'a' -> 'b'`, for all that is copied. */
function tellCopied(bench: Bench, path: string, from: string, to: string): void {
  const { files } = bench
  bench.out(`'${from}' -> '${to}'\n`)
  if (files.isDirectory(path)) for (const name of files.list(path)) tellCopied(bench, `${path}/${name}`, `${from}/${name}`, `${to}/${name}`)
}

const cp = transfer('cp', 'adfHilLnpPrRst:Tuvx archive=a force=f no-clobber=n recursive=r target-directory:=t verbose=v preserve::', (bench, { from, to, name, shownTo }, flags) => {
  if (flags.has('v')) tellCopied(bench, from, name, shownTo)
  copy(bench, from, to)
})

const mv = transfer('mv', 'bfint:Tuv force=f no-clobber=n target-directory:=t verbose=v', (bench, { from, to, name, shownTo }, flags) => {
  copy(bench, from, to)
  if (bench.files.isDirectory(from)) bench.files.removeDirectory(from)
  else bench.files.remove(from)
  if (flags.has('v')) bench.out(`renamed '${name}' -> '${shownTo}'\n`)
})

/** There are no links: a file is copied. */
const ln = withOptions('ln', 'fFinrsTv symbolic=s force=f', (bench, { flags, operands }) => {
  wanted(operands, 'file operand')
  const [from = '', to = nameOf(from)] = operands
  const target = resolvePath(bench.cwd, to)
  const path = bench.files.isDirectory(target) ? `${target}/${nameOf(from)}` : target
  return forEach(bench, 'ln', [from], source => {
    if (bench.files.isDirectory(source)) throw new FileError(flags.has('s') ? 'directories cannot be linked here' : 'hard link not allowed for directory')
    if (bench.files.exists(path) && !flags.has('f')) throw new FileError('File exists')
    bench.files.write(path, readFile(bench, source))
  }, (name, error) => ({ gnu: error === missing ? `failed to access '${name}': ${error}` : error.startsWith('hard') ? `${name}: ${error}` : `failed to create ${flags.has('s') ? 'symbolic' : 'hard'} link '${to}': ${error}`, busybox: `${name}: ${error}` }))
})

/** Who may do what with a file is not kept; that it is there is looked at. */
const changeAccess = (tool: string, isRight: (what: string) => boolean): Tool => (bench, args) => {
  const options = args.filter(arg => /^-[cfvR]+$|^--/.test(arg))
  const operands = args.filter(arg => !options.includes(arg))
  const [what = '', ...names] = operands
  const kind = tool === 'chmod' ? 'mode' : 'user'
  const complaint = operands.length === 0 ? 'missing operand' : names.length === 0 ? `missing operand after ‘${what}’` : undefined
  if (complaint !== undefined || !isRight(what)) {
    bench.err(`${tool}: ${complaint ?? `invalid ${kind}: ‘${what}’`}\n${complaint === undefined && kind === 'user' ? '' : `Try '${tool} --help' for more information.\n`}`)
    return 1
  }
  return forEach(options.some(each => each.includes('f')) ? { ...bench, err: () => {} } : bench, tool, names, path => {
    if (!bench.files.exists(path)) throw new FileError(missing)
  }, cannot('access', '%'))
}

const isMode = (what: string): boolean => /^[0-7]{1,4}$|^[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*$/.test(what)
const isOwner = (what: string): boolean => /^(?:root|nobody|www-data|\d+)?(?:[:.](?:root|nobody|nogroup|www-data|\d+)?)?$/.test(what)

const tree = withOptions('tree', 'adfFL:I:P:in', (bench, { flags, values, operands }) => {
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
})

const ls = withOptions('ls', 'aAbBcCdfFghHiklLmnNopqQrRsStTuUvw:xXZ1 all=a almost-all=A directory=d classify::=F human-readable=h recursive=R reverse=r color:: sort: time: group-directories-first full-time', (bench, { flags, operands }) => {
  const { files } = bench
  const names = operands.length > 0 ? operands : ['.']
  const size = (path: string): number => files.read(path)?.length ?? 4096
  /** Files are all of one age. */
  const ordered = (all: readonly string[], base: string): readonly string[] => {
    const sorted = flags.has('S') ? all.toSorted((a, b) => size(resolvePath(base, b)) - size(resolvePath(base, a))) : all
    return flags.has('r') ? sorted.toReversed() : sorted
  }
  const show = (all: readonly string[], base: string): void => {
    const marked = (name: string): string => (flags.has('F') || flags.has('p')) && files.isDirectory(resolvePath(base, name)) ? `${name}/` : name
    if (flags.has('l')) bench.out(all.map(name => longLine(bench, resolvePath(base, name), marked(name), flags.has('h'))).join(''))
    else if (flags.has('m')) bench.out(`${all.map(marked).join(', ')}\n`)
    else bench.out(bench.isTerminal && !flags.has('1') || flags.has('C') ? inColumns(all.map(marked), bench.isTerminal ? bench.columns : usualColumns) : joined(all.map(marked)))
  }
  let isFirst = true
  const open = (path: string, name: string, depth: number): void => {
    if (names.length > 1 || flags.has('R')) bench.out(`${isFirst ? '' : '\n'}${name}:\n`)
    isFirst = false
    const found = ordered([...flags.has('a') ? ['.', '..'] : [], ...files.list(path).filter(each => !each.startsWith('.') || flags.has('a') || flags.has('A'))], path)
    if (flags.has('l')) bench.out(`total ${found.length * 4}\n`)
    show(found, path)
    if (flags.has('R') && depth < mostNested) for (const each of found) if (!/^\.\.?$/.test(each) && files.isDirectory(resolvePath(path, each))) open(resolvePath(path, each), `${name}/${each}`, depth + 1)
  }
  const status = forEach(bench, 'ls', names, path => { if (!files.exists(path)) throw new FileError(missing) }, cannot('access', '%'))
  const there = ordered(names.filter(name => files.exists(resolvePath(bench.cwd, name))).toSorted((a, b) => a < b ? -1 : 1), bench.cwd)
  const isOpened = (name: string): boolean => files.isDirectory(resolvePath(bench.cwd, name)) && !flags.has('d')
  const plain = there.filter(name => !isOpened(name))
  if (plain.length > 0) show(plain, bench.cwd)
  isFirst = plain.length === 0
  for (const name of there) if (isOpened(name)) open(resolvePath(bench.cwd, name), name, 0)
  return status > 0 && bench.style === 'gnu' ? 2 : status
}, { misused: 2 })

const usualColumns = 80
const mostNested = 50

function longLine({ files, filesUnixMs, style }: Bench, path: string, name: string, isShort: boolean): string {
  const text = files.read(path)
  const size = text === undefined ? 4096 : text.length
  const mode = text === undefined ? 'drwxr-xr-x' : '-rw-r--r--'
  const date = strftime('%b %e %H:%M', filesUnixMs)
  return style === 'gnu' ? `${mode} 1 root root ${(isShort ? short(size) : String(size)).padStart(4)} ${date} ${name}\n` : `${mode}    1 root     root     ${String(size).padStart(9)} ${date} ${name}\n`
}

function inColumns(names: readonly string[], screenWidth: number): string {
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

const kibibyte = 1024

const du = withOptions('du', 'abcd:hkmsx all=a human-readable=h summarize=s max-depth:=d total=c', (bench, { flags, operands }) => {
  return forEach(bench, 'du', operands.length > 0 ? operands : ['.'], (path, name) => {
    if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
    let bytes = 0
    for (const each of walk(bench.files, path)) bytes += Math.ceil((bench.files.read(each)?.length ?? 4096) / 4096) * 4096
    bench.out(`${flags.has('h') ? short(bytes) : bytes / kibibyte}\t${name}\n`)
  }, cannot('access', '%'))
})

/** `1.5M` */
export function short(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T']
  let unit = 0
  let amount = bytes
  for (; amount >= kibibyte && unit < units.length - 1; unit++) amount /= kibibyte
  return unit === 0 ? String(bytes) : `${amount.toFixed(1)}${units[unit]}`
}

const stat = withOptions('stat', 'c:fLt format:=c printf: dereference=L', (bench, { values, operands }) => {
  wanted(operands)
  const format = values.get('c') ?? '  File: %n\n  Size: %s\t%F'
  return forEach(bench, 'stat', operands, (path, name) => {
    const text = bench.files.read(path)
    if (text === undefined && !bench.files.isDirectory(path)) throw new FileError(missing)
    const facts: Readonly<Record<string, string>> = { n: name, s: String(text?.length ?? 4096), F: text === undefined ? 'directory' : 'regular file', a: text === undefined ? '755' : '644', A: text === undefined ? 'drwxr-xr-x' : '-rw-r--r--', U: 'root', G: 'root', u: '0', g: '0', Y: String(Math.floor(bench.filesUnixMs / 1000)) }
    bench.out(`${format.replace(/%(\w)/g, (all, letter: string) => facts[letter] ?? all)}\n`)
  }, cannot('statx', 'can\'t stat \'%\''))
})

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

const basename = withOptions('basename', 'as:z multiple=a suffix:=s', (bench, { flags, values, operands }) => {
  wanted(operands)
  const isMany = flags.has('a') || values.has('s')
  if (!isMany && operands.length > 2) throw new Misused(`extra operand ‘${operands[2]}’`)
  const suffix = values.get('s') ?? (isMany ? '' : operands[1] ?? '')
  bench.out(joined((isMany ? operands : operands.slice(0, 1)).map(path => {
    const name = nameOf(path.replace(/\/+$/, '')) || '/'
    return suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name
  })))
  return 0
})

const dirname = withOptions('dirname', 'z', (bench, { operands }) => {
  wanted(operands)
  bench.out(joined(operands.map(path => {
    const plain = path.replace(/(?<=.)\/+$/, '')
    const slash = plain.lastIndexOf('/')
    return slash < 0 ? '.' : plain.slice(0, slash) || '/'
  })))
  return 0
})

/** There are no links: a path is real as soon as its directory is there. */
const realpath = withOptions('realpath', 'emqsLPz canonicalize-existing=e canonicalize-missing=m', (bench, { flags, operands }) => {
  wanted(operands)
  return forEach(bench, 'realpath', operands, path => {
    const needed = flags.has('e') ? path : path.slice(0, path.lastIndexOf('/')) || '/'
    if (!flags.has('m') && !bench.files.exists(needed)) throw new FileError(missing)
    bench.out(`${path}\n`)
  }, plainly)
})

const readlink = withOptions('readlink', 'efmnqsvz canonicalize=f', (bench, { flags, operands }) => {
  wanted(operands)
  if (!/[efm]/.test([...flags].join(''))) return 1
  bench.out(joined(operands.map(each => resolvePath(bench.cwd, each))))
  return 0
})

export const fileTools: Readonly<Record<string, Tool>> = { basename, chmod: changeAccess('chmod', isMode), chown: changeAccess('chown', isOwner), cp, dirname, du, ln, ls, mkdir, mktemp, mv, readlink, realpath, rm, rmdir, stat, touch, tree }
