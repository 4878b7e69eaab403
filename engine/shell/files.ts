// The files of a machine: text by absolute path.

export class Files {
  private readonly texts = new Map<string, string>()

  read(path: string): string | undefined { return this.texts.get(path) }
  write(path: string, text: string): void { this.texts.set(path, text) }
  remove(path: string): boolean { return this.texts.delete(path) }
  isDirectory(path: string): boolean {
    const prefix = path === '/' ? '/' : `${path}/`
    return path === '/' || [...this.texts.keys()].some(known => known.startsWith(prefix))
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
