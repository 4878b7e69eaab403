// Images: what a reference names, what lies in a registry, and what an image is made of.
import { imagePrograms } from './programs/index.ts'
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
  /** Runs as another user than root. */
  readonly nonRoot?: boolean
}

export interface Image extends ImageContent {
  /** `docker.io/library/nginx:1.27` */
  readonly name: string
  readonly digest: string
  readonly sizeBytes: number
}

export interface ImageReference {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly digest: string | undefined
}

const hub = 'docker.io'
const maxRepositoryLength = 255
const pathComponent = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const tagPattern = /^\w[\w.-]{0,127}$/
const digestPattern = /^sha256:[0-9a-f]{64}$/

/** The parts of an image name, or what is wrong with it. */
export function parseReference(image: string): ImageReference | { readonly error: string } {
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
function hash(text: string, salt: number): number {
  let mixed = 0x811C9DC5 ^ salt
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2C1B3C6D)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

/** 64 hex digits that belong to a text. */
export const hexDigest = (text: string): string =>
  Array.from({ length: 8 }, (_, i) => hash(text, i + 1).toString(16).padStart(8, '0')).join('')

export type Pull =
  | { readonly image: Image, readonly ms: number }
  | { readonly error: string, readonly ms: number }

/** Where images come from. */
export interface ImageSource {
  pull(reference: ImageReference): Pull
}

export interface RegistryOptions {
  /** Hosts that answer; others cannot be looked up. */
  readonly hosts?: readonly string[]
  /** The tags that a repository has; a repository without an entry has every tag. */
  readonly tags?: Readonly<Record<string, readonly string[]>>
  readonly failureMs?: number
  /** How long a pull takes when not as long as the image's size says. */
  readonly pullMs?: number
}

const usualHosts = [hub, 'registry.k8s.io', 'quay.io', 'gcr.io', 'ghcr.io', 'public.ecr.aws', 'mcr.microsoft.com', 'k8s.gcr.io', 'localhost:5000']
const notFoundMs = 900

// So that nginx, cold, takes 3.2 s: the value that the lecture shows.
const bytesPerMs = 22_500

/** A stand-in for all registries: it has whatever is asked for, except what its options say it lacks. */
export class Registry implements ImageSource {
  private readonly options: RegistryOptions
  private readonly made = new Map<string, Image>()

  constructor(options: RegistryOptions = {}) { this.options = options }

  pull(reference: ImageReference): Pull {
    const { registry, repository, tag } = reference
    const name = nameOf(reference)
    const ms = this.options.failureMs ?? notFoundMs
    if (!(this.options.hosts ?? usualHosts).includes(registry) && !registry.endsWith('.amazonaws.com'))
      return { ms, error: `failed to pull and unpack image "${name}": failed to resolve image: failed to do request: Head "https://${registry}/v2/${repository}/manifests/${tag}": dial tcp: lookup ${registry} on 127.0.0.1:53: no such host` }
    if (!this.has(reference))
      return { ms, error: `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": failed to resolve image: ${name}: not found` }
    const image = this.imageOf(reference, name)
    return { image, ms: this.options.pullMs ?? Math.round(image.sizeBytes / bytesPerMs) }
  }

  private has({ registry, repository, tag }: ImageReference): boolean {
    const familiar = registry === hub ? repository.replace(/^library\//, '') : `${registry}/${repository}`
    const tags = Object.entries(this.options.tags ?? {}).find(([known]) => known === familiar)?.[1]
    return !tags || tags.includes(tag)
  }

  private imageOf(reference: ImageReference, name: string): Image {
    let image = this.made.get(name)
    if (!image) {
      const { sizeBytes, ...content } = imagePrograms(reference.repository, reference.tag)
      image = { ...content, name, digest: `sha256:${hexDigest(name)}`, sizeBytes: sizeBytes ?? 20_000_000 + hash(name, 0) % 180_000_000 }
      this.made.set(name, image)
    }
    return image
  }
}
