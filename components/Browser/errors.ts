// How a browser says that there is no page, and what that means in a cluster.
import type { NetError } from '../../engine/lab/index.ts'

export interface Excuse {
  readonly title: string
  /** After the host's name. */
  readonly says: string
  /** What to look at. */
  readonly means: string
}

const unreachable = '사이트에 연결할 수 없음'
const broken = '페이지가 작동하지 않습니다'
const unsafe = '연결이 비공개로 설정되어 있지 않습니다'

export const excuses: Readonly<Record<NetError, Excuse>> = {
  ERR_INVALID_URL: { title: '주소가 아닙니다', says: ': 웹 주소로 읽을 수 없습니다.', means: 'http://호스트:포트/경로 꼴로 적습니다.' },
  ERR_UNKNOWN_URL_SCHEME: { title: '열 수 없는 주소입니다', says: ': 이 브라우저가 모르는 방식입니다.', means: 'http와 https만 엽니다.' },
  ERR_NAME_NOT_RESOLVED: { title: unreachable, says: '의 서버 IP 주소를 찾을 수 없습니다.', means: '이 컴퓨터는 클러스터의 DNS를 쓰지 않습니다. /etc/hosts에 적거나 IP 주소로 엽니다.' },
  ERR_CONNECTION_REFUSED: { title: unreachable, says: '에서 연결을 거부했습니다.', means: '거기까지는 갔습니다. 그 포트에서 듣는 것이 없거나, 서비스에 준비된 엔드포인트가 없습니다.' },
  ERR_CONNECTION_TIMED_OUT: { title: unreachable, says: '에서 응답하는 데 시간이 너무 오래 걸립니다.', means: '패킷이 돌아오지 않습니다. 그리로 가는 길이 없거나, 가는 길에 버려집니다.' },
  ERR_ADDRESS_UNREACHABLE: { title: unreachable, says: '에 이르는 길이 없습니다.', means: '그 주소를 가진 것이 없습니다. 사라진 파드의 주소일 수 있습니다.' },
  ERR_EMPTY_RESPONSE: { title: broken, says: '에서 전송한 데이터가 없습니다.', means: '연결이 아무 말 없이 끊겼습니다. 포트 포워딩이 닿은 파드에 그 포트를 듣는 것이 없을 수 있습니다.' },
  ERR_TIMED_OUT: { title: broken, says: '에서 답을 보내지 않습니다.', means: '연결은 되었지만 답이 오지 않았습니다. HTTP 서버가 아닐 수 있습니다.' },
  ERR_INVALID_HTTP_RESPONSE: { title: broken, says: '에서 잘못된 응답을 보냈습니다.', means: 'HTTP가 아닌 프로토콜로 말하는 서버입니다.' },
  ERR_TOO_MANY_REDIRECTS: { title: broken, says: '에서 리디렉션한 횟수가 너무 많습니다.', means: '주소들이 서로를 가리킵니다. 리디렉트 설정을 봅니다.' },
  ERR_SSL_PROTOCOL_ERROR: { title: '이 사이트는 보안 연결을 제공할 수 없습니다', says: '에서 잘못된 응답을 보냈습니다.', means: 'TLS로 말하지 않는 포트입니다. http로 열어 봅니다.' },
  ERR_CERT_AUTHORITY_INVALID: { title: unsafe, says: '의 인증서를 발급한 곳을 믿을 수 없습니다.', means: '이 컴퓨터가 믿는 발급자가 아닙니다. 스스로 서명했거나, 클러스터가 발급한 인증서입니다.' },
  ERR_CERT_COMMON_NAME_INVALID: { title: unsafe, says: '의 것이 아닌 인증서입니다.', means: '인증서에 적힌 이름과 연 이름이 다릅니다. 시크릿과 호스트를 봅니다.' },
  ERR_CERT_DATE_INVALID: { title: unsafe, says: '의 인증서가 기한을 벗어났습니다.', means: '인증서의 유효 기간을 봅니다.' },
}
