// nslookup as busybox has it and as BIND does, and dig.
import { timestamp } from '../../clock/time.ts'
import { reverseName, type DnsRecord, type Question, type RecordType, type Reply } from '../../runtime/dns.ts'
import type { Process, Program } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { isAddress } from '../address.ts'
import { askServer, candidates, type ResolverConfig } from '../dns/resolver.ts'
import { StationOutlet } from '../outlet.ts'

const types: readonly RecordType[] = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'NS', 'SOA', 'TXT']
const typeOf = (text: string): RecordType | undefined => types.find(type => type === text.toUpperCase())
const timeoutMs = 5000
const attempts = 3

/** The answer of a name server, or nothing when it gives none. */
function* ask(process: Process, server: string, question: Question): Task<Reply | undefined> {
  const { outlet, clock } = process.machine
  if (!(outlet instanceof StationOutlet)) return undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    const asked = yield* askServer(outlet.network, outlet.station, clock, server, question, timeoutMs, false)
    if ('reply' in asked) return asked.reply
  }
  return undefined
}

const usualServer = ({ machine: { outlet } }: Process): string => outlet instanceof StationOutlet ? outlet.options.config.nameservers[0] ?? '127.0.0.1' : '127.0.0.1'

function* serverOf(process: Process, given: string | undefined): Task<string | undefined> {
  if (given === undefined) return usualServer(process)
  const answer = yield* process.machine.outlet.lookup(given)
  return 'addresses' in answer ? answer.addresses[0] : undefined
}

/** How one nslookup goes about it. */
interface Manner {
  readonly usage: string
  readonly noServer: (name: string) => string
  /** Before the answers. */
  readonly head: (server: string) => string
  readonly names: (host: string, config: ResolverConfig) => readonly string[]
  /** All names are asked for, or only until one is known. */
  readonly asksAll: boolean
}

const ofBusybox: Manner = {
  usage: 'BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
  noServer: name => `nslookup: bad address '${name}'\n`,
  head: server => `Server:\t\t${server}\nAddress:\t${server}:53\n\n`,
  names: (host, { searches }) => host.includes('.') || searches.length === 0 ? [host.replace(/\.$/, '')] : searches.map(domain => `${host}.${domain}`),
  asksAll: true,
}

const ofBind: Manner = {
  usage: 'Usage:\n   nslookup [-opt ...] host [server]\n',
  noServer: name => `nslookup: couldn't get address for '${name}': not found\n`,
  head: server => `Server:\t\t${server}\nAddress:\t${server}#53\n\n`,
  names: candidates,
  asksAll: false,
}

const noConfig: ResolverConfig = { nameservers: [], searches: [], options: new Map() }

export const nslookup = lookingUp(ofBusybox)
export const bindNslookup = lookingUp(ofBind)

function lookingUp(manner: Manner): Program {
  return function* (process) {
    const args = process.args.slice(1)
    const [, given] = args.map(arg => /^-(?:query|querytype|q|type|t)=(\w+)$/i.exec(arg)).find(match => match !== null) ?? []
    const [host, serverName] = args.filter(arg => !arg.startsWith('-'))
    const type = given === undefined ? undefined : typeOf(given)
    if (host === undefined || (given !== undefined && !type)) {
      process.err(host === undefined ? manner.usage : `nslookup: invalid query type "${given}"\n`)
      return 1
    }
    const server = yield* serverOf(process, serverName)
    if (server === undefined) {
      process.err(manner.noServer(serverName ?? ''))
      return 1
    }
    const { outlet } = process.machine
    const config = outlet instanceof StationOutlet ? outlet.options.config : noConfig
    const names = isAddress(host) ? [reverseName(host)] : manner.names(host.toLowerCase(), config)
    const asked = isAddress(host) ? ['PTR'] as const : type ? [type] : ['A', 'AAAA'] as const
    const head = manner.head(server)
    const all = manner.asksAll
      ? yield* repliesTo(process, server, asked.flatMap(each => names.map(name => ({ name, type: each }))))
      : yield* firstKnown(process, server, names, asked)
    if (!all) {
      process.out(`${manner.asksAll ? head : ''};; connection timed out; no servers could be reached\n\n`)
      return 1
    }
    process.out(head + all.filter((told, i) => manner.asksAll || i === 0 || told.reply.answers.length > 0).map(({ question, reply }) => told(question, reply)).join(''))
    return Number(all.some(({ reply }) => reply.code !== 'NOERROR'))
  }
}

interface Told { readonly question: Question, readonly reply: Reply }

/** All answers; nothing when the server gives none. */
function* repliesTo(process: Process, server: string, questions: readonly Question[]): Task<readonly Told[] | undefined> {
  const all: Told[] = []
  for (const question of questions) {
    const reply = yield* ask(process, server, question)
    if (!reply) return undefined
    all.push({ question, reply })
  }
  return all
}

/** The answers for the first of the names that there is; for the last one, that there is none. */
function* firstKnown(process: Process, server: string, names: readonly string[], types: readonly RecordType[]): Task<readonly Told[] | undefined> {
  let all: readonly Told[] | undefined
  for (const name of names) {
    const [first, ...others] = types
    all = yield* repliesTo(process, server, first ? [{ name, type: first }] : [])
    if (!all) return undefined
    if (all.some(({ reply }) => reply.code !== 'NOERROR')) continue
    const rest = yield* repliesTo(process, server, others.map(type => ({ name, type })))
    return rest && [...all, ...rest]
  }
  return all
}

