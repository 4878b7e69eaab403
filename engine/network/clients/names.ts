// nslookup as busybox has it, and dig.
import { timestamp } from '../../clock/time.ts'
import { reverseName, type DnsRecord, type Question, type RecordType, type Reply } from '../../runtime/dns.ts'
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { isAddress } from '../address.ts'
import { askServer } from '../dns/resolver.ts'
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

export function* nslookup(process: Process): Task<number> {
  const args = process.args.slice(1)
  const [, given] = args.map(arg => /^-(?:query|q|type|t)=(\w+)$/i.exec(arg)).find(match => match !== null) ?? []
  const [host, serverName] = args.filter(arg => !arg.startsWith('-'))
  const type = given === undefined ? undefined : typeOf(given)
  if (host === undefined || (given !== undefined && !type)) {
    process.err(host === undefined ? 'BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n' : `nslookup: invalid query type "${given}"\n`)
    return 1
  }
  const server = yield* serverOf(process, serverName)
  if (server === undefined) {
    process.err(`nslookup: bad address '${serverName}'\n`)
    return 1
  }
  const { outlet } = process.machine
  const searches = outlet instanceof StationOutlet ? outlet.options.config.searches : []
  const names = host.includes('.') || searches.length === 0 ? [host.replace(/\.$/, '')] : searches.map(domain => `${host}.${domain}`)
  const questions: readonly Question[] = isAddress(host)
    ? [{ name: reverseName(host), type: 'PTR' }]
    : (type ? [type] : ['A', 'AAAA'] as const).flatMap(each => names.map(name => ({ name: name.toLowerCase(), type: each })))
  let text = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`
  let code = 0
  for (const question of questions) {
    const reply = yield* ask(process, server, question)
    if (!reply) {
      process.out(`${text}${text.endsWith(':53\n\n') ? '' : '\n'};; connection timed out; no servers could be reached\n\n`)
      return 1
    }
    if (reply.code !== 'NOERROR') code = 1
    text += told(question, reply)
  }
  process.out(text)
  return code
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
  const banner = `\n; <<>> DiG 9.18.28 <<>> ${words.join(' ')}\n`
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
    process.out(`${banner};; global options: +cmd\n;; no servers could be reached\n`)
    return 9
  }
  process.out(options.has('+short') ? reply.answers.map(({ data }) => `${data}\n`).join('') : `${banner}${digText(process, question, reply, server)}`)
  return 0
}

function digText(process: Process, { name, type }: Question, reply: Reply, server: string): string {
  const { answers, authority, additional = [], isAuthoritative, code } = reply
  const line = (record: DnsRecord): string => `${`${record.name}.`.padEnd(23)} ${record.ttl}\tIN\t${record.type}\t${record.data}\n`
  const section = (title: string, records: readonly DnsRecord[]): string => records.length === 0 ? '' : `;; ${title} SECTION:\n${records.map(line).join('')}\n`
  const id = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_536, 7)
  const size = 40 + name.length + [...answers, ...authority ? [authority] : [], ...additional].reduce((sum, record) => sum + record.name.length + record.data.length + 12, 0)
  return [
    ';; global options: +cmd\n;; Got answer:\n',
    `;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`,
    `;; flags: qr ${isAuthoritative ? 'aa rd' : 'rd ra'}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority ? 1 : 0}, ADDITIONAL: ${additional.length + 1}\n`,
    isAuthoritative ? ';; WARNING: recursion requested but not available\n' : '',
    `\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n;; QUESTION SECTION:\n;${`${name}.`.padEnd(30)}\tIN\t${type}\n\n`,
    section('ANSWER', answers), section('AUTHORITY', authority ? [authority] : []), section('ADDITIONAL', additional),
    `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${dateText(process.unixMs)}\n;; MSG SIZE  rcvd: ${size}\n\n`,
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
