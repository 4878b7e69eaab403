// The words of the lecture: those of the Korean team of the Kubernetes documentation
// (kubernetes.io/ko/docs/contribute/localization_ko, "한글화 용어집").

export interface Term {
  readonly korean: string
  /** What stands in brackets behind the word at its first mention. */
  readonly english: string
  /** Other spellings of the word that are about. */
  readonly wrong?: readonly string[]
}

export const glossary: readonly Term[] = [
  { korean: '쿠버네티스', english: 'Kubernetes', wrong: ['쿠버네티즈', '쿠버네테스', '큐버네티스'] },
  { korean: '도커', english: 'Docker' },
  { korean: '파드', english: 'Pod', wrong: ['포드', '팟'] },
  { korean: '노드', english: 'Node' },
  { korean: '컨트롤 플레인', english: 'control plane', wrong: ['콘트롤 플레인', '컨트롤플레인', '컨트롤 플래인', '제어 평면', '제어 영역', '마스터 노드', '슬레이브'] },
  { korean: '데이터 플레인', english: 'data plane', wrong: ['데이터플레인', '데이터 영역'] },
  { korean: '디플로이먼트', english: 'Deployment', wrong: ['디폴로이먼트', '디플로이멘트', '디플로이 먼트'] },
  { korean: '레플리카셋', english: 'ReplicaSet', wrong: ['레플리카 셋', '레플리카세트', '레플리카 세트', '리플리카셋', '리플리카 셋'] },
  { korean: '레플리케이션컨트롤러', english: 'ReplicationController', wrong: ['레플리케이션 컨트롤러', '리플리케이션'] },
  { korean: '스테이트풀셋', english: 'StatefulSet', wrong: ['스테이트풀 셋', '스테이트풀세트'] },
  { korean: '데몬셋', english: 'DaemonSet', wrong: ['데몬 셋', '데몬세트'] },
  { korean: '크론잡', english: 'CronJob' },
  { korean: '네임스페이스', english: 'Namespace', wrong: ['네임 스페이스'] },
  { korean: '컨피그맵', english: 'ConfigMap', wrong: ['컨피그 맵', '콘피그맵'] },
  { korean: '시크릿', english: 'Secret' },
  { korean: '엔드포인트슬라이스', english: 'EndpointSlice', wrong: ['엔드포인트 슬라이스'] },
  { korean: '인그레스', english: 'Ingress', wrong: ['인그래스', '인그레쓰'] },
  { korean: '네트워크폴리시', english: 'NetworkPolicy', wrong: ['네트워크 폴리시', '네트워크 정책'] },
  { korean: '퍼시스턴트볼륨', english: 'PersistentVolume', wrong: ['퍼시스턴트 볼륨', '영구 볼륨'] },
  { korean: '퍼시스턴트볼륨클레임', english: 'PersistentVolumeClaim' },
  { korean: '스토리지클래스', english: 'StorageClass', wrong: ['스토리지 클래스'] },
  { korean: '서비스어카운트', english: 'ServiceAccount', wrong: ['서비스 어카운트', '서비스 계정'] },
  { korean: '클러스터롤', english: 'ClusterRole', wrong: ['클러스터 롤'] },
  { korean: '롤바인딩', english: 'RoleBinding', wrong: ['롤 바인딩'] },
  { korean: '리소스쿼터', english: 'ResourceQuota', wrong: ['리소스 쿼터'] },
  { korean: '리밋레인지', english: 'LimitRange', wrong: ['리밋 레인지', '리미트레인지'] },
  { korean: '프라이어리티클래스', english: 'PriorityClass', wrong: ['프라이어리티 클래스'] },
  { korean: '커스텀리소스데피니션', english: 'CustomResourceDefinition' },
  { korean: '레이블', english: 'label', wrong: ['라벨'] },
  { korean: '셀렉터', english: 'selector', wrong: ['선택자', '실렉터'] },
  { korean: '어노테이션', english: 'annotation', wrong: ['애노테이션', '애너테이션'] },
  { korean: '매니페스트', english: 'manifest', wrong: ['매니페스토', '메니페스트'] },
  { korean: '테인트', english: 'taint', wrong: ['타인트', '테인드'] },
  { korean: '톨러레이션', english: 'toleration', wrong: ['톨레이션', '톨러런스', '톨레레이션'] },
  { korean: '어피니티', english: 'affinity' },
  { korean: '축출', english: 'eviction', wrong: ['퇴거', '추방'] },
  { korean: '스케줄러', english: 'scheduler', wrong: ['스케쥴'] },
  { korean: '컨트롤러', english: 'controller', wrong: ['콘트롤러'] },
  { korean: '의도한 상태', english: 'desired state', wrong: ['원하는 상태', '희망 상태', '선언된 상태'] },
  { korean: '워크로드', english: 'workload', wrong: ['워크 로드'] },
  { korean: '사이드카', english: 'sidecar' },
  { korean: '초기화 컨테이너', english: 'init container', wrong: ['이닛 컨테이너', '인잇 컨테이너'] },
  { korean: '파이널라이저', english: 'finalizer' },
  { korean: '헤드리스', english: 'headless' },
  { korean: '롤아웃', english: 'rollout', wrong: ['롤 아웃'] },
  { korean: '레지스트리', english: 'registry' },
  { korean: '리비전', english: 'revision' },
  { korean: '애플리케이션', english: 'application', wrong: ['어플리케이션'] },
  { korean: '릴리스', english: 'release', wrong: ['릴리즈'] },
  { korean: '메시', english: 'mesh', wrong: ['매쉬'] },
]

/** Everyday words: no English behind them. */
export const plainWords: ReadonlySet<string> = new Set(['애플리케이션', '릴리스', '메시'])

/** Kinds whose Korean name is too short to look for; their English has no place in running text all the same. */
export const kinds: readonly string[] = [
  ...glossary.map(({ english }) => english).filter(english => /^[A-Z]/.test(english)), 'Job', 'Service', 'Volume', 'Role',
]

/** Names of products and of kinds that stay English; the words of kinds may occur in them. */
export const names = /\b(?:Docker (?:Hub|Compose|Engine|Desktop|Swarm|Inc)|Horizontal Pod Autoscaler|Vertical Pod Autoscaler|Pod Identity|PodDisruptionBudget|Node\.js|Kubernetes Engine|Secrets? Manager|Ingress NGINX|Elastic Kubernetes Service)\b/g
