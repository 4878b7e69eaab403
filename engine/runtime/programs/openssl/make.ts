// Keys, requests and certificates, made: genrsa, genpkey, req, x509 -req.
import { makeCertificate, makeRequest, readCertificates, readRequest, type AlternativeName, type Extensions } from '../../../apiserver/tls/certificate.ts'
import { drawKey, keyPem, readKey, type Key } from '../../../apiserver/tls/key.ts'
import { nameText, parseName, type Name } from '../../../apiserver/tls/name.ts'
import { elementsOf, childrenOf } from '../../../apiserver/authentication/der.ts'
import { blocksIn } from '../../../apiserver/tls/pem.ts'
import { Random } from '../../../clock/random.ts'
import type { Task } from '../../task.ts'
import type { Bench } from './bench.ts'
import { requestText, hexOf } from './text.ts'

const dayMs = 86_400_000
const usualDays = 30
const serialBytes = 20
const leastBits = 512
const mostBits = 16_384

/** Other numbers each time, and the same again when a run is told again. */
export function randomOf({ process }: Bench): Random {
  const { machine, pid, args } = process
  return new Random(0).fork(`openssl on ${machine.name} at ${process.unixMs} as ${pid}: ${args.join(' ')}`)
}

function newKey(bench: Bench, size: string | undefined, isTold: boolean): Key {
  const bits = size === undefined ? 2048 : Number(size)
  if (!(bits >= leastBits && bits <= mostBits && bits % 8 === 0)) bench.refuse(`genrsa: "${size}" is not a number of bits for a key\n`)
  const random = randomOf(bench)
  if (isTold) for (let prime = 0; prime < 2; prime++) bench.process.err(`${progress(random)}\n`)
  return drawKey(random, bits)
}

/** What a search for primes leaves on the screen. */
const progress = (random: Random): string =>
  [1, 2, 3].map((part) => Array.from({ length: 6 + random.below(40) }, () => random.below(4) === 0 ? '+' : '.').join('') + '+'.repeat(65) + (part < 3 ? '*' : '')).join('')

export function genrsa(bench: Bench): number {
  bench.write(keyPem(newKey(bench, bench.given.operands[0], false)))
  return 0
}

export function genpkey(bench: Bench): number {
  const bits = bench.all('pkeyopt').map(option => /^rsa_keygen_bits:(\d+)$/.exec(option)?.[1]).findLast(size => size !== undefined)
  if (bench.value('algorithm')?.toUpperCase() !== 'RSA') bench.refuse(`Error initializing ${bench.value('algorithm') ?? ''} context\n`)
  bench.write(keyPem(newKey(bench, bits, true)))
  return 0
}

/** The key of a file. */
export function keyIn(bench: Bench, path: string, what = 'private key'): Key {
  const text = bench.read(path)
  if (text === undefined) return bench.missing(what, path)
  return readKey(text) ?? bench.refuse(`Could not read ${what} from ${path}\n`)
}

/** `openssl req`: a request, or with -x509 a certificate that vouches for itself. */
export function* req(bench: Bench): Task<number> {
  if (!bench.has('new') && !bench.has('x509') && !bench.has('newkey')) return yield* shownRequest(bench)
  const path = bench.value('key')
  const key = path === undefined ? newKey(bench, bench.value('newkey')?.split(':')[1], true) : keyIn(bench, path)
  if (path === undefined) {
    bench.write(keyPem(key), bench.value('keyout') ?? 'privkey.pem')
    bench.process.err('-----\n')
  }
  const subject = bench.has('subj') ? subjectOf(bench, bench.value('subj') ?? '') : yield* askedSubject(bench)
  const { alternativeNames = [] } = extensionsIn(bench.all('addext').join('\n'))
  if (bench.has('x509')) {
    const fromMs = secondOf(bench)
    bench.write(makeCertificate({ subject, key, serial: serialOf(bench), fromMs, untilMs: fromMs + Number(bench.value('days') ?? usualDays) * dayMs, isAuthority: true, alternativeNames }))
  }
  else bench.write(makeRequest(subject, key, alternativeNames))
  return 0
}

const secondOf = ({ process }: Bench): number => Math.floor(process.unixMs / 1000) * 1000

function serialOf(bench: Bench): readonly number[] {
  const random = randomOf(bench).fork('serial')
  return [1 + random.below(0x7f), ...Array.from({ length: serialBytes - 1 }, () => random.below(256))]
}

function subjectOf(bench: Bench, text: string): Name {
  const parsed = parseName(text)
  if (!parsed) return bench.refuse(`req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'\n`)
  for (const stranger of parsed.strangers) bench.process.err(`req warning: Skipping unknown subject name attribute "${stranger}"\n`)
  return parsed.name
}

const questions: readonly (readonly [type: string, text: string, usual: string])[] = [
  ['C', 'Country Name (2 letter code)', 'AU'], ['ST', 'State or Province Name (full name)', 'Some-State'], ['L', 'Locality Name (eg, city)', ''],
  ['O', 'Organization Name (eg, company)', 'Internet Widgits Pty Ltd'], ['OU', 'Organizational Unit Name (eg, section)', ''], ['CN', 'Common Name (e.g. server FQDN or YOUR name)', ''], ['emailAddress', 'Email Address', ''],
]

