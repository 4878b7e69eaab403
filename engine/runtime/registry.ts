// A registry: where images are pulled from. This one stands for all of the internet's: it knows the images of the lecture
// with their tags, has whatever else a reader may ask for, and refuses what no registry would give out.
import { hash, hexDigest, hub, nameOf, parseReference, type Image, type ImageReference, type Layer } from './images.ts'
import { isMisspelt, isOfficial, recipeOf, stranger, type ImageMake } from './programs/index.ts'

export type Pull =
  | { readonly image: Image, readonly ms: number }
  | { readonly error: string, readonly ms: number }

export interface Credentials { readonly username: string, readonly password: string }

/** Where images come from. */
export interface ImageSource {
  pull(reference: ImageReference, credentials?: Credentials): Pull
}

/** An image of a lab's own: another one, with changes. */
export interface LabImage {
  /** `webapp:22.04`, or with the registry before it. */
  readonly name: string
  /** The image whose programs and files it has; one that nobody knows when left out. */
  readonly from?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
  readonly files?: Readonly<Record<string, string>>
  readonly sizeBytes?: number
}

export interface RegistryOptions {
  /** Hosts that answer, besides those that everyone uses. */
  readonly hosts?: readonly string[]
  readonly images?: readonly LabImage[]
  /** Who may pull from what is not public: by a host, or by the beginning of a repository, as `docker.io/my-private-repo`. */
  readonly accounts?: Readonly<Record<string, Credentials>>
  /** The tags that a repository has, instead of those that it has of itself. */
  readonly tags?: Readonly<Record<string, readonly string[]>>
  readonly failureMs?: number
  /** How long a pull takes when not as long as the image's size says. */
  readonly pullMs?: number
}

const usualHosts = [hub, 'registry.k8s.io', 'quay.io', 'gcr.io', 'ghcr.io', 'public.ecr.aws', 'mcr.microsoft.com', 'k8s.gcr.io', 'docker.elastic.co', 'localhost:5000']
const usualAccounts: Readonly<Record<string, Credentials>> = { 'docker.io/my-private-repo': { username: 'student', password: 'secret' } }
const failureMs = 900

// So that nginx, cold, takes 3.2 s: the value that the lecture shows.
const bytesPerMs = 22_500

export class Registry implements ImageSource {
  private readonly options: RegistryOptions
  private readonly own: ReadonlyMap<string, LabImage>
  private readonly made = new Map<string, Image>()
  /** What whoever asked without a login was given. */
  private readonly free = new Set<string>()

  constructor(options: RegistryOptions = {}) {
    this.options = options
    this.own = new Map((options.images ?? []).map(image => [fullName(image.name), image]))
  }

  pull(reference: ImageReference, credentials?: Credentials): Pull {
    const name = nameOf(reference)
    const refusal = this.free.has(name) ? undefined : this.refusal(reference, name, credentials)
    if (refusal === undefined && !credentials) this.free.add(name)
    if (refusal !== undefined) return { ms: this.options.failureMs ?? failureMs, error: refusal }
    const image = this.imageOf(reference, name)
    return { image, ms: this.options.pullMs ?? Math.round(image.sizeBytes / bytesPerMs) }
  }

  private refusal(reference: ImageReference, name: string, credentials: Credentials | undefined): string | undefined {
    const { registry, repository, tag, digest } = reference
    const failed = `failed to pull and unpack image "${name}": failed to resolve image: `
    const manifest = `https://${registry}/v2/${repository}/manifests/${digest ?? tag}`
    const isKnown = usualHosts.includes(registry) || this.options.hosts?.includes(registry) || registry.endsWith('.amazonaws.com')
    if (!isKnown && !this.isOwn(`${registry}/`))
      return `${failed}failed to do request: Head "${manifest}": dial tcp: lookup ${registry} on 127.0.0.1:53: no such host`
    const account = this.accountOf(`${registry}/${repository}`)
    if (account && !credentials) return failed + (registry === hub ? accessDenied : `${denied}: authorization failed: no basic auth credentials`)
    if (account && (account.username !== credentials?.username || account.password !== credentials.password)) return failed + wrongCredentials(registry, manifest)
    if (this.own.has(name)) return undefined
    if (registry === hub && !this.isOwn(`${registry}/${repository}:`) && !isThere(repository)) return failed + accessDenied
    return isKnown && this.hasTag(reference) ? undefined : `rpc error: code = NotFound desc = ${failed}${name}: not found`
  }

