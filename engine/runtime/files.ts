// The files of a container: the layers of its image, its own changes above them, and what is mounted into it.

/** What a file operation is refused with; the text is the one that tools print. */
export class FileError extends Error {}

const missing = 'No such file or directory'
const readOnlyError = 'Read-only file system'

/** What is made when somebody reads it. */
export interface Readable { read(): string }

/** What is in a file: its text, or so many zeros. */
type Content = string | number | Readable

/** So much of a file of zeros is there to be read. */
const readableZeros = 1 << 20

const nothing: readonly never[] = []

/** A tree that can be shared: the content of a volume, or the changes of a container. Absolute paths. */
export class Tree {
  private made: Set<string> | undefined
  /** Told of when something in it has changed. */
  changed: (() => void) | undefined
  private contents: Map<string, Content> | undefined
  private usedBytes = 0

  /** What its files take of a disk. */
  get bytes(): number { return this.usedBytes }
  get paths(): Iterable<string> { return this.contents?.keys() ?? nothing }
  get directories(): Iterable<string> { return this.made ?? nothing }
  has(path: string): boolean { return this.contents?.has(path) ?? false }
  hasDirectory(path: string): boolean { return this.made?.has(path) ?? false }
  addDirectory(path: string): void { (this.made ??= new Set()).add(path) }
  removeDirectory(path: string): void { this.made?.delete(path) }

  read(path: string): string | undefined {
    const content = this.contents?.get(path)
    if (typeof content === 'object') return content.read()
    return typeof content === 'number' ? '\0'.repeat(Math.min(content, readableZeros)) : content
  }

  /** A number stands for so many bytes of zeros. */
  write(path: string, content: Content): void {
    const contents = this.contents ??= new Map()
    this.usedBytes += sizeOf(content) - sizeOf(contents.get(path))
    contents.set(path, content)
    this.changed?.()
  }

  remove(path: string): void {
    this.usedBytes -= sizeOf(this.contents?.get(path))
    if (this.contents?.delete(path)) this.changed?.()
  }

  /** Another tree with the same files, that goes its own way. */
  copy(): Tree {
    const copy = new Tree()
    for (const [path, content] of this.contents ?? nothing) copy.write(path, content)
    return copy
  }
}

const sizeOf = (content: Content = ''): number => typeof content === 'string' ? content.length : typeof content === 'number' ? content : 0

export interface Mount {
  readonly path: string
  readonly tree: Tree
  /** The place in the tree that is mounted; `/` when left out. */
  readonly root?: string
  readonly readOnly: boolean
}

/** Files that can only be read, and lie below others. */
export interface Layer {
  has(path: string): boolean
  get(path: string): string | undefined
  keys(): Iterable<string>
}

const noPaths: ReadonlySet<string> = new Set()
const noMounts: readonly Mount[] = []

export class Files {
  private readonly image: Layer | undefined
  /** What the machine puts into every container, over its image. */
  private readonly provided: Layer | undefined
  private isSealed = false
  private readonly mounts: readonly Mount[]
  private written: Tree | undefined
  private removed: ReadonlySet<string> = noPaths

  constructor(image?: Layer, mounts: readonly Mount[] = noMounts, provided?: Layer) {
    this.image = image
    this.provided = provided
    this.mounts = mounts.length < 2 ? mounts : mounts.toSorted((a, b) => b.path.length - a.path.length) // the innermost mount is asked first
  }

  private get own(): Tree { return this.written ??= new Tree() }

  /** From now on its own layer can only be read. */
  seal(): void { this.isSealed = true }

  read(path: string): string | undefined {
    if (path === '/dev/null') return ''
    const { tree, inner } = this.at(path)
    const found = tree.read(inner)
    if (found !== undefined || tree !== this.own) return found
    return this.removed.has(path) ? undefined : this.provided?.get(path) ?? this.image?.get(path)
  }

  write(path: string, text: string): void { this.fill(path, text) }

  /** A file of zeros, however large. */
  writeZeros(path: string, bytes: number): void { this.fill(path, bytes) }

  /** What the container has written to its own layer. */
  get ownBytes(): number { return this.written?.bytes ?? 0 }

  private fill(path: string, content: string | number): void {
    if (path === '/dev/null') return
    if (this.isDirectory(path)) throw new FileError('Is a directory')
    if (!this.isDirectory(parentOf(path))) throw new FileError(missing)
    const { tree, inner } = this.writable(path)
    tree.write(inner, content)
    if (tree === this.own && this.removed.has(path)) this.removed = new Set([...this.removed].filter(other => other !== path))
  }

  append(path: string, text: string): void { this.write(path, (this.read(path) ?? '') + text) }

  remove(path: string): void {
    if (this.read(path) === undefined) throw new FileError(this.isDirectory(path) ? 'Is a directory' : missing)
    const { tree, inner } = this.writable(path)
    tree.remove(inner)
    if (tree === this.own && (this.provided?.has(path) || this.image?.has(path))) this.removed = new Set([...this.removed, path])
  }

