import { expect, test } from 'vitest'
import { find, initialsOf } from '../../../components/Search/find.ts'

const pages = [
  { address: 'p03-etcd', title: 'etcd는 클러스터의 기억이다', text: '쓰기는 정족수가 적어야 끝난다 revision 하나씩 오른다' },
  { address: 'p03-quorum', title: '정족수: 셋 중 둘', text: '둘이면 하나도 죽을 수 없다' },
  { address: 'p06-probe', title: '프로브는 묻는다', text: '준비됐는가 살아 있는가' },
]
const found = (question: string): string[] => find(pages, question).map(({ page }) => page.address)

test.each([
  ['정족수', ['p03-quorum', 'p03-etcd']],
  ['ㅈㅈㅅ', ['p03-quorum', 'p03-etcd']],
  ['ㅍㄹㅂ', ['p06-probe']],
  ['ㅈㅅ', []], // only from the beginning of a word
  ['REVISION', ['p03-etcd']],
  ['정족수 적어야', ['p03-etcd']],
  ['정족수 프로브', []],
  ['  ', []],
])('%j finds %j', (question, expected) => { expect(found(question)).toEqual(expected) })

test('letters that are composed of several are found, too', () => { expect(found('정족수'.normalize('NFD'))).toEqual(['p03-quorum', 'p03-etcd']) })

test('first letters stand where their syllables stood', () => { expect(initialsOf('etcd의 값 1')).toBe('etcdㅇ ㄱ 1') })

test('shows where it was found', () => {
  const long = { address: 'a', title: '제목', text: `${'앞에 있는 말 '.repeat(10)}바늘이 여기 있다 ${'뒤에 있는 말 '.repeat(10)}` }
  expect(find([long], '바늘')[0]?.excerpt).toMatch(/^… .*바늘이 여기 있다.* …$/)
})
