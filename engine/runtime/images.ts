// Images: what a reference names, and what an image is made of.
import type { Program, Signal } from './process.ts'

/** What runs when a container of the image starts, and what it finds there. */
export interface ImageContent {
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly workingDir: string
  readonly files: ReadonlyMap<string, string>
  /** The executable of a name; `undefined` when the image has none of that name. */
  readonly find: (name: string) => Program | undefined
  /** What asks it to stop, when that is not TERM. */
  readonly stopSignal?: Signal
  /** The name or number of the user that it runs as; root when left out. */
  readonly user?: string
  /** What its Dockerfile says it listens on; nothing depends on that. */
  readonly exposedPorts?: readonly number[]
}

export interface Layer { readonly digest: string, readonly sizeBytes: number }

export interface Image extends ImageContent {
  /** `docker.io/library/nginx:1.27` */
  readonly name: string
  readonly digest: string
  readonly sizeBytes: number
  readonly layers: readonly Layer[]
}

export interface ImageReference {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly digest: string | undefined
}

export const hub = 'docker.io'
const maxRepositoryLength = 255
const pathComponent = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const tagPattern = /^\w[\w.-]{0,127}$/
const digestPattern = /^sha256:[0-9a-f]{64}$/

/** The parts of an image name, or what is wrong with it. */
export function parseReference(image: string): ImageReference | { readonly error: string } {
  const known = parsed.get(image)
  if (known) return known
  if (parsed.size === mostParsed) parsed.clear()
  const reference = parse(image)
  parsed.set(image, reference)
  return reference
}

/** Few images are named, and each for every container. */
const parsed = new Map<string, ReturnType<typeof parseReference>>()
const mostParsed = 1000

function parse(image: string): ImageReference | { readonly error: string } {
  const [named = '', digest] = image.split('@')
  const slash = named.indexOf('/')
  const host = slash < 0 ? '' : named.slice(0, slash)
  const hasHost = host.includes('.') || host.includes(':') || host === 'localhost'
  const registry = hasHost ? host : hub
  const rest = hasHost ? named.slice(slash + 1) : named
  const colon = rest.lastIndexOf(':')
  const path = colon > rest.lastIndexOf('/') ? rest.slice(0, colon) : rest
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : 'latest'
  const repository = registry === hub && !path.includes('/') ? `library/${path}` : path
  if (path !== path.toLowerCase()) return { error: `invalid reference format: repository name (${repository}) must be lowercase` }
  const wellFormed = path.length <= maxRepositoryLength && path.split('/').every(step => pathComponent.test(step))
  if (!wellFormed || !tagPattern.test(tag) || (digest !== undefined && !digestPattern.test(digest))) return { error: 'invalid reference format' }
  return { registry, repository, tag, digest }
}

export const nameOf = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`

/** A well-mixed number of 32 bits: so that made-up digests and sizes are always the same for the same name. */
export function hash(text: string, salt: number): number {
  let mixed = 0x811C9DC5 ^ salt
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2C1B3C6D)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

/** 64 hex digits that belong to a text. */
export const hexDigest = (text: string): string =>
  Array.from({ length: 8 }, (_, i) => hash(text, i + 1).toString(16).padStart(8, '0')).join('')