  removeDirectory(path: string): void {
    for (const below of this.below(path)) this.remove(below)
    const { tree, inner } = this.writable(path)
    for (const known of [...tree.directories]) if (known === inner || known.startsWith(`${inner}/`)) tree.removeDirectory(known)
  }

  makeDirectory(path: string, withParents = false): void {
    if (this.read(path) !== undefined || (this.isDirectory(path) && !withParents)) throw new FileError('File exists')
    if (!withParents && !this.isDirectory(parentOf(path))) throw new FileError(missing)
    const { tree, inner } = this.writable(path)
    for (let each = inner; each !== '/'; each = parentOf(each)) tree.addDirectory(each)
  }

  isDirectory(path: string): boolean {
    if (path === '/' || standardDirectories.has(path) || this.mounts.some(mount => isBelow(mount.path, path))) return true
    const { tree, inner } = this.at(path)
    if (tree.has(inner)) return false
    if (inner === '/' || tree.hasDirectory(inner) || this.mounts.some(mount => mount.path === path)) return true
    const prefix = `${inner}/`
    for (const file of tree.paths) if (file.startsWith(prefix)) return true
    if (tree === this.own) for (const file of this.lowerPaths()) if (file.startsWith(prefix) && !this.removed.has(file)) return true
    return false
  }

  exists(path: string): boolean { return this.read(path) !== undefined || this.isDirectory(path) }

  /** The names in a directory, sorted. */
  list(path: string): readonly string[] {
    const prefix = path === '/' ? '/' : `${path}/`
    const names = new Set<string>()
    for (const each of this.everything()) {
      const rest = each.startsWith(prefix) ? each.slice(prefix.length) : ''
      if (rest !== '') names.add(rest.split('/')[0] ?? rest)
    }
    return [...names].sort()
  }

  /** The paths of the files below a directory. */
  below(path: string): readonly string[] {
    const prefix = path === '/' ? '/' : `${path}/`
    return [...new Set(this.everything())].filter(each => each.startsWith(prefix) && this.read(each) !== undefined).sort()
  }

  private* lowerPaths(): Generator<string> {
    if (this.provided) yield* this.provided.keys()
    if (this.image) yield* this.image.keys()
  }

  private* everything(): Generator<string> {
    yield* standardDirectories
    for (const file of this.lowerPaths()) if (!this.removed.has(file) && this.at(file).tree === this.own) yield file
    yield* this.own.paths
    yield* this.own.directories
    for (const { path, tree, root = '' } of this.mounts) {
      yield path
      for (const inner of [...tree.paths, ...tree.directories]) if (inner.startsWith(`${root}/`)) yield (path === '/' ? '' : path) + inner.slice(root.length)
    }
  }

  /** Whether anything can be written there. */
  mayWrite(path: string): boolean {
    const { tree, readOnly } = this.at(path)
    return !readOnly && !(this.isSealed && tree === this.own && !path.startsWith('/dev/'))
  }

  /** The image, if all below a directory is as it came with it. */
  untouched(directory: string): Layer | undefined {
    if (this.removed.size > 0 || this.mounts.some(({ path }) => path === directory || isBelow(path, directory) || isBelow(directory, path) || path === '/')) return undefined
    for (const path of this.written?.paths ?? nothing) if (isBelow(path, directory)) return undefined
    return this.image
  }

  /** What is mounted into it, by its path. */
  get mounted(): readonly Mount[] { return this.mounts }

  private at(path: string): { readonly tree: Tree, readonly inner: string, readonly readOnly: boolean } {
    for (const { path: mountPath, tree, root = '', readOnly } of this.mounts) {
      if (path === mountPath) return { tree, inner: root || '/', readOnly }
      if (mountPath === '/' || isBelow(path, mountPath)) return { tree, inner: root + path.slice(mountPath === '/' ? 0 : mountPath.length), readOnly }
    }
    return { tree: this.own, inner: path, readOnly: false }
  }

  private writable(path: string): { readonly tree: Tree, readonly inner: string } {
    if (!this.mayWrite(path)) throw new FileError(readOnlyError)
    return this.at(path)
  }
}

const standardDirectories: ReadonlySet<string> = new Set(['/bin', '/dev', '/etc', '/home', '/opt', '/proc', '/root', '/run', '/tmp', '/usr', '/var'])

const isBelow = (path: string, directory: string): boolean => path.length > directory.length && path.charAt(directory.length) === '/' && path.startsWith(directory)

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** A step that is no name: `.`, `..` or nothing, as after a slash at the end. */
const unsettled = /\/(?:\/|\.\.?(?:\/|$)|$)/

/** An absolute path without `.` and `..`. */
export function resolvePath(cwd: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${cwd}/${path}`
  const known = resolved.get(whole)
  if (known !== undefined) return known
  if (resolved.size === mostResolved) resolved.clear()
  const absolute = settled(whole)
  resolved.set(whole, absolute)
  return absolute
}

/** Programs ask for the same few again and again. */
const resolved = new Map<string, string>()
const mostResolved = 1000

function settled(path: string): string {
  if (path.startsWith('/') && !unsettled.test(path)) return path
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}
