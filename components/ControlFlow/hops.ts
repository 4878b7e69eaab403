// What is said of a hop.
import type { Hop, LaneName } from '../../engine/lab/index.ts'

/** From top to bottom: what is written goes up to the API server and into etcd, news come down. */
export const laneOrder: readonly LaneName[] = ['etcd', 'apiserver', 'user', 'controllers', 'scheduler', 'kubelet', 'proxy']

export const laneTitles: Readonly<Record<LaneName, string>> = {
  user: 'kubectl', apiserver: 'API 서버', etcd: 'etcd', controllers: '컨트롤러', scheduler: '스케줄러', kubelet: 'kubelet', proxy: 'kube-proxy',
}

const verbs = { create: '생성', update: '변경', delete: '삭제' } as const
const kinds: Readonly<Record<string, string>> = {
  pods: '파드', deployments: '디플로이먼트', replicasets: '레플리카셋', services: '서비스', endpointslices: '엔드포인트슬라이스', nodes: '노드',
  jobs: '잡', cronjobs: '크론잡', statefulsets: '스테이트풀셋', daemonsets: '데몬셋', configmaps: '컨피그맵',
}
const kindOf = (resource: string): string => kinds[resource] ?? resource

/** Of the name of a pod, its owner and what differs. */
const briefly = (name: string): string => name.replace(/^(.+)-[a-z0-9]{8,10}-([a-z0-9]{5})$/, '$1-…-$2').replace(/^(.+)-(?=[a-z]*\d)[a-z0-9]{8,10}$/, '$1-…')

/** The sentence of a hop, without who did it. */
export function said({ kind, what, written }: Hop): string {
  const [resource = '', name = ''] = written?.object.split('/') ?? []
  const wrote = written && `${kindOf(resource)} ${briefly(name)} ${verbs[written.verb]}`
  if (kind === 'asks') return what.replace(/^kubectl /, '')
  return kind === 'hears' ? `${kindOf(what)} 소식${wrote ? `, ${wrote}` : ''}` : wrote ?? work(what)
}

/** What a kubelet does, in Korean where it is known. */
function work(what: string): string {
  const pulled = /^pulls (\S+)/.exec(what)?.[1]
  if (pulled !== undefined) return `이미지 ${pulled} 받기`
  if (what.startsWith('makes the sandbox')) return '파드의 샌드박스 만들기'
  if (what.startsWith('creates ')) return '컨테이너 만들기'
  return what.startsWith('starts ') ? '컨테이너 띄우기' : what
}
