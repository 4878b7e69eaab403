// The files of a machine: text by absolute path. A directory is there when something is in it, or when somebody made it.
import { FileError } from '../runtime/files.ts'

export class Files {
  private readonly texts = new Map<string, string>()
  private readonly made = new Set<string>()

  read(path: string): string | undefined { return this.texts.get(path) }
  write(path: string, text: string): void { this.texts.set(path, text) }
  remove(path: string): boolean { return this.texts.delete(path) }
  isDirectory(path: string): boolean {
    const prefix = path === '/' ? '/' : `${path}/`
    return path === '/' || this.made.has(path) || [...this.paths()].some(known => known.startsWith(prefix))
  }

  makeDirectory(path: string, withParents: boolean): void {
    if (this.read(path) !== undefined || this.isDirectory(path) && !withParents) throw new FileError('File exists')
    this.made.add(path)
  }

  removeDirectory(path: string): void {
    for (const known of [...this.paths()]) {
      if (known !== path && !known.startsWith(`${path}/`)) continue
      this.texts.delete(known)
      this.made.delete(known)
    }
  }

  /** The names in a directory, sorted. */
  list(path: string): readonly string[] {
    const prefix = path === '/' ? '/' : `${path}/`
    return [...new Set([...this.paths()].filter(known => known.startsWith(prefix)).map(known => known.slice(prefix.length).split('/')[0] ?? ''))].sort()
  }

  private* paths(): Generator<string> {
    yield* this.texts.keys()
    yield* this.made
  }

  /** The paths below a directory, sorted. */
  below(path: string): readonly string[] {
    const prefix = path === '/' ? '/' : `${path}/`
    return [...this.texts.keys()].filter(known => known.startsWith(prefix)).sort()
  }
}

/** An absolute path without `.` and `..`. */
export function resolvePath(cwd: string, path: string): string {
  const steps: string[] = []
  for (const step of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}
