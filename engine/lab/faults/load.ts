// Work that a lab gives to a container: `load default/web with cpu 500m and memory 900Mi`; or lets clients give it by
// their requests (traffic.ts).
import type { Client } from '../../client/client.ts'
import type { Part } from '../../clock/part.ts'
import type { Kubelet } from '../../kubelet/index.ts'
import { amountOf } from '../../runtime/programs/http/load.ts'
import type { Use } from '../../runtime/usage.ts'
import { ActError } from './act.ts'
import { parseRequests, type Requests } from './traffic.ts'

export interface Load {
  readonly namespace: string
  readonly pod: string
  /** The first of the pod when left out. */
  readonly container: string | undefined
  readonly use: Use
}

const grammar = /^load ([^\s/]+)\/([^\s/]+)(?:\/([^\s/]+))? with (.+)$/
const part = /^(cpu|memory) (\S+)$/

/** undefined: the line speaks of something else. */
export function parseLoad(text: string): Load | Requests | undefined {
  if (!text.trim().startsWith('load ')) return undefined
  const requests = parseRequests(text)
  if (requests) return requests
  const [, namespace = '', pod = '', container, amounts = ''] = grammar.exec(text.trim()) ?? []
  const given = new Map(amounts.split(' and ').map(each => part.exec(each.trim()) ?? []).map(([, name = '', amount = '']) => [name, amountOf(amount)]))
  if ([...given].some(([name, amount]) => name === '' || Number.isNaN(amount))) throw new ActError(`"${text}": write for example: load default/web with cpu 500m and memory 900Mi, or: load web:80 with 5 requests/s from default/client`)
  return { namespace, pod, container, use: { cpuMillicores: (given.get('cpu') ?? 0) * 1000, memoryBytes: given.get('memory') ?? 0 } }
}

const isKubelet = (part: Part | undefined): part is Kubelet => part !== undefined && 'load' in part

export function putOn({ namespace, pod: name, container, use }: Load, client: Client, parts: ReadonlyMap<string, Part>): void {
  const pod = client.find('pods', namespace, name)
  if (!pod) throw new ActError(`there is no pod "${name}" in namespace "${namespace}"`)
  const kubelet = parts.get(`kubelet ${pod.spec.nodeName}`)
  if (isKubelet(kubelet)) kubelet.load({ namespace, pod: name, container: container ?? pod.spec.containers[0]?.name ?? '' }, use)
}