function told({ name }: Question, { code, isAuthoritative, answers }: Reply): string {
  if (code !== 'NOERROR') return `** server can't find ${name}: ${code}\n\n`
  const head = isAuthoritative || answers.length === 0 ? '' : 'Non-authoritative answer:\n'
  return `${head}${answers.map(recordText).join('')}\n`
}

function recordText({ name, type, data }: DnsRecord): string {
  const bare = data.replace(/\.$/, '')
  switch (type) {
    case 'A': return `Name:\t${name}\nAddress: ${data}\n`
    case 'CNAME': return `${name}\tcanonical name = ${bare}\n`
    case 'PTR': return `${name}\tname = ${bare}\n`
    case 'SRV': return `${name}\tservice = ${bare}\n`
    default: return `${name}\t${type} = ${bare}\n`
  }
}

export function* dig(process: Process): Task<number> {
  const words = process.args.slice(1)
  const options = new Set(words.filter(word => word.startsWith('+')))
  const parts = partsIn(words)
  const given = words.find(word => word.startsWith('@'))?.slice(1)
  const reversed = words.indexOf('-x') >= 0 ? words[words.indexOf('-x') + 1] : undefined
  const plain = words.filter((word, i) => !/^[+@-]/.test(word) && words[i - 1] !== '-x' && words[i - 1] !== '-t')
  const type = plain.slice(reversed === undefined ? 1 : 0).map(typeOf).find(each => each !== undefined) ?? typeOf(words[words.indexOf('-t') + 1] ?? '') ?? (reversed === undefined ? 'A' : 'PTR')
  const host = reversed === undefined ? plain[0] ?? '' : reverseName(reversed)
  const server = yield* serverOf(process, given)
  if (server === undefined) {
    process.err(`dig: couldn't get address for '${given}': not found\n`)
    return 10
  }
  const banner = parts.has('cmd') ? `\n; <<>> DiG 9.18.28 <<>> ${words.join(' ')}\n;; global options: +cmd\n` : ''
  const { outlet } = process.machine
  const searches = options.has('+search') && outlet instanceof StationOutlet ? outlet.options.config.searches : []
  const names = searches.length > 0 && !host.endsWith('.') ? [...searches.map(domain => `${host}.${domain}`), host] : [host.replace(/\.$/, '')]
  let reply: Reply | undefined
  let question: Question = { name: '', type }
  for (const name of names) {
    question = { name: name.toLowerCase(), type }
    reply = yield* ask(process, server, question)
    if (!reply || reply.answers.length > 0) break
  }
  if (!reply) {
    process.out(`${banner};; no servers could be reached\n`)
    return 9
  }
  process.out(options.has('+short') ? reply.answers.map(({ data }) => `${data}\n`).join('') : `${banner}${digText(process, question, reply, server, parts)}`)
  return 0
}

const digParts = ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const
type DigPart = (typeof digParts)[number]

/** What is shown: all, until `+noall`, `+answer` and the like say otherwise. */
function partsIn(words: readonly string[]): ReadonlySet<DigPart> {
  const parts = new Set<DigPart>(digParts)
  for (const word of words) {
    const [, no, name] = /^\+(no)?(\w+)$/.exec(word) ?? []
    for (const part of digParts) if (name === part || name === 'all') parts[no ? 'delete' : 'add'](part)
  }
  return parts
}

function digText(process: Process, { name, type }: Question, reply: Reply, server: string, parts: ReadonlySet<DigPart>): string {
  const comment = (text: string): string => parts.has('comments') ? text : ''
  const { answers, authority, additional = [], isAuthoritative, code } = reply
  const line = (record: DnsRecord): string => `${`${record.name}.`.padEnd(23)} ${record.ttl}\tIN\t${record.type}\t${record.data}\n`
  const section = (part: DigPart, records: readonly DnsRecord[]): string => records.length === 0 || !parts.has(part) ? '' : `${comment(`;; ${part.toUpperCase()} SECTION:\n`)}${records.map(line).join('')}${comment('\n')}`
  const id = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_536, 7)
  const size = 40 + name.length + [...answers, ...authority ? [authority] : [], ...additional].reduce((sum, record) => sum + record.name.length + record.data.length + 12, 0)
  return [
    comment([
      `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`,
      `;; flags: qr ${isAuthoritative ? 'aa rd' : 'rd ra'}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority ? 1 : 0}, ADDITIONAL: ${additional.length + 1}\n`,
      isAuthoritative ? ';; WARNING: recursion requested but not available\n' : '',
      '\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n',
    ].join('')),
    parts.has('question') ? `${comment(';; QUESTION SECTION:\n')};${`${name}.`.padEnd(30)}\tIN\t${type}\n${comment('\n')}` : '',
    section('answer', answers), section('authority', authority ? [authority] : []), section('additional', additional),
    parts.has('stats') ? `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${dateText(process.unixMs)}\n;; MSG SIZE  rcvd: ${size}\n\n` : '',
  ].join('')
}

const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayMs = 86_400_000

/** `Sat Nov 21 09:00:30 UTC 2026` */
function dateText(unixMs: number): string {
  const [year = '', month = '', day = ''] = timestamp(unixMs).slice(0, 10).split('-')
  return `${days[Math.floor(unixMs / dayMs) % 7]} ${months[Number(month) - 1]} ${day} ${timestamp(unixMs).slice(11, 19)} UTC ${year}`
}
