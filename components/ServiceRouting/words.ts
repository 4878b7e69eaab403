// A step of a request in words.
import type { RouteStep } from '../../engine/lab/views/routing.ts'

export interface Told {
  /** Where, or which chain. */
  readonly where: string
  readonly what: string
  readonly isEnd: 'good' | 'bad' | undefined
}

const chains: Readonly<Record<string, string>> = {
  PREROUTING: '들어온 패킷은 서비스 규칙부터 본다',
  OUTPUT: '나가는 패킷은 서비스 규칙부터 본다',
  FORWARD: '넘기기 전에 거를 것이 있나 본다',
  'KUBE-SERVICES': '이 서비스의 주소와 포트다',
  'KUBE-SVC': '확률로 엔드포인트를 고른다',
  'KUBE-SVL': '이 노드의 엔드포인트를 고른다',
  'KUBE-MARK-MASQ': '나중에 출발지를 바꾸라고 표시한다',
  'KUBE-NODEPORTS': '목적지가 노드 포트다',
  'KUBE-EXT': '밖에서 온 요청이다',
}

const ends: Readonly<Record<string, string>> = {
  refuse: '그 포트를 듣는 이가 없다: 거절', reject: '받을 엔드포인트가 없다: 규칙이 거절', drop: '규칙이 버렸다: 답이 없다',
  lost: '답이 오지 않는다', unreachable: '그 주소에 아무도 없다',
}

/** `KUBE-SVC-LOLE4ISW44XBNF3G` is long, and its beginning says what it is for. */
const shortChain = (chain: string): string => chain.replace(/^(KUBE-(?:SVC|SVL|SEP|EXT|FW))-.*$/, '$1-…')
export const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/^.*-([a-z0-9]{5})$/, '$1')

/** A name with an ending that a resolver put behind it and nobody has: only the ending is news. */
const asked = (text: string, host: string): string => {
  const [name = '', answer = ''] = text.split(/ (?:A|AAAA|SRV): /)
  const isMissing = answer.startsWith('NXDOMAIN')
  return isMissing && name.startsWith(`${host}.`) ? `+ ${name.slice(host.length + 1)} → 없음` : `${name.replace(/(\.svc)?\.cluster\.local$/, '…')} → ${isMissing ? '없음' : answer}`
}

export function told({ kind, at, chain = '', text = '', source, destination }: RouteStep, host: string): Told {
  const short = shortChain(chain)
  switch (kind) {
    case 'ask': return { where: 'DNS', what: asked(text, host), isEnd: undefined }
    case 'send': return { where: shortName(at), what: `${destination}(으)로 연결을 연다`, isEnd: undefined }
    case 'rule': return { where: short, what: chains[short.replace(/-…$/, '')] ?? text.replace(/^.* -j /, '→ '), isEnd: undefined }
    case 'dnat': return { where: 'DNAT', what: `목적지를 ${destination}(으)로 바꾼다`, isEnd: undefined }
    case 'snat': return { where: 'SNAT', what: `출발지를 ${source}(으)로 바꾼다`, isEnd: undefined }
    case 'forward': return { where: at, what: '목적지 쪽으로 넘긴다', isEnd: undefined }
    case 'deliver': return { where: shortName(at), what: '파드가 받는다', isEnd: undefined }
    case 'answer': return { where: shortName(at), what: `응답 ${text}`, isEnd: Number(text) >= 500 ? 'bad' : 'good' }
    default: return { where: shortName(at), what: ends[kind] ?? kind, isEnd: 'bad' }
  }
}
