// The commands of the recordings, as far as they change something: what only looks is left out.
import type { Container, PodTemplateSpec } from '../../engine/apiserver/types.gen.ts'
import type { Client } from '../../engine/client/client.ts'
import { timestamp } from '../../engine/clock/time.ts'
import type { Kubelet } from '../../engine/kubelet/index.ts'

export interface Stage { readonly client: Client, readonly namespace: string, readonly kubelets: readonly Kubelet[] }

/** False: the command is not known here. */
export function act(command: string, stage: Stage): boolean {
  const [, node, what] = /^\(kubelet of (\S+) (killed|started)/.exec(command) ?? []
  if (node !== undefined) {
    const agent = stage.kubelets.find(({ name }) => name === `kubelet ${node}`)
    if (what === 'killed') agent?.stop()
    else agent?.start()
    return true
  }
  const words = split(command)
  const operands = words.slice(1).filter((word, i, all) => !word.startsWith('-') && all[i - 1] !== '-c' && all[i - 1] !== '-p')
  const [verb, ...rest] = operands
  const { client, namespace } = stage
  switch (verb) {
    case 'get':
    case 'describe':
    case 'logs': return true
    case 'exec': return exec(words, stage)
    case 'delete': {
      const selected = words.indexOf('-l')
      if (selected > 0) {
        for (const pod of client.list('pods', namespace, { labelSelector: words[selected + 1] ?? '' })) client.delete('pods', namespace, pod.metadata.name)
        return true
      }
      const name = podName(rest[0] === 'pod' ? rest[1] ?? '' : rest[0] ?? '', stage)
      if (!client.find('pods', namespace, name)) return false
      client.delete('pods', namespace, name, words.includes('--force') ? { gracePeriodSeconds: 0 } : {})
      return true
    }
    case 'create': {
      const data = Object.fromEntries(words.filter(word => word.startsWith('--from-literal=')).map(word => pair(word.slice('--from-literal='.length))))
      client.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: rest[1] ?? '', namespace }, data })
      return true
    }
    case 'set': {
      const [, target = '', assignment = ''] = rest
      const [container, image] = pair(assignment)
      const [kind = '', name = ''] = target.split('/')
      const changed = (containers: readonly Container[]): readonly Container[] => containers.map(each => each.name === container ? { ...each, image } : each)
      if (kind === 'pod') {
        const pod = client.get('pods', namespace, name)
        client.update('pods', { ...pod, spec: { ...pod.spec, containers: changed(pod.spec.containers) } })
      }
      else changeTemplate(name, stage, template => ({ ...template, ...template.spec && { spec: { ...template.spec, containers: changed(template.spec.containers) } } }))
      return true
    }
    case 'rollout': {
      if (rest[0] !== 'restart') return true
      const at = timestamp(client.unixMs)
      changeTemplate(rest[1]?.split('/')[1] ?? '', stage, template => ({ ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': at } } }))
      return true
    }
    case 'label': {
      const [, name = '', label = ''] = rest
      const node = client.get('nodes', undefined, name)
      const { [label.replace(/-$|=.*$/, '')]: _removed, ...labels } = node.metadata.labels ?? {}
      client.update('nodes', { ...node, metadata: { ...node.metadata, labels: label.endsWith('-') ? labels : { ...labels, ...Object.fromEntries([pair(label)]) } } })
      return true
    }
    case 'cordon':
    case 'uncordon': {
      const { unschedulable: _unschedulable, ...spec } = client.get('nodes', undefined, rest[0] ?? '').spec
      const node = client.get('nodes', undefined, rest[0] ?? '')
      client.update('nodes', { ...node, spec: verb === 'cordon' ? { ...spec, unschedulable: true } : spec })
      return true
    }
    case 'patch': return patch(words, rest, stage)
    case 'scale': {
      const replicas = Number(words.find(word => word.startsWith('--replicas='))?.split('=')[1])
      const [kind = '', name = ''] = rest[0]?.includes('/') ? rest[0].split('/') : rest
      if (kind.startsWith('deploy')) {
        const deployment = client.get('deployments.apps', namespace, name)
        client.update('deployments.apps', { ...deployment, spec: { ...deployment.spec, replicas } })
      }
      else {
        const set = client.get('statefulsets.apps', namespace, name)
        client.update('statefulsets.apps', { ...set, spec: { ...set.spec, replicas } })
      }
      return true
    }
    default: return false
  }
}

function changeTemplate(name: string, { client, namespace }: Stage, change: (template: PodTemplateSpec) => PodTemplateSpec): void {
  const deployment = client.get('deployments.apps', namespace, name)
  client.update('deployments.apps', { ...deployment, spec: { ...deployment.spec, template: change(deployment.spec.template) } })
}

const pair = (text: string): [string, string] => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]

/** POD1: the first by name. */
const podName = (name: string, { client, namespace }: Stage): string => name === 'POD1' ? client.list('pods', namespace)[0]?.metadata.name ?? '' : name

function exec(words: readonly string[], stage: Stage): boolean {
  const dashes = words.indexOf('--')
  const pod = podName(words.slice(2, dashes).find((word, i, all) => !word.startsWith('-') && all[i - 1] !== '-c') ?? '', stage)
  const named = words.indexOf('-c')
  const container = named > 0 && named < dashes ? words[named + 1] ?? '' : stage.client.find('pods', stage.namespace, pod)?.spec.containers[0]?.name ?? ''
  const sinks = { out: () => {}, err: () => {}, exited: () => {} }
  return stage.kubelets.some(each => each.exec({ namespace: stage.namespace, pod, container }, words.slice(dashes + 1), sinks))
}

function patch(words: readonly string[], rest: readonly string[], { client, namespace }: Stage): boolean {
  const body: unknown = JSON.parse(words[words.indexOf('-p') + 1] ?? '{}')
  const [kind = '', name = ''] = rest
  const resource = { configmap: 'configmaps', secret: 'secrets', pod: 'pods' }[kind]
  if (resource === undefined || words.includes('--subresource')) return false
  const { code } = client.request({ verb: 'patch', group: '', version: 'v1', resource, namespace, name, patchType: words.includes('--type=json') ? 'json' : 'strategic', body })
  return code < 400
}

/** Words as a shell would split them. */
function split(command: string): readonly string[] {
  const words: string[] = []
  for (const match of command.matchAll(/(?:"([^"]*)"|'([^']*)'|[^\s"'])+/g)) words.push(match[0].replace(/^(["'])(.*)\1$/s, '$2'))
  return words
}