  private accountOf(path: string): Credentials | undefined {
    for (const [prefix, account] of Object.entries({ ...usualAccounts, ...this.options.accounts })) if (path === prefix || path.startsWith(`${prefix}/`)) return account
    return path.includes('.dkr.ecr.') ? { username: 'AWS', password: '' } : undefined
  }

  private isOwn(beginning: string): boolean {
    for (const name of this.own.keys()) if (name.startsWith(beginning)) return true
    return false
  }

  private hasTag({ registry, repository, tag, digest }: ImageReference): boolean {
    const familiar = registry === hub ? repository.replace(/^library\//, '') : `${registry}/${repository}`
    const tags = Object.entries(this.options.tags ?? {}).find(([known]) => known === familiar)?.[1]
    if (tags) return tags.includes(tag)
    return digest !== undefined || !this.isOwn(`${registry}/${repository}:`) && (recipeOf(repository)?.hasTag(tag) ?? true)
  }

  private imageOf(reference: ImageReference, name: string): Image {
    let image = this.made.get(name)
    if (!image) {
      const { sizeBytes = strangersSize(name), ...content } = this.contentOf(reference, name)
      image = { ...content, name, digest: `sha256:${hexDigest(name)}`, sizeBytes, layers: layersOf(name, sizeBytes) }
      this.made.set(name, image)
    }
    return image
  }

  private contentOf({ repository, tag }: ImageReference, name: string): ImageMake {
    const own = this.own.get(name)
    if (!own) return recipeOf(repository)?.make(tag) ?? stranger
    const from = own.from === undefined ? undefined : parseReference(own.from)
    const base = from && !('error' in from) ? this.contentOf(from, nameOf(from)) : stranger
    const { entrypoint = base.entrypoint, command = own.entrypoint ? [] : base.command, workingDir = base.workingDir, sizeBytes = base.sizeBytes } = own
    return {
      ...base, entrypoint, command, workingDir,
      env: { ...base.env, ...own.env },
      files: own.files ? new Map([...base.files, ...Object.entries(own.files)]) : base.files,
      ...sizeBytes !== undefined && { sizeBytes },
    }
  }
}

const denied = 'pull access denied, repository does not exist or may require authorization'
const accessDenied = `${denied}: server message: insufficient_scope: authorization failed`

const wrongCredentials = (registry: string, manifest: string): string => registry === hub
  ? 'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized'
  : `unexpected status from HEAD request to ${manifest}: 401 Unauthorized`

/** Docker Hub keeps a list of its own images; beyond that there is everything but what looks like a slip of the pen. */
const isThere = (repository: string): boolean => repository.startsWith('library/') ? isOfficial(repository) : !isMisspelt(repository)

function fullName(image: string): string {
  const reference = parseReference(image)
  return 'error' in reference ? image : nameOf(reference)
}

const strangersSize = (name: string): number => 20_000_000 + hash(name, 0) % 180_000_000

/** A large one with the system below, and smaller ones with what was added. */
function layersOf(name: string, sizeBytes: number): readonly Layer[] {
  const parts = sizeBytes < 10_000_000 ? [1] : [0.6, 0.25, 0.15]
  return parts.map((part, i) => ({ digest: `sha256:${hexDigest(`${name} layer ${i}`)}`, sizeBytes: Math.round(sizeBytes * part) }))
}
