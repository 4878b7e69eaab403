// The components of a cluster: what they look at and what they write; and where they stand on the two maps, one for the
// canvas and one for a column, with the way that their requests take. Everything goes to the API server.

export interface Component {
  readonly name: string
  readonly sees: string
  readonly writes: string
}

export const components = [
  { name: 'kubectl', sees: '사람이 묻는 것', writes: '사람이 시킨 오브젝트' },
  { name: 'kube-apiserver', sees: '들어오는 모든 요청', writes: 'etcd에 오브젝트를 적는 유일한 이' },
  { name: 'etcd', sees: '다른 etcd 멤버', writes: '모든 오브젝트와 그 리비전' },
  { name: 'kube-scheduler', sees: '자리가 없는 파드와 모든 노드', writes: '파드의 nodeName 한 칸' },
  { name: 'kube-controller-manager', sees: '종류마다 제 오브젝트', writes: '모자란 것을 만들고 남는 것을 지운다' },
  { name: 'cloud-controller-manager', sees: '노드와 서비스, 클라우드의 API', writes: '노드와 서비스의 주소' },
  { name: 'kubelet', sees: '제 노드에 배정된 파드', writes: '파드와 노드의 상태' },
  { name: '컨테이너 런타임', sees: 'kubelet의 부탁(CRI)', writes: '아무것도. API 서버를 모른다' },
  { name: 'kube-proxy', sees: '서비스와 엔드포인트슬라이스', writes: '제 노드의 커널에 길의 규칙' },
] as const satisfies readonly Component[]

export type Name = typeof components[number]['name']

export interface Box { readonly x: number, readonly y: number, readonly width: number, readonly height: number }

/** How requests run, as the path of an SVG, and where the word for them stands. */
export interface Way { readonly path: string, readonly word?: string, readonly x?: number, readonly y?: number }

export interface Layout {
  readonly width: number
  readonly height: number
  readonly places: readonly (Box & { readonly title: string })[]
  readonly boxes: Readonly<Record<Name, Box>>
  readonly ways: Readonly<Partial<Record<Name, Way>>>
}

export const wide: Layout = {
  width: 1152,
  height: 388,
  places: [
    { title: '컨트롤 플레인', x: 198, y: 0, width: 570, height: 388 },
    { title: '노드마다', x: 808, y: 0, width: 344, height: 388 },
  ],
  boxes: {
    'kubectl': { x: 0, y: 168, width: 130, height: 64 },
    'kube-apiserver': { x: 226, y: 168, width: 210, height: 64 },
    'etcd': { x: 226, y: 300, width: 210, height: 64 },
    'kube-scheduler': { x: 520, y: 60, width: 232, height: 64 },
    'kube-controller-manager': { x: 520, y: 168, width: 232, height: 64 },
    'cloud-controller-manager': { x: 520, y: 300, width: 232, height: 64 },
    'kubelet': { x: 830, y: 60, width: 300, height: 64 },
    '컨테이너 런타임': { x: 830, y: 168, width: 300, height: 64 },
    'kube-proxy': { x: 830, y: 300, width: 300, height: 64 },
  },
  ways: {
    'kubectl': { path: 'M130 200H226', word: '요청', x: 164, y: 200 },
    'kube-apiserver': { path: 'M331 232V300', word: '적고 읽는다', x: 331, y: 266 },
    'kube-scheduler': { path: 'M520 92H372V168', word: 'watch, 쓰기', x: 452, y: 92 },
    'kube-controller-manager': { path: 'M520 200H436' },
    'cloud-controller-manager': { path: 'M520 332H478V224H436' },
    'kubelet': { path: 'M830 92H790V140H290V168', word: 'watch, 쓰기', x: 690, y: 140 },
    '컨테이너 런타임': { path: 'M980 124V168', word: 'CRI', x: 980, y: 141 },
    'kube-proxy': { path: 'M830 332H790V266H400V232', word: 'watch', x: 690, y: 266 },
  },
}

/** As wide as the column of the smallest phone: 360 px less the margins, at the scale of a stage there. */
export const upright: Layout = {
  width: 492,
  height: 820,
  places: [
    { title: '컨트롤 플레인', x: 0, y: 116, width: 492, height: 380 },
    { title: '노드마다', x: 0, y: 548, width: 492, height: 272 },
  ],
  boxes: {
    'kubectl': { x: 18, y: 0, width: 168, height: 64 },
    'kube-apiserver': { x: 18, y: 164, width: 168, height: 200 },
    'etcd': { x: 18, y: 416, width: 168, height: 64 },
    'kube-scheduler': { x: 278, y: 164, width: 196, height: 72 },
    'kube-controller-manager': { x: 278, y: 252, width: 196, height: 72 },
    'cloud-controller-manager': { x: 278, y: 408, width: 196, height: 72 },
    'kubelet': { x: 18, y: 604, width: 200, height: 64 },
    '컨테이너 런타임': { x: 18, y: 736, width: 200, height: 64 },
    'kube-proxy': { x: 274, y: 604, width: 200, height: 64 },
  },
  ways: {
    'kubectl': { path: 'M172 64V164', word: '요청', x: 172, y: 88 },
    'kube-apiserver': { path: 'M102 364V416', word: '적고 읽는다', x: 102, y: 388 },
    'kube-scheduler': { path: 'M278 200H186', word: '쓰기', x: 238, y: 200 },
    'kube-controller-manager': { path: 'M278 288H186', word: '쓰기', x: 238, y: 288 },
    'cloud-controller-manager': { path: 'M278 444H254V312H186' },
    'kubelet': { path: 'M204 604V352H186', word: 'watch, 쓰기', x: 120, y: 522 },
    '컨테이너 런타임': { path: 'M118 668V736', word: 'CRI', x: 118, y: 698 },
    'kube-proxy': { path: 'M374 604V522H228V332H186', word: 'watch', x: 316, y: 522 },
  },
}

/** Where there is room for it, the wide one. */
export const layoutFor = (roomPx: number): Layout => roomPx < wide.width - 12 ? upright : wide
