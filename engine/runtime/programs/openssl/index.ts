// openssl 3.0, as far as somebody needs it to make, look at and try out the certificates of a lab.
import { encodeBase64 } from '../../../apiserver/schema/index.ts'
import { hexDigest } from '../../images.ts'
import type { Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { Bench, givenTo, Refusal } from './bench.ts'
import { genpkey, genrsa, randomOf, req } from './make.ts'
import { sClient } from './s-client.ts'
import { rsa, verify, x509 } from './show.ts'
import { hexOf } from './text.ts'

const digests: ReadonlyMap<string, readonly [name: string, digits: number]> = new Map([['md5', ['MD5', 32]], ['sha1', ['SHA1', 40]], ['sha256', ['SHA2-256', 64]]])

const valued: ReadonlySet<string> = new Set([
  'in', 'out', 'key', 'keyout', 'newkey', 'subj', 'days', 'addext', 'config', 'extensions', 'extfile', 'CA', 'CAkey', 'CAfile', 'CApath', 'CAserial', 'signkey', 'set_serial', 'copy_extensions', 'inform', 'outform', 'keyform',
  'algorithm', 'pkeyopt', 'checkend', 'checkhost', 'checkip', 'ext', 'nameopt', 'connect', 'servername', 'alpn', 'passin', 'passout', 'untrusted', 'sigopt', 'reqexts',
])

type Command = (bench: Bench) => number | Task<number>

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['genrsa', genrsa], ['genpkey', genpkey], ['req', req], ['x509', x509], ['verify', verify], ['rsa', rsa], ['pkey', rsa], ['s_client', sClient],
  ['rand', rand], ['version', version], ...[...digests.keys()].map(name => [name, digest(name)] as const), ['dgst', bench => digest([...digests.keys()].find(name => bench.has(name)) ?? 'sha256')(bench)],
])

export const openssl: Program = function* (process): Task<number> {
  const [, name = '', ...args] = process.args
  const command = commands.get(name)
  if (!command) {
    process.err(`Invalid command '${name}'; type "help" for a list.\n`)
    return 1
  }
  try {
    const result = command(new Bench(process, givenTo(args, valued)))
    return typeof result === 'number' ? result : yield* result
  }
  catch (error) {
    if (error instanceof Refusal) return 1
    throw error
  }
}

function version({ process }: Bench): number {
  process.out('OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n')
  return 0
}

/** `rand -hex 16` */
function rand(bench: Bench): number {
  const count = Number(bench.given.operands[0] ?? 0)
  const random = randomOf(bench)
  const drawn = Array.from({ length: count }, () => random.below(256))
  bench.write(`${bench.has('base64') ? encodeBase64(drawn) : hexOf(drawn)}\n`)
  return 0
}

/** No true digest: but the same text has the same. */
function digest(name: string): Command {
  return function* (bench) {
    const [title = '', digits = 0] = digests.get(name) ?? []
    const [file] = bench.given.operands
    const text = file === undefined ? yield* bench.input() : bench.read(file)
    if (text === undefined) return bench.refuse(`Can't open "${file}" for reading, No such file or directory\n`)
    bench.process.out(`${title}(${file ?? 'stdin'})= ${hexDigest(text).slice(0, digits).padEnd(digits, '0')}\n`)
    return 0
  }
}
