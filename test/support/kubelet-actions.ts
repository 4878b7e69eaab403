// The actions of the recordings: command lines for the shell, and interventions from outside the cluster.
import type { Kubelet } from '../../engine/kubelet/index.ts'
import type { World } from '../../engine/lab/world.ts'
import { Running } from '../../engine/runtime/task.ts'

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
  const [, words = command, note = ''] = /^(.*?)(?: \((.*)\))?$/.exec(command) ?? []
  const line = words.replaceAll('POD1', firstPod(stage)).replaceAll('NS/', `${stage.namespace}/`)
  const said = { stdout: '', stderr: '' }
  const { world, world: { host, cluster: { clock } } } = stage
  if (line.includes('f.txt')) host.put('f.txt', 'hi\n')
  let isOver = false
  const breakOff = world.begin(line, '', (to, text) => { said[to] += text }, rc => {
    isOver = true
    ended({ rc, ...said })
  })
  const [, port] = / (\d+):\d+$/.exec(line) ?? []
  if (port !== undefined && !isOver) clock.after(1000, 'a GET', () => {
    const answer = host.ports.at(Number(port))?.http?.({ from: '127.0.0.1', method: 'GET', path: '/', headers: new Map(), body: '' })
    if (answer && 'next' in answer) new Running(answer, ({ body }) => { said.stdout += body })
  })
  if (port !== undefined || note.startsWith('interrupted')) clock.after(3000, 'Ctrl-C', () => {
    if (isOver) return
    breakOff()
    ended({ rc: note.startsWith('interrupted') ? 124 : 0, ...said })
  })
}

/** The first that `kubectl get pod -o name` tells of. */
const firstPod = ({ world, namespace }: Stage): string => `pod/${world.cluster.admin.list('pods', namespace)[0]?.metadata.name ?? ''}`
