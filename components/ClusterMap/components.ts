// The components of a cluster: where they stand on the map, what they look at, what they write, and the way that their
// requests take. Everything goes to the API server.

export interface Component {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly sees: string
  readonly writes: string
  /** How its requests run, as the path of an SVG, and where the word for them stands. */
  readonly way?: { readonly path: string, readonly word: string, readonly x: number, readonly y: number }
}

export const mapWidth = 1152
export const mapHeight = 388
export const boxHeight = 64

export const places = [
  { title: '컨트롤 플레인', x: 198, width: 570 },
  { title: '노드마다', x: 808, width: 344 },
] as const

export const components: readonly Component[] = [
  { name: 'kubectl', x: 0, y: 168, width: 130, sees: '사람이 묻는 것', writes: '사람이 시킨 오브젝트',
    way: { path: 'M130 200H226', word: '요청', x: 164, y: 200 } },
  { name: 'kube-apiserver', x: 226, y: 168, width: 210, sees: '들어오는 모든 요청', writes: 'etcd에 오브젝트를 적는 유일한 이',
    way: { path: 'M331 232V300', word: '적고 읽는다', x: 331, y: 266 } },
  { name: 'etcd', x: 226, y: 300, width: 210, sees: '다른 etcd 멤버', writes: '모든 오브젝트와 그 리비전' },
  { name: 'kube-scheduler', x: 520, y: 60, width: 232, sees: '자리가 없는 파드와 모든 노드', writes: '파드의 nodeName 한 칸',
    way: { path: 'M520 92H372V168', word: 'watch, 쓰기', x: 452, y: 92 } },
  { name: 'kube-controller-manager', x: 520, y: 168, width: 232, sees: '종류마다 제 오브젝트', writes: '모자란 것을 만들고 남는 것을 지운다',
    way: { path: 'M520 200H436', word: '', x: 0, y: 0 } },
  { name: 'cloud-controller-manager', x: 520, y: 300, width: 232, sees: '노드와 서비스, 클라우드의 API', writes: '노드와 서비스의 주소',
    way: { path: 'M520 332H478V224H436', word: '', x: 0, y: 0 } },
  { name: 'kubelet', x: 830, y: 60, width: 300, sees: '제 노드에 배정된 파드', writes: '파드와 노드의 상태',
    way: { path: 'M830 92H790V140H290V168', word: 'watch, 쓰기', x: 690, y: 140 } },
  { name: '컨테이너 런타임', x: 830, y: 168, width: 300, sees: 'kubelet의 부탁(CRI)', writes: '아무것도. API 서버를 모른다',
    way: { path: 'M980 124V168', word: 'CRI', x: 980, y: 141 } },
  { name: 'kube-proxy', x: 830, y: 300, width: 300, sees: '서비스와 엔드포인트슬라이스', writes: '제 노드의 커널에 길의 규칙',
    way: { path: 'M830 332H790V266H400V232', word: 'watch', x: 690, y: 266 } },
]
