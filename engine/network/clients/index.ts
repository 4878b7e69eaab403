// The clients by name.
import type { Program } from '../../runtime/process.ts'
import { nc, wget } from './busybox.ts'
import { curl } from './curl.ts'
import { ip, netstat, ss } from './interfaces.ts'
import { dig, nslookup } from './names.ts'
import { conntrack, iptables, iptablesSave, nft } from './netfilter.ts'
import { ping } from './ping.ts'

export const clients: ReadonlyMap<string, Program> = new Map<string, Program>(Object.entries({
  conntrack, curl, dig, ip, iptables, 'iptables-save': iptablesSave, nc, netstat, nft, nslookup, ping, ss, wget,
}))
