// What nginx reads: directives, some with a block of further ones, and the servers that they describe.
import type { Files, Layer } from '../../files.ts'
import { parseUrl } from '../http/client.ts'

/** What is wrong with a configuration, in nginx's words. */
export class ConfigError extends Error {}

export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly block?: readonly Directive[]
  /** `/etc/nginx/conf.d/default.conf:3` */
  readonly place: string
}

export interface Location {
  readonly modifier: '' | '=' | '^~' | '~' | '~*'
  readonly path: string
  readonly directives: readonly Directive[]
}

export interface Server {
  readonly ports: readonly number[]
  /** Those of them that speak TLS. */
  readonly tlsPorts: readonly number[]
  readonly isDefault: boolean
  readonly names: readonly string[]
  readonly directives: readonly Directive[]
  readonly locations: readonly Location[]
  /** Where it listens, as the file says. */
  readonly place: string
}

export interface Config {
  readonly servers: readonly Server[]
  /** The members of each group that proxy_pass may name. */
  readonly upstreams: ReadonlyMap<string, readonly string[]>
  readonly http: readonly Directive[]
  readonly ports: readonly number[]
  /** Those that requests are handed on to, and where it says so. */
  readonly hosts: readonly (readonly [host: string, place: string])[]
}

export const mainFile = '/etc/nginx/nginx.conf'
const maxDepth = 20

/** Most containers of an image read what came with it: that is put together once. */
const packaged = new WeakMap<Layer, Config>()

export function readConfig(files: Files): Config {
  const image = files.untouched('/etc/nginx')
  const known = image && packaged.get(image)
  if (known) return known
  const config = readAnew(files)
  if (image) packaged.set(image, config)
  return config
}

function readAnew(files: Files): Config {
  const http = (readFile(files, mainFile, 0) ?? fail(`open() "${mainFile}" failed (2: No such file or directory)`)).find(({ name }) => name === 'http')?.block ?? []
  if (last && isSame(last.http, http)) return last
  const servers = http.filter(({ name, block }) => name === 'server' && block).map(({ block = [] }) => serverOf(block))
  const upstreams = http.filter(({ name }) => name === 'upstream').map(({ args: [group = ''], block = [] }) => [group, block.filter(({ name }) => name === 'server').map(({ args: [member = ''] }) => member)] as const)
  const config = { servers, upstreams: new Map(upstreams), http }
  return last = { ...config, ports: [...new Set(servers.flatMap(({ ports }) => ports))], hosts: [...hostsOf(config)] }
}

/** The hosts that requests are handed on to, and where the configuration says so. */
function* hostsOf({ servers, upstreams }: Pick<Config, 'servers' | 'upstreams'>): Generator<readonly [host: string, place: string]> {
  for (const { locations, directives } of servers) {
    for (const { name, args: [target = ''], place } of [...directives, ...locations.flatMap(location => location.directives)]) {
      if (name !== 'proxy_pass' || target.includes('$')) continue
      const { host } = parseUrl(target)
      for (const member of upstreams.get(host) ?? [host]) yield [parseUrl(member).host, place]
    }
  }
}

/** Most containers of nginx read the same: what was read before is not made anew. */
let last: Config | undefined
const parsed = new Map<string, { readonly text: string, readonly directives: readonly Directive[] }>()
const mostParsed = 100

const isSame = (a: readonly Directive[], b: readonly Directive[]): boolean => a.length === b.length && a.every((directive, i) => directive === b[i])

function parse(text: string, file: string): readonly Directive[] {
  const known = parsed.get(file)
  if (known?.text === text) return known.directives
  const directives = parseAnew(text, file)
  if (parsed.size === mostParsed) parsed.clear()
  parsed.set(file, { text, directives })
  return directives
}

/** The first directive of a name, from the innermost block outwards. */
export function setting(name: string, ...blocks: readonly (readonly Directive[])[]): readonly string[] | undefined {
  for (const block of blocks) for (const directive of block) if (directive.name === name) return directive.args
  return undefined
}

function serverOf(directives: readonly Directive[]): Server {
  const listens = directives.filter(({ name }) => name === 'listen')
  const ports = listens.map(({ args: [address = '80'], place }) => portOf(address, place))
  return {
    ports: ports.length > 0 ? [...new Set(ports)] : [80],
    tlsPorts: ports.filter((_, i) => listens[i]?.args.includes('ssl')),
    isDefault: listens.some(({ args }) => args.includes('default_server')),
    names: directives.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
    directives,
    locations: directives.filter(({ name }) => name === 'location').map(locationOf),
    place: listens[0]?.place ?? '',
  }
}

function portOf(address: string, place: string): number {
  const port = Number(/^\d+$/.test(address) ? address : /:(\d+)$/.exec(address)?.[1] ?? (/^[\d.]+$/.test(address) ? 80 : Number.NaN))
  return port > 0 && port < 65_536 ? port : fail(`invalid port in "${address}" of the "listen" directive in ${place}`)
}

function locationOf({ args, block = [] }: Directive): Location {
  const [first = '', second] = args
  const isModified = first === '=' || first === '^~' || first === '~' || first === '~*'
  return { modifier: isModified ? first : '', path: isModified ? second ?? '' : first, directives: block }
}

