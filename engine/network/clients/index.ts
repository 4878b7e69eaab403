// The clients by name; those that Debian has of its own under a name of their own.
import { onDebian } from '../../runtime/programs/busybox/network-tools.ts'
import type { Program } from '../../runtime/process.ts'
import { nc, wget } from './busybox.ts'
import { curl } from './curl.ts'
import { ip, netstat, ss } from './interfaces.ts'
import { bindNslookup, dig, nslookup } from './names.ts'
import { conntrack, iptables, iptablesSave, nft } from './netfilter.ts'
import { iputilsPing, ping } from './ping.ts'

export const clients: ReadonlyMap<string, Program> = new Map<string, Program>(Object.entries({
  [onDebian('nslookup')]: bindNslookup, [onDebian('ping')]: iputilsPing,
  conntrack, curl, dig, ip, iptables, 'iptables-save': iptablesSave, nc, netstat, nft, nslookup, ping, ss, wget,
}))

/** What a machine with Debian on it finds. */
export const debianClient = (command: string): Program | undefined => clients.get(onDebian(command)) ?? clients.get(command)
