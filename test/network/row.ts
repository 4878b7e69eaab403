// A case of the table, played: what the client said, who answered, and the way there in one line.
import type { Hop } from '../../engine/network/path.ts'
import { follow, type Journey } from '../../engine/network/journey.ts'
import { Running } from '../../engine/runtime/task.ts'
import type { NetworkStage } from '../support/network-stage.ts'

/** Rules that every packet meets. */
const hooks = new Set(['PREROUTING', 'OUTPUT', 'POSTROUTING', 'INPUT', 'FORWARD', 'KUBE-POSTROUTING', 'KUBE-FORWARD', 'nat-prerouting', 'nat-output', 'nat-postrouting', 'filter-input', 'filter-forward', 'filter-output'])

export function playRow(stage: NetworkStage, from: string, target: string): string {
  const ran = stage.run(from, `curl -sS --max-time 2 http://${target}/`)
  const said = ran.exit === 0 ? ran.stdout.trim() : ran.stderr.trim().replace(/after \d+ m/, 'after N m')
  return `${from} | ${target} | ${said} | ${pathText(journey(stage, from, target))}`
}

function journey(stage: NetworkStage, from: string, target: string): Journey {
  const [host = '', port = '80'] = target.split(':')
  const outlet = stage.outletAt(stage.station(from))
  const running = stage.act(`${from} to ${target}`, () => new Running(follow(outlet, host, Number(port))))
  while (!running.result) stage.cluster.clock.step()
  return running.result.value
}

/** `client-1 ?plain… A: 10.96.50.1 node-1(KUBE-SERVICES KUBE-SVC KUBE-SEP dnat=10.244.0.5:8080) web-1<10.244.0.9` */
function pathText({ hops, by, from, outcome }: Journey): string {
  const question = hops.filter(({ kind, text }) => kind === 'answer' && text !== undefined && text.includes(': ')).map(({ text }) => `?${text}`)
  const way: string[] = []
  let at = ''
  let inside: string[] = []
  const close = (): void => {
    if (at !== '') way.push(inside.length > 0 ? `${at}(${inside.join(' ')})` : at)
    inside = []
  }
  for (const hop of afterNames(hops)) {
    if (hop.kind === 'answer') continue
    if (hop.at !== at) {
      close()
      at = hop.at
    }
    const text = hopText(hop)
    if (text !== undefined) inside.push(text)
  }
  close()
  return [...question, ...way, by === undefined ? outcome : `<${from}`].join(' ')
}

/** What comes after the resolver's questions: from the last packet that was sent. */
function afterNames(hops: readonly Hop[]): readonly Hop[] {
  const sent = hops.map(({ kind, destination }) => kind === 'send' && !destination.endsWith(':53')).lastIndexOf(true)
  return sent < 0 ? [] : hops.slice(sent)
}

function hopText({ kind, chain, destination, source }: Hop): string | undefined {
  switch (kind) {
    case 'rule': return chain === undefined || hooks.has(chain) ? undefined : chain.replace(/^(KUBE-[A-Z]{2,3})-[A-Z2-7]{16}$/, '$1').replace(/^([a-z]+)-[A-Z2-7]{8}-.*$/, '$1')
    case 'dnat': return `dnat=${destination}`
    case 'snat': return `snat=${source.replace(/:\d+$/, '')}`
    case 'drop': case 'reject': case 'lost': case 'unreachable': case 'refuse': return kind
    default: return undefined
  }
}
