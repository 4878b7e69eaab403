// What is said where an author names something that is not there: names like it, or some of those there are.

const mostNames = 12

export function namesLike(asked: string, names: readonly string[]): string {
  const near = names.filter(name => asked.length > 1 && name.slice(0, 3) === asked.slice(0, 3))
  if (near.length > 0) return `비슷한 이름: ${near.slice(0, mostNames).join(', ')}`
  return `있는 이름: ${names.slice(0, mostNames).join(', ')}${names.length > mostNames ? ` … 모두 ${names.length}개` : ''}`
}
