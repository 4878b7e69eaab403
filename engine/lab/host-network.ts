// The clients of the network at the user's machine, and the way to a shell on a node.
import { complain, sleep, write, type Program } from '../client/program.ts'
import type { ClusterNetwork } from '../network/index.ts'
import type { StationMachine } from '../network/machine.ts'
import type { Command } from '../shell/shell.ts'

/** How often the host looks whether a command has said something. */
const lookMs = 10
const connectionFailed = 255

const onHost = ['curl', 'wget', 'ping', 'nc', 'dig', 'nslookup', 'ip', 'ss'] as const

export const hostNetwork = (network: ClusterNetwork): ReadonlyMap<string, Command> => new Map<string, Command>([
  ...onHost.map((name): [string, Command] => [name, ({ args, stdin }) => runOn(network.machine(), [name, ...args], stdin)]),
  ['ssh', ({ args, stdin }) => ssh(network, args, stdin)],
])

function* runOn(machine: StationMachine | undefined, words: readonly string[], stdin = ''): Program<number> {
  const said: { readonly to: 'stdout' | 'stderr', readonly text: string }[] = []
  let code: number | undefined
  const process = machine?.run(words, {
    out: text => said.push({ to: 'stdout', text }),
    err: text => said.push({ to: 'stderr', text }),
    exited: status => { code = status.code },
    stdin,
  })
  try {
    for (;;) {
      for (const { to, text } of said.splice(0)) yield* to === 'stdout' ? write(text) : complain(text)
      if (code !== undefined) return code
      yield* sleep(lookMs)
    }
  }
  finally { process?.signal('INT', 'outside') }
}

/** `ssh node-1 iptables -t nat -L`, also as `root@192.168.1.101`: a command on a node. */
function* ssh(network: ClusterNetwork, args: readonly string[], stdin: string | undefined): Program<number> {
  const [target = '', ...words] = args.filter((arg, i) => !(arg.startsWith('-') && i === 0))
  const host = target.replace(/^[^@]*@/, '')
  const node = [...network.pods.nodes.values()].find(({ name, station }) => name === host || station.address === host)
  if (target === '' || words.length === 0) {
    yield* complain(target === '' ? 'usage: ssh destination [command [argument ...]]\n' : `ssh: there is no terminal on ${host} here: name a command, as in "ssh ${host} ip route"\n`)
    return connectionFailed
  }
  if (!node || node.isDown) {
    yield* complain(node ? `ssh: connect to host ${host} port 22: No route to host\n` : `ssh: Could not resolve hostname ${host}: Name or service not known\n`)
    return connectionFailed
  }
  return yield* runOn(network.machine(node.name), ['sh', '-c', words.join(' ')], stdin)
}