/** One after the other; an empty line takes what is offered, and a dot nothing. */
function* askedSubject({ process }: Bench): Task<Name> {
  process.err('You are about to be asked to enter information that will be incorporated\ninto your certificate request.\nWhat you are about to enter is what is called a Distinguished Name or a DN.\n'
    + 'There are quite a few fields but you can leave some blank\nFor some fields there will be a default value,\nIf you enter \'.\', the field will be left blank.\n-----\n')
  const name: [string, string][] = []
  let typed = process.stdin
  for (const [type, text, usual] of questions) {
    process.err(`${text} [${usual}]:`)
    while (!typed.includes('\n')) {
      const piece = yield* process.read()
      if (piece === undefined) break
      typed += piece
    }
    const [line = '', ...rest] = typed.split('\n')
    typed = rest.join('\n')
    const value = line === '' ? usual : line === '.' ? '' : line
    if (value !== '') name.push([type, value])
  }
  return name
}

function* shownRequest(bench: Bench): Task<number> {
  const path = bench.value('in')
  const text = yield* bench.input()
  if (text === undefined) return bench.refuse(`Can't open "${path}" for reading, No such file or directory\nUnable to load X509 request\n`)
  const request = readRequest(text) ?? bench.refuse('Unable to load X509 request\n')
  const block = blocksIn(text).find(({ type }) => type === 'CERTIFICATE REQUEST')
  const [, , signature] = childrenOf(elementsOf(block?.bytes ?? [])[0])
  if (bench.has('verify')) bench.process.err('Certificate request self-signature verify OK\n')
  if (bench.has('text')) bench.write(requestText(request, signature?.content.slice(1) ?? []))
  if (bench.has('subject')) bench.write(`subject=${nameText(request.subject)}\n`)
  if (bench.has('modulus')) bench.write(`Modulus=${hexOf(request.key.modulus).toUpperCase()}\n`)
  if (!bench.has('noout')) bench.write(block?.text ?? '')
  return 0
}

/** `openssl x509 -req`: a request becomes a certificate, by an authority's key or its own. */
export function* signed(bench: Bench): Task<number> {
  const path = bench.value('in')
  const text = yield* bench.input()
  if (text === undefined) return bench.missing('certificate request input', path ?? '')
  const request = readRequest(text) ?? bench.refuse('Unable to load certificate request input\n')
  const own = bench.value('signkey') ?? bench.value('key')
  const authority = bench.value('CA')
  if (own === undefined && authority === undefined) bench.refuse('x509: We need a private key to sign with, use -signkey or -CAkey\n')
  const issuer = authority === undefined ? { name: request.subject, key: keyIn(bench, own ?? '') } : issuerIn(bench, authority)
  bench.process.err(`Certificate request self-signature ok\nsubject=${nameText(request.subject)}\n`)
  const file = bench.value('extfile')
  const extensions = { ...bench.value('copy_extensions')?.startsWith('copy') && { alternativeNames: request.alternativeNames }, ...extensionsIn(file === undefined ? '' : bench.read(file) ?? bench.missing('extensions', file)) }
  const fromMs = secondOf(bench)
  const serial = serialOf(bench)
  if (bench.has('CAcreateserial') && authority !== undefined) bench.write(`${hexOf(serial).toUpperCase()}\n`, authority.replace(/(\.[^./]*)?$/, '.srl'))
  bench.write(makeCertificate({ subject: request.subject, key: request.key, serial, fromMs, untilMs: fromMs + Number(bench.value('days') ?? usualDays) * dayMs, issuer, ...extensions, isPlain: Object.keys(extensions).length === 0 }))
  return 0
}

function issuerIn(bench: Bench, path: string): { readonly name: Name, readonly key: Key } {
  const text = bench.read(path) ?? bench.missing('CA certificate', path)
  const [certificate] = readCertificates(text)
  if (!certificate) return bench.refuse(`Could not read CA certificate from ${path}\n`)
  return { name: certificate.subject, key: keyIn(bench, bench.value('CAkey') ?? path, 'CA private key') }
}

const kinds: Readonly<Record<string, AlternativeName['kind']>> = { DNS: 'DNS', IP: 'IP Address', email: 'email', URI: 'URI' }

/** `subjectAltName = DNS:a.com, DNS:b.com`, also by way of a section of its own, and `basicConstraints = CA:TRUE`. */
export function extensionsIn(text: string): Extensions {
  const lines = text.split('\n').map(line => line.replace(/#.*$/, '').trim())
  const valueOf = (name: string): string | undefined => lines.map(line => new RegExp(`^${name}\\s*=\\s*(.*)$`).exec(line)?.[1]).find(value => value !== undefined)
  const names = valueOf('subjectAltName')
  const constraints = valueOf('basicConstraints')
  const listed = names?.startsWith('@') ? sectionOf(lines, names.slice(1)) : (names ?? '').split(',').map(each => each.trim().replace(/^critical$/, ''))
  const alternativeNames = listed.flatMap(each => {
    const [type = '', ...rest] = each.split(':')
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
    return kind && rest.length > 0 ? [{ kind, text: rest.join(':') }] : []
  })
  return { ...names !== undefined && { alternativeNames }, ...constraints !== undefined && { isAuthority: /CA:TRUE/i.test(constraints) } }
}

/** `DNS.1 = a.com` of a section, as `DNS:a.com`. */
function sectionOf(lines: readonly string[], name: string): readonly string[] {
  const from = lines.findIndex(line => line.replace(/\s/g, '') === `[${name}]`)
  const rest = from < 0 ? [] : lines.slice(from + 1)
  const until = rest.findIndex(line => line.startsWith('['))
  return rest.slice(0, until < 0 ? rest.length : until).map(line => line.replace(/^(\w+)(\.\d+)?\s*=\s*/, '$1:'))
}
