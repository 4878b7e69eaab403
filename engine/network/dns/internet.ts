// The names outside the cluster, as far as anybody in a lecture asks for them. Their addresses are of the ranges that
// are set aside for examples.
import type { DnsRecord, Question, Reply } from '../../runtime/dns.ts'

const ttl = 300

const known: ReadonlyMap<string, string> = new Map([
  ['example.com', '203.0.113.80'], ['www.example.com', '203.0.113.80'], ['google.com', '203.0.113.81'], ['www.google.com', '203.0.113.81'],
  ['github.com', '203.0.113.82'], ['kubernetes.io', '203.0.113.83'], ['registry.k8s.io', '203.0.113.84'], ['docker.io', '203.0.113.85'],
  ['registry-1.docker.io', '203.0.113.85'], ['naver.com', '203.0.113.86'], ['www.naver.com', '203.0.113.86'],
])

const rootSoa: DnsRecord = { name: '', type: 'SOA', ttl: 86_400, data: 'a.root-servers.net. nstld.verisign-grs.com. 2026112100 1800 900 604800 86400' }

export function internetReply({ name, type }: Question): Reply {
  const address = known.get(name)
  if (address === undefined) return { code: 'NXDOMAIN', isAuthoritative: false, answers: [], authority: rootSoa }
  return { code: 'NOERROR', isAuthoritative: false, answers: type === 'A' ? [{ name, type, ttl, data: address }] : [] }
}
