// From Ingresses to servers: one for each host, with the paths of all Ingresses that speak of it. The oldest comes first.
import type { HTTPIngressPath, Ingress } from '../../../apiserver/types.gen.ts'
import { backendOf, type Backend, type Complain, type Services } from './backends.ts'
import { shownBy, type FindSecret, type Shown } from './certificates.ts'
import { settingsOf, type Config, type Settings } from './settings.ts'

export interface Location {
  readonly path: string
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific'
  readonly backend: Backend
  readonly settings: Settings
  /** `default/web`; nothing where no Ingress speaks of it. */
  readonly ingress: string
  /** For what no path of the host is for. */
  readonly isFallback: boolean
}

export interface Server {
  /** `_` for all hosts that nobody speaks of. */
  readonly host: string
  /** In the order in which they are looked through. */
  readonly locations: readonly Location[]
  /** One path that is a pattern makes patterns of all of them. */
  readonly isRegex: boolean
  readonly shown: Shown | undefined
}

export interface Sources extends Services {
  /** Those that are the controller's own. */
  readonly ingresses: readonly Ingress[]
  readonly secret: FindSecret
  readonly config: Config
  readonly unixMs: number
  readonly fallback: Backend
  readonly complain: Complain
}

export type Servers = ReadonlyMap<string, Server>

export const catchAll = '_'

interface Draft { readonly locations: Location[], fallback: Location, shown: Shown | undefined }

const noSettings = settingsOf({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: '', uid: '', creationTimestamp: '', resourceVersion: '' }, spec: {}, status: { loadBalancer: {} } }, {})

export function serversOf(sources: Sources): Servers {
  const { complain, config, secret, unixMs } = sources
  const drafts = new Map<string, Draft>()
  const draftOf = (host: string, fallback: Location): Draft => {
    let draft = drafts.get(host)
    if (!draft) drafts.set(host, draft = { locations: [], fallback, shown: undefined })
    return draft
  }
  draftOf(catchAll, rest(sources.fallback))
  for (const ingress of sources.ingresses.toSorted(olderFirst)) {
    const { namespace = '', name } = ingress.metadata
    const key = `${namespace}/${name}`
    const fault = config['strict-validate-path-type'] === 'false' ? undefined : faultOf(ingress)
    if (fault !== undefined) {
      complain('E', 'store.go:942', `"ignoring ingress" ingress="${key}" err="${fault}"`)
      continue
    }
    const settings = settingsOf(ingress, config)
    const own = ingress.spec.defaultBackend && backendOf(sources, namespace, ingress.spec.defaultBackend, complain)
    const fallback: Location = own ? { ...rest(own), ingress: key, settings } : rest(sources.fallback)
    const everyone = drafts.get(catchAll)
    if (own && everyone && everyone.fallback.ingress === '') everyone.fallback = fallback
    for (const { host = '', http } of ingress.spec.rules ?? []) {
      const draft = draftOf(host === '' ? catchAll : host, fallback)
      if (host !== '') draft.shown ??= shownBy(ingress, host, secret, unixMs, complain)
      for (const path of http?.paths ?? []) {
        const backend = backendOf(sources, namespace, path.backend, complain)
        if (backend) add(draft, { ...placeOf(path), backend, settings, ingress: key, isFallback: false })
      }
    }
  }
  return new Map([...drafts].map(([host, draft]) => [host, serverOf(host, draft)]))
}

/** What somebody older has said already stays said. */
function add({ locations }: Draft, location: Location): void {
  if (!locations.some(({ path, pathType }) => path === location.path && pathType === location.pathType)) locations.push(location)
}

function serverOf(host: string, { locations, fallback, shown }: Draft): Server {
  const all = locations.some(({ path }) => path === '/') ? locations : [...locations, fallback]
  const isRegex = locations.some(({ settings: { usesRegex, rewriteTarget }, path }) => usesRegex || rewriteTarget !== '' && rewriteTarget !== path)
  return { host, isRegex, shown, locations: all.toSorted((a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : a.path > b.path ? -1 : 0)) }
}

const rest = (backend: Backend): Location => ({ path: '/', pathType: 'Prefix', backend, settings: noSettings, ingress: '', isFallback: true })

const placeOf = ({ path, pathType }: HTTPIngressPath): Pick<Location, 'path' | 'pathType'> => ({ path: path || '/', pathType })

const olderFirst = ({ metadata: a }: Ingress, { metadata: b }: Ingress): number =>
  compare(a.creationTimestamp ?? '', b.creationTimestamp ?? '') || compare(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`)

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

const plainPath = /^\/[A-Za-z0-9_\-./]*$/

/** Patterns are for paths of the controller's own type alone. */
function faultOf({ spec: { rules = [] } }: Ingress): string | undefined {
  for (const { http } of rules) for (const { path = '', pathType } of http?.paths ?? []) {
    if (path !== '' && pathType !== 'ImplementationSpecific' && !plainPath.test(path)) return `ingress contains invalid paths: path ${path} cannot be used with pathType ${pathType}`
  }
  return undefined
}
