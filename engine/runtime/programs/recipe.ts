// How images are described: what runs, with which tools beside it, and which tags there are.
import type { ImageContent } from '../images.ts'
import type { Program } from '../process.ts'

export type ImageMake = ImageContent & { readonly sizeBytes?: number }

export interface Recipe {
  readonly hasTag: (tag: string) => boolean
  readonly make: (tag: string) => ImageMake
}

/** The executables that an image has, by name or by absolute path. */
export type Tools = (name: string) => Program | undefined

/** For each major version its newest minor one, and the words that stand for a version. */
export interface Versions {
  readonly numbers: Readonly<Record<number, number>>
  readonly words?: readonly string[]
}

const variant = /-(?:alpine|slim|bookworm|bullseye|trixie|jammy|noble|focal|debian|oracle|oraclelinux|perl|otel|musl|glibc|uclibc|distroless|ubi|management|fpm|apache|browser|basic-auth)[\w.]*/g

/** Whether a tag names a version that there is: `1.27`, `1.27.3-alpine`, `latest`. */
export function hasVersion({ numbers, words = [] }: Versions, tag: string): boolean {
  const plain = `-${tag}`.replace(variant, '').slice(1)
  if (plain === 'latest' || plain === '' || words.includes(plain)) return true
  const [, major = '', minor] = /^v?(\d+)(?:\.(\d+))?(?:\.\d+)*$/.exec(plain) ?? []
  const newest = numbers[Number(major)]
  return major !== '' && newest !== undefined && Number(minor ?? 0) <= newest
}

const directories: ReadonlySet<string> = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'])

/** The bare name of what lies where PATH looks; undefined for what lies elsewhere. */
export function nameInPath(command: string): string | undefined {
  const slash = command.lastIndexOf('/')
  return slash < 0 || directories.has(command.slice(0, slash)) ? command.slice(slash + 1) : undefined
}

/** Tools and programs of an image's own: those of names that PATH finds, or under an absolute path. */
export function withPrograms(tools: Tools, programs: Readonly<Record<string, Program>>): Tools {
  const own = new Map(Object.entries(programs))
  return command => own.get(command) ?? own.get(nameInPath(command) ?? '') ?? tools(command)
}

export interface Described {
  readonly versions?: Versions
  readonly tools: Tools
  /** What its variants on Alpine have instead. */
  readonly alpineTools?: Tools
  readonly programs?: Readonly<Record<string, Program>> | ((tag: string) => Readonly<Record<string, Program>>)
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>> | ((tag: string) => Readonly<Record<string, string>>)
  readonly workingDir?: string
  readonly files?: ReadonlyMap<string, string>
  readonly ports?: readonly number[]
  readonly user?: string
  readonly stopSignal?: ImageContent['stopSignal']
  readonly sizeMB: number
}

const noFiles: ReadonlyMap<string, string> = new Map()
const bytesPerMB = 1_000_000

export function recipe({ versions, tools, alpineTools = tools, programs = {}, entrypoint = [], command = [], env = {}, workingDir = '/', files = noFiles, ports = [], user, stopSignal, sizeMB }: Described): Recipe {
  return {
    hasTag: tag => !versions || hasVersion(versions, tag),
    make: tag => ({
      entrypoint, command, workingDir, files,
      env: typeof env === 'function' ? env(tag) : env,
      find: withPrograms(tag.includes('alpine') ? alpineTools : tools, typeof programs === 'function' ? programs(tag) : programs),
      exposedPorts: ports,
      sizeBytes: Math.round(sizeMB * bytesPerMB),
      ...user !== undefined && { user },
      ...stopSignal && { stopSignal },
    }),
  }
}

/** `1.27` of `1.27-alpine`; what it stands for when the tag is a word. */
export const versionOf = (tag: string, usual: string): string => /^v?(\d[\d.]*)/.exec(tag)?.[1] ?? usual
