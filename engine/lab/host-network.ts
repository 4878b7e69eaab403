// The clients of the network at the user's machine, and the way to a shell on a node.
import type { ClusterNetwork } from '../network/index.ts'
import { Process, type Program } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import { bashProgram } from '../shell/program.ts'

const connectionFailed = 255
const onHost = ['curl', 'wget', 'ping', 'nc', 'dig', 'nslookup', 'ip', 'ss'] as const

export function hostNetwork(network: ClusterNetwork): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>([['ssh', process => ssh(network, process)]])
  for (const name of onHost) {
    const program = network.machine()?.find(name)
    if (program) programs.set(name, program)
  }
  return programs
}

/** `ssh node-1 iptables -t nat -L`, also as `root@192.168.1.101`: a command on a node, or a shell. */
function* ssh(network: ClusterNetwork, { args, env, out, err, input, terminal, group }: Process): Task<number> {
  const [target = '', ...words] = args.slice(1).filter((arg, i) => !(arg.startsWith('-') && i === 0))
  const host = target.replace(/^[^@]*@/, '')
  const node = [...network.pods.nodes.values()].find(({ name, station }) => name === host || station.address === host)
  const machine = node && network.machine(node.name)
  if (target === '' || words.length === 0 && !terminal) {
    err(target === '' ? 'usage: ssh destination [command [argument ...]]\n' : `ssh: there is no terminal on ${host} here: name a command, as in "ssh ${host} ip route"\n`)
    return connectionFailed
  }
  if (!machine || node.isDown) {
    err(node ? `ssh: connect to host ${host} port 22: No route to host\n` : `ssh: Could not resolve hostname ${host}: Name or service not known\n`)
    return connectionFailed
  }
  const line = words.length === 0 ? [] : ['-c', words.join(' ')]
  const remote = new Process({ machine, program: bashProgram, args: ['bash', ...line], env, cwd: '/', out, err, input, terminal, group })
  try { if (!remote.status) yield remote.exited() }
  finally { if (!remote.status) remote.signal('INT', 'outside') }
  return remote.status?.code ?? connectionFailed
}
