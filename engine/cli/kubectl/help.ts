// What kubectl says of itself. Names and flags are those of the real one; sentences are its own only where they are short.
import type { Branch } from './commands.ts'
import type { Flags } from './flags.ts'
import { globalFlags } from './verb.ts'

const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['Basic Commands (Beginner):', [
    ['create', 'Create a resource from a file or from stdin'],
    ['expose', 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service'],
    ['run', 'Run a particular image on the cluster'],
    ['set', 'Set specific features on objects'],
  ]],
  ['Basic Commands (Intermediate):', [
    ['explain', 'Get documentation for a resource'],
    ['get', 'Display one or many resources'],
    ['edit', 'Edit a resource on the server'],
    ['delete', 'Delete resources by file names, stdin, resources and names, or by resources and label selector'],
  ]],
  ['Deploy Commands:', [
    ['rollout', 'Manage the rollout of a resource'],
    ['scale', 'Set a new size for a deployment, replica set, or replication controller'],
    ['autoscale', 'Auto-scale a deployment, replica set, stateful set, or replication controller'],
  ]],
  ['Cluster Management Commands:', [
    ['certificate', 'Modify certificate resources'],
    ['cluster-info', 'Display cluster information'],
    ['top', 'Display resource (CPU/memory) usage'],
    ['cordon', 'Mark node as unschedulable'],
    ['uncordon', 'Mark node as schedulable'],
    ['drain', 'Drain node in preparation for maintenance'],
    ['taint', 'Update the taints on one or more nodes'],
  ]],
  ['Troubleshooting and Debugging Commands:', [
    ['describe', 'Show details of a specific resource or group of resources'],
    ['logs', 'Print the logs for a container in a pod'],
    ['attach', 'Attach to a running container'],
    ['exec', 'Execute a command in a container'],
    ['port-forward', 'Forward one or more local ports to a pod'],
    ['proxy', 'Run a proxy to the Kubernetes API server'],
    ['cp', 'Copy files and directories to and from containers'],
    ['auth', 'Inspect authorization'],
    ['debug', 'Create debugging sessions for troubleshooting workloads and nodes'],
    ['events', 'List events'],
  ]],
  ['Advanced Commands:', [
    ['diff', 'Diff the live version against a would-be applied version'],
    ['apply', 'Apply a configuration to a resource by file name or stdin'],
    ['patch', 'Update fields of a resource'],
    ['replace', 'Replace a resource by file name or stdin'],
    ['wait', 'Wait for a specific condition on one or many resources'],
    ['kustomize', 'Build a kustomization target from a directory or URL'],
  ]],
  ['Settings Commands:', [
    ['label', 'Update the labels on a resource'],
    ['annotate', 'Update the annotations on a resource'],
    ['completion', 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)'],
  ]],
  ['Subcommands provided by plugins:', []],
  ['Other Commands:', [
    ['api-resources', 'Print the supported API resources on the server'],
    ['api-versions', 'Print the supported API versions on the server, in the form of "group/version"'],
    ['config', 'Modify kubeconfig files'],
    ['kuberc', 'Manage kuberc configuration files'],
    ['plugin', 'Provides utilities for interacting with plugins'],
    ['version', 'Print the client and server version information'],
  ]],
]

const closing = (usage: string, more: string): string =>
  `Usage:\n  ${usage}\n\nUse "${more} --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`

function rootText(): string {
  const lists = groups.map(([title, commands]) => `${title}\n${commands.map(([name, what]) => `  ${name.padEnd(15)} ${what}\n`).join('')}\n`)
  return `kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n${lists.join('')}${closing('kubectl [flags] [options]', 'kubectl <command>')}`
}

/** What a command does, in the words of the list of all. */
export const summaryOf = (command: string): string => groups.flatMap(([, list]) => list).find(([name]) => name === command)?.[1] ?? ''

/** What a command says that needs a subcommand. */
export function bareText(branch: Branch, path: readonly string[]): string {
  if (path.length === 0) return rootText()
  const command = ['kubectl', ...path].join(' ')
  return `${sentence(branch.summary ?? '')}\n\n${aliasesOf(branch, path)}${subcommands(branch)}${closing(`${command} ${branch.usage ?? 'SUBCOMMAND [options]'}`, `${command} <command>`)}`
}

const sentence = (text: string): string => text.replace(/\.?$/, '.')

const aliasesOf = ({ aliases = [] }: Branch, path: readonly string[]): string => aliases.length === 0 ? '' : `Aliases:\n${[path.at(-1), ...aliases].join(', ')}\n\n`

function subcommands({ commands = {} }: Branch): string {
  const names = Object.entries(commands)
  const width = Math.max(...names.map(([name]) => name.length), 11) + 2
  const list = names.map(([name, { summary = '' }]) => `  ${name.padEnd(width)} ${summary}`.trimEnd() + '\n').join('')
  return list === '' ? '' : `Available Commands:\n${list}\n`
}

export function helpFor(branch: Branch, path: readonly string[]): string {
  const { verb, summary } = branch
  const command = ['kubectl', ...path].join(' ')
  const what = summary ?? summaryOf(path[0] ?? '')
  return [
    what === '' ? '' : `${sentence(what)}\n\n`,
    aliasesOf(branch, path),
    subcommands(branch),
    `Options:\n${flagLines(verb?.flags ?? {})}\n`,
    `Usage:\n  ${command} [flags] [options]\n\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`,
  ].join('')
}

export const optionsText = (): string => `The following options can be passed to any command:\n\n${flagLines(globalFlags)}\n`

function flagLines(flags: Flags): string {
  return Object.entries(flags).filter(([name, { deprecated }]) => name !== 'help' && deprecated === undefined).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, { kind, short, usual }]) => {
    const value = usual ?? (kind === 'switch' ? 'false' : kind === 'number' ? '0' : kind === 'duration' ? '0s' : kind === 'text' ? '\'\'' : '[]')
    return `    ${short === undefined ? '' : `-${short}, `}--${name}=${kind === 'text' && usual !== undefined ? `'${value}'` : value}\n`
  }).join('')
}