function readFile(files: Files, path: string, depth: number): readonly Directive[] | undefined {
  const text = files.read(path)
  if (text === undefined) return undefined
  if (depth > maxDepth) fail(`too many levels of includes in ${path}`)
  return parse(text, path).flatMap(directive => included(files, directive, depth))
}

function included(files: Files, directive: Directive, depth: number): readonly Directive[] {
  const { name, args: [pattern = ''], block, place } = directive
  if (block) {
    const whole = block.flatMap(each => included(files, each, depth))
    return [isSame(whole, block) ? directive : { ...directive, block: whole }]
  }
  if (name !== 'include') return [directive]
  const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`
  const star = path.lastIndexOf('*')
  if (star < 0) return readFile(files, path, depth + 1) ?? (path.endsWith('mime.types') ? [] : fail(`open() "${path}" failed (2: No such file or directory) in ${place}`))
  const directory = path.slice(0, path.lastIndexOf('/'))
  const [begin, end] = [path.slice(0, star), path.slice(star + 1)]
  return files.list(directory).map(file => `${directory}/${file}`).filter(file => file.startsWith(begin) && file.endsWith(end)).flatMap(file => readFile(files, file, depth + 1) ?? [])
}

const token = /\s+|#[^\n]*|[;{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:[^\s;{}"'\\]|\\.|\$\{\w+\})(?:\$\{\w+\}|[^\s;{}\\]|\\.)*/gs

function parseAnew(text: string, file: string): readonly Directive[] {
  interface Open { readonly name: string, readonly args: readonly string[], readonly place: string, readonly inside: Directive[] }
  const open: Open[] = [{ name: '', args: [], place: '', inside: [] }]
  let words: string[] = []
  let line = 1
  for (const [raw] of text.matchAll(token)) {
    const place = `${file}:${line}`
    line += raw.split('\n').length - 1
    if (/^[\s#]/.test(raw)) continue
    const [name = '', ...args] = words
    if (raw === ';' || raw === '{') {
      if (name === '') fail(`unexpected "${raw}" in ${place}`)
      if (!open.some(({ name: outer }) => freeBlocks.has(outer)) && !directives.has(name)) fail(`unknown directive "${name}" in ${place}`)
      if (raw === '{') open.push({ name, args, place, inside: [] })
      else open.at(-1)?.inside.push({ name, args, place })
      words = []
    }
    else if (raw === '}') {
      if (words.length > 0) fail(`unexpected "}" in ${place}`)
      const closed = open.length > 1 ? open.pop() : fail(`unexpected "}" in ${place}`)
      if (closed) open.at(-1)?.inside.push({ name: closed.name, args: closed.args, place: closed.place, block: closed.inside })
    }
    else words.push(/^["']/.test(raw) ? raw.slice(1, -1).replace(/\\(["'\\ntr])/g, (_whole, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === 'r' ? '\r' : letter) : raw)
  }
  if (words.length > 0 || open.length > 1) fail(`unexpected end of file, expecting ${words.length > 0 ? '";" or "}"' : '"}"'} in ${file}:${line}`)
  return open[0]?.inside ?? []
}

const fail = (message: string): never => { throw new ConfigError(message) }

/** Blocks with names of one's own in them. */
const freeBlocks: ReadonlySet<string> = new Set(['types', 'map', 'geo', 'split_clients', 'upstream'])

const directives: ReadonlySet<string> = new Set((
  'absolute_redirect accept_mutex access_log add_header alias allow auth_basic auth_basic_user_file auth_request autoindex break charset client_body_buffer_size client_body_timeout '
  + 'client_header_buffer_size client_header_timeout client_max_body_size daemon default_type deny env error_log error_page etag events expires fastcgi_index fastcgi_param fastcgi_pass '
  + 'fastcgi_split_path_info geo grpc_pass gzip gzip_comp_level gzip_disable gzip_min_length gzip_proxied gzip_static gzip_types gzip_vary http http2 if ignore_invalid_headers include index internal '
  + 'keepalive keepalive_requests keepalive_timeout large_client_header_buffers limit_conn limit_conn_zone limit_except limit_rate limit_req limit_req_status limit_req_zone listen load_module location log_format '
  + 'log_not_found map map_hash_bucket_size master_process mirror multi_accept open_file_cache pid port_in_redirect proxy_buffer_size proxy_buffering proxy_buffers proxy_cache proxy_cache_path proxy_cache_valid '
  + 'proxy_connect_timeout proxy_hide_header proxy_http_version proxy_intercept_errors proxy_next_upstream proxy_pass proxy_pass_request_headers proxy_read_timeout proxy_redirect proxy_request_buffering proxy_send_timeout proxy_set_header '
  + 'proxy_ssl_verify random_index real_ip_header real_ip_recursive recursive_error_pages reset_timedout_connection resolver resolver_timeout return rewrite root satisfy sendfile send_timeout server server_name '
  + 'server_name_in_redirect server_names_hash_bucket_size server_tokens set set_real_ip_from split_clients ssl_certificate ssl_certificate_key ssl_ciphers ssl_prefer_server_ciphers ssl_protocols ssl_session_cache ssl_session_timeout '
  + 'stream stub_status sub_filter tcp_nodelay tcp_nopush try_files types types_hash_max_size upstream user uwsgi_pass variables_hash_max_size worker_connections worker_processes worker_rlimit_nofile worker_shutdown_timeout'
).split(' '))
