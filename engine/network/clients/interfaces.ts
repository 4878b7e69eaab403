// What shows the interfaces, routes and sockets of a machine: ip, ss and netstat.
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { numberOf } from '../address.ts'
import { StationOutlet } from '../outlet.ts'
import type { Station } from '../station.ts'

interface Interface { readonly name: string, readonly flags: string, readonly address: string, readonly prefix: number, readonly mtu: number, readonly link: 'loopback' | 'ether' }

const loopback: Interface = { name: 'lo', flags: 'LOOPBACK,UP,LOWER_UP', address: '127.0.0.1', prefix: 8, mtu: 65_536, link: 'loopback' }
const up = 'BROADCAST,MULTICAST,UP,LOWER_UP'

function interfacesOf({ address, node }: Station): readonly Interface[] {
  const isPod = node !== undefined && node.station.address !== address
  return [
    loopback,
    { name: isPod ? 'eth0@if2' : 'eth0', flags: isPod ? `${up},M-DOWN` : up, address, prefix: 24, mtu: 1500, link: 'ether' },
    ...node && !isPod ? [{ name: 'cni0', flags: up, address: node.bridge, prefix: 24, mtu: 1500, link: 'ether' } as const] : [],
  ]
}

/** The address of the hardware, as bridges derive it from the other. */
function hardware({ link, address }: Interface): string {
  const number = numberOf(address)
  const bytes = link === 'loopback' ? [0, 0, 0, 0, 0, 0] : [0x0a, 0x58, number >>> 24, number >>> 16 & 255, number >>> 8 & 255, number & 255]
  return bytes.map(byte => byte.toString(16).padStart(2, '0')).join(':')
}

const broadcast = ({ address }: Interface): string => address.replace(/\d+$/, '255')

function addressText(each: Interface, i: number): string {
  const isLoopback = each.link === 'loopback'
  return [
    `${i + 1}: ${each.name}: <${each.flags}> mtu ${each.mtu} qdisc noqueue state ${isLoopback ? 'UNKNOWN' : 'UP'} group default qlen 1000`,
    `    link/${each.link} ${hardware(each)} brd ${isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}`,
    `    inet ${each.address}/${each.prefix}${isLoopback ? '' : ` brd ${broadcast(each)}`} scope ${isLoopback ? 'host' : 'global'} ${each.name.split('@')[0]}`,
    '       valid_lft forever preferred_lft forever',
  ].map(line => `${line}\n`).join('')
}

const subnet = (address: string): string => `${address.replace(/\.\d+$/, '.0')}/24`

function routesOf({ station, network }: StationOutlet): readonly string[] {
  const { node, address } = station
  if (!node) return [...station.routes.map(({ network: { text }, via }) => `${text} via ${network.nodes.get(via)?.station.address} dev eth0`), `${subnet(address)} dev eth0 proto kernel scope link src ${address}`]
  if (node.station !== station) return [`default via ${node.bridge} dev eth0`, `${node.podNetwork.text} dev eth0 proto kernel scope link src ${address}`]
  const others = [...network.nodes.values()].filter(other => other !== node)
  return [
    `default via ${address.replace(/\.\d+$/, '.1')} dev eth0`,
    `${node.podNetwork.text} dev cni0 proto kernel scope link src ${node.bridge}`,
    ...others.map(other => `${other.podNetwork.text} via ${other.station.address} dev eth0`),
    `${subnet(address)} dev eth0 proto kernel scope link src ${address}`,
  ]
}

export function* ip(process: Process): Task<number> {
  const { outlet } = process.machine
  const [object = ''] = process.args.slice(1).filter(arg => !arg.startsWith('-'))
  if (!(outlet instanceof StationOutlet) || object === '') {
    process.err('Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n')
    return 255
  }
  const means = (word: string): boolean => word.startsWith(object)
  if (means('address')) process.out(interfacesOf(outlet.station).map(addressText).join(''))
  else if (means('route')) process.out(routesOf(outlet).map(route => `${route} \n`).join(''))
  else if (means('link')) process.out(interfacesOf(outlet.station).map((each, i) => `${addressText(each, i).split('\n').slice(0, 2).join('\n')}\n`).join(''))
  else {
    process.err(`Object "${object}" is unknown, try "ip help".\n`)
    return 1
  }
  return 0
}

export function* ss(process: Process): Task<number> {
  const { ports } = process.machine
  const rows = ports.open.map(port => `LISTEN 0      4096         0.0.0.0:${String(port).padEnd(6)}       0.0.0.0:*          \n`)
  process.out(`State  Recv-Q Send-Q Local Address:Port   Peer Address:Port Process\n${rows.join('')}`)
  return 0
}

export function* netstat(process: Process): Task<number> {
  const { ports } = process.machine
  const rows = ports.open.map(port => `tcp        0      0 ${`0.0.0.0:${port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} LISTEN      \n`)
  process.out(`Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n${rows.join('')}`)
  return 0
}
