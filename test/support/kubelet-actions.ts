// The actions of the recordings: command lines for the shell, and interventions from outside the cluster.
import { Process } from '../../engine/client/process.ts'
import type { Kubelet } from '../../engine/kubelet/index.ts'
import type { World } from '../../engine/lab/world.ts'

export interface Stage {
  readonly world: World
  readonly namespace: string
  readonly kubelets: readonly Kubelet[]
  /** What the manifest of a static pod said, as far as the recording tells. */
  readonly manifestOf: (name: string, node: string) => string
}

export interface Outcome { readonly rc: number, readonly stdout: string, readonly stderr: string }

type Ended = (outcome: Outcome) => void

const done: Outcome = { rc: 0, stdout: '', stderr: '' }

export function act(command: string, stage: Stage, ended: Ended): void {
  const [, node, what] = /^\(kubelet of (\S+) (killed|started)/.exec(command) ?? []
  if (node !== undefined) {
    const agent = stage.kubelets.find(({ name }) => name === `kubelet ${node}`)
    if (what === 'killed') agent?.stop()
    else agent?.start()
    ended(done)
  }
  else if (moveManifest(command, stage)) ended(done)
  else if (command.startsWith('kubectl exec ')) exec(split(command), stage, ended)
  else type(command, stage, ended)
}

/** Puts the manifest of a static pod on a node, or takes it away. */
function moveManifest(command: string, { kubelets, manifestOf }: Stage): boolean {
  const [, written, node] = /^write (\S+)\.yaml into staticPodPath of (\S+)/.exec(command) ?? []
  const [, removed] = /^remove (\S+)\.yaml/.exec(command) ?? []
  const pathOf = (name: string): string => `/etc/kubernetes/manifests/${name}.yaml`
  for (const { name, files } of kubelets) {
    if (written !== undefined && name === `kubelet ${node}`) {
      files.makeDirectory('/etc/kubernetes/manifests', true)
      files.write(pathOf(written), manifestOf(written, node ?? ''))
    }
    if (removed !== undefined && files.exists(pathOf(removed))) files.remove(pathOf(removed))
  }
  return written !== undefined || removed !== undefined
}

/** Runs a command line beside all else, until it returns. */
function type(command: string, stage: Stage, ended: Ended): void {
  const line = command.replaceAll('POD1', firstPod(stage)).replaceAll('NS/', `${stage.namespace}/`)
  const said = { stdout: '', stderr: '' }
  new Process(stage.world.shell.run(line), {
    client: stage.world.cluster.admin,
    name: line,
    write: (to, text) => { said[to] += text },
    exited: rc => ended({ rc, ...said }),
  })
}

/** The first that `kubectl get pod -o name` tells of. */
const firstPod = ({ world, namespace }: Stage): string => `pod/${world.cluster.admin.list('pods', namespace)[0]?.metadata.name ?? ''}`

/** A command in a container, past the API server. */
function exec(words: readonly string[], stage: Stage, ended: Ended): void {
  const dashes = words.indexOf('--')
  const named = words.indexOf('-c')
  const pod = words.slice(2, dashes).find((word, i, all) => !word.startsWith('-') && all[i - 1] !== '-c') ?? ''
  const { containers = [] } = stage.world.cluster.admin.find('pods', stage.namespace, pod)?.spec ?? {}
  const container = named > 0 && named < dashes ? words[named + 1] ?? '' : containers[0]?.name ?? ''
  const said = { stdout: '', stderr: '' }
  const request = { namespace: stage.namespace, pod, container }
  const sinks = {
    out: (text: string) => { said.stdout += text },
    err: (text: string) => { said.stderr += text },
    exited: (status: { readonly code: number } | { readonly error: string }) => ended('code' in status ? { rc: status.code, ...said } : { rc: 1, ...said, stderr: `error: ${status.error}\n` }),
  }
  if (!stage.kubelets.some(each => each.exec(request, words.slice(dashes + 1), sinks))) ended({ rc: 1, ...said, stderr: `Error from server (NotFound): pods "${pod}" not found\n` })
}

/** Words as a shell would split them. */
function split(command: string): readonly string[] {
  const words: string[] = []
  for (const match of command.matchAll(/(?:"([^"]*)"|'([^']*)'|[^\s"'])+/g)) words.push(match[0].replace(/^(["'])(.*)\1$/s, '$2'))
  return words
}
