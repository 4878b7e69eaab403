// Questions to a name server, and what it answers.

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'CNAME' | 'PTR' | 'NS' | 'SOA' | 'TXT'

export interface Question {
  /** Without the dot at the end, in lower case. */
  readonly name: string
  readonly type: RecordType
}

export interface DnsRecord {
  readonly name: string
  readonly type: RecordType
  readonly ttl: number
  /** As `dig` prints it: an address, a name with its dot, `0 100 80 web.default.svc.cluster.local.` */
  readonly data: string
}

export interface Reply {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  readonly isAuthoritative: boolean
  readonly answers: readonly DnsRecord[]
  /** Who to ask: the start of authority, when there is no answer. */
  readonly authority?: DnsRecord
  /** Addresses that go with the answers. */
  readonly additional?: readonly DnsRecord[]
}

/** `Web.Default.` → `web.default` */
export const plainName = (text: string): string => text.toLowerCase().replace(/\.$/, '')

/** `5.0.244.10.in-addr.arpa` for 10.244.0.5, and back. */
export const reverseName = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`
export const addressOfReverse = (name: string): string | undefined => /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name)?.slice(1).reverse().join('.')
