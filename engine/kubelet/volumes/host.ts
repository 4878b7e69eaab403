// The disk of a node, as far as pods see it: directories of the host, and what is found there.
import type { HostPathVolumeSource } from '../../apiserver/types.gen.ts'
import { Files, Tree } from '../../runtime/files.ts'
import { ConfigError } from '../environment.ts'
import type { LogFiles } from '../log-files.ts'

const sockets: ReadonlySet<string> = new Set(['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock'])
const characterDevices: ReadonlySet<string> = new Set(['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', '/dev/full', '/dev/tty'])

const noLogs: LogFiles = new Map()

/** What was written to the disk, and the logs of containers, which are there without anyone having put them there. */
class HostTree extends Tree {
  logs: () => LogFiles = () => noLogs

  override get paths(): Iterable<string> { return [...super.paths, ...this.logs().keys()] }
  override has(path: string): boolean { return super.has(path) || this.logs().has(path) }
  override read(path: string): string | undefined { return super.read(path) ?? this.logs().get(path)?.() }
}

export class HostDisk {
  readonly tree = new HostTree()
  readonly files = new Files(new Map(), [{ path: '/', tree: this.tree, readOnly: false }])

  /** The path, made if that was asked for; throws a ConfigError when what is there is something else. */
  prepare({ path = '/', type = '' }: HostPathVolumeSource): string {
    const place = path.replace(/\/+$/, '') || '/'
    const isFile = this.files.read(place) !== undefined
    const isDirectory = !isFile && this.files.isDirectory(place)
    switch (type) {
      case 'DirectoryOrCreate':
        if (!isFile && !isDirectory) this.files.makeDirectory(place, true)
        return this.demand(!isFile, place, 'a directory')
      case 'Directory': return this.demand(isDirectory, place, 'a directory')
      case 'FileOrCreate':
        if (!isFile && !isDirectory) {
          if (!this.files.isDirectory(parentOf(place))) throw new ConfigError(`open ${place}: no such file or directory`)
          this.files.write(place, '')
        }
        return this.demand(!isDirectory, place, 'a file')
      case 'File': return this.demand(isFile, place, 'a file')
      case 'Socket': return this.demand(sockets.has(place), place, 'a socket file')
      case 'CharDevice': return this.demand(characterDevices.has(place), place, 'a character device')
      case 'BlockDevice': return this.demand(false, place, 'a block device')
      default: // the runtime makes a directory of what is missing
        if (!isFile && !isDirectory) this.files.makeDirectory(place, true)
        return place
    }
  }

  private demand(isSo: boolean, place: string, what: string): string {
    if (!isSo) throw new ConfigError(`hostPath type check failed: ${place} is not ${what}`)
    return place
  }
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
