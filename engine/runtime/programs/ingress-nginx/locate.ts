// Which server and which of its paths a request is for, as nginx finds them.
import { compilePattern, type Pattern } from '../../../apiserver/customresources/pattern.ts'
import { catchAll, type Location, type Server, type Servers } from './servers.ts'

/** A name itself, or a star for its first label, or whoever takes the rest. */
export function serverFor(servers: Servers, host: string): Server | undefined {
  const plain = host.replace(/:\d+$/, '').toLowerCase()
  const dot = plain.indexOf('.')
  return servers.get(plain) ?? (dot > 0 ? servers.get(`*${plain.slice(dot)}`) : undefined) ?? servers.get(catchAll)
}

export function locationFor({ locations, isRegex }: Server, uri: string): Location | undefined {
  if (isRegex) return locations.find(({ path }) => patternOf(`(?i)^${path}`)?.matches(uri))
  let best: Location | undefined
  let bestRank = 0
  for (const location of locations) {
    const rank = rankOf(location, uri)
    if (rank > bestRank) [best, bestRank] = [location, rank]
  }
  return best
}

/** The whole path beats all, then the longest beginning; 0: it is not for that path. */
function rankOf({ path, pathType }: Location, uri: string): number {
  if (pathType === 'Exact') return uri === path ? Infinity : 0
  if (pathType === 'ImplementationSpecific') return uri.startsWith(path) ? path.length : 0
  const bare = path.replace(/\/+$/, '')
  if (uri === bare || uri === path && bare !== '') return Number.MAX_SAFE_INTEGER
  return uri.startsWith(`${bare}/`) ? bare.length + 1 : 0
}

/** What the backend is asked for: as it came, unless there is a target to put in its place. */
export function upstreamPath({ path, settings: { rewriteTarget } }: Location, given: string): string {
  const groups = rewriteTarget === '' || rewriteTarget === path ? undefined : patternOf(`(?i)${path}`)?.find(uriOf(given))
  return groups ? rewriteTarget.replace(/\$(\d)/g, (_, group: string) => groups[Number(group)] ?? '') : given.split('?')[0] ?? ''
}

/** What is no pattern matches nothing. */
function patternOf(source: string): Pattern | undefined {
  try { return compilePattern(source) }
  catch { return undefined }
}

const mostDecoded = 8192

/** A path as nginx compares it: without its query, decoded, with single slashes and without dots. */
export function uriOf(path: string): string {
  const plain = (path.split('?')[0] ?? '').slice(0, mostDecoded)
  const parts: string[] = []
  const steps = decoded(plain).split('/')
  for (const part of steps) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const last = steps.at(-1) ?? ''
  return `/${parts.join('/')}${parts.length > 0 && (last === '' || last === '.' || last === '..') ? '/' : ''}`
}

function decoded(text: string): string {
  try { return decodeURIComponent(text) }
  catch { return text }
}

/** By which a rule is known: `myapp.com Prefix /analytics`. */
export const ruleId = (host: string, { path, pathType, isFallback }: Location): string => `${host} ${isFallback ? 'default' : pathType} ${path}`
