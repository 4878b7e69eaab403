// A question as its author wrote it, in Markdown. What it is follows from its form:
//   a list with one item in bold          choose one            a list with several in bold    choose several
//   a list with none                      put in order          a table of two columns         match
//   a paragraph with a number in bold     fill in the number
// The reason stands in <details> or in a quotation below.

export interface Choice { readonly html: string, readonly isRight: boolean }
export interface Pair { readonly left: string, readonly right: string }

export type Question =
  | { readonly kind: 'choice', readonly choices: readonly Choice[], readonly isSeveral: boolean }
  | { readonly kind: 'order', readonly items: readonly string[] }
  | { readonly kind: 'match', readonly heads: readonly [string, string], readonly pairs: readonly Pair[] }
  | { readonly kind: 'number', readonly before: string, readonly after: string, readonly answer: string }

/** What is given so far: numbers of choices; the order as numbers; for each left side the number of its right side; what was typed. */
export type Given = readonly string[]

export interface Read {
  readonly question: Question
  readonly reason: string
  /** What the question was read from, to be shown no more. */
  readonly parts: readonly Element[]
}

/** Undefined: there is no question there. */
export function questionIn(root: Element): Read | undefined {
  const reasons = [...root.querySelectorAll(':scope > details, :scope > blockquote')]
  const reason = reasons.map(reasonOf).join('')
  const list = root.querySelector(':scope > ol, :scope > ul')
  const table = root.querySelector(':scope > table')
  const found = list ? ofList(list) : table ? ofTable(table) : undefined
  if (found) return { question: found, reason, parts: [list ?? table, ...reasons].filter(part => part !== null) }
  for (const paragraph of root.querySelectorAll(':scope > p')) {
    const question = ofParagraph(paragraph)
    if (question) return { question, reason, parts: [paragraph, ...reasons] }
  }
  return undefined
}

function reasonOf(element: Element): string {
  const copy = element.cloneNode(true)
  if (!(copy instanceof Element)) return ''
  copy.querySelector('summary')?.remove()
  return copy.innerHTML.trim()
}

function ofList(list: Element): Question {
  const items = [...list.children]
  const choices = items.map(item => ({ html: item.innerHTML.trim(), isRight: item.querySelector('strong') !== null }))
  const right = choices.filter(({ isRight }) => isRight).length
  return right === 0 ? { kind: 'order', items: choices.map(({ html }) => html) } : { kind: 'choice', choices: choices.map(plain), isSeveral: right > 1 }
}

/** Without what would give it away. */
const plain = ({ html, isRight }: Choice): Choice => ({ html: html.replace(/<\/?strong>/g, ''), isRight })

function ofTable(table: Element): Question | undefined {
  const rows = [...table.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.innerHTML.trim()))
  const [heads, ...pairs] = rows
  if (!heads || pairs.length === 0 || rows.some(row => row.length !== 2)) return undefined
  return { kind: 'match', heads: [heads[0] ?? '', heads[1] ?? ''], pairs: pairs.map(([left = '', right = '']) => ({ left, right })) }
}

function ofParagraph(paragraph: Element): Question | undefined {
  const number = [...paragraph.querySelectorAll('strong')].find(strong => /^-?[\d,.]+$/.test(strong.textContent.trim()))
  if (!number) return undefined
  const [before = '', after = ''] = paragraph.innerHTML.split(number.outerHTML)
  return { kind: 'number', before, after, answer: number.textContent.trim() }
}

/** Numbers from 0 in an order that looks like chance, the same every time; never the right one. */
export function shuffled(count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  let mixed = count * 2654435761 >>> 0
  for (let i = count - 1; i > 0; i--) {
    mixed = (Math.imul(mixed, 1664525) + 1013904223) >>> 0
    const j = Math.floor(mixed / 0x1_0000_0000 * (i + 1))
    const [a = 0, b = 0] = [order[i], order[j]]
    order[i] = b
    order[j] = a
  }
  return order.every((value, i) => value === i) ? order.map(value => (value + 1) % count) : order
}

/** What stands there before anybody has done anything. */
export function blank(question: Question): Given {
  switch (question.kind) {
    case 'choice': return []
    case 'order': return shuffled(question.items.length).map(String)
    case 'match': return question.pairs.map(() => '')
    case 'number': return ['']
  }
}

export function solution(question: Question): Given {
  switch (question.kind) {
    case 'choice': return question.choices.flatMap(({ isRight }, i) => isRight ? [String(i)] : [])
    case 'order': return question.items.map((_, i) => String(i))
    case 'match': return question.pairs.map((_, i) => String(i))
    case 'number': return [question.answer]
  }
}

/** Whether an item of what was given is right: the choice, the place, the pair, the number. */
export function isRightAt(question: Question, given: Given, at: number): boolean {
  switch (question.kind) {
    case 'choice': return given.includes(String(at)) === (question.choices[at]?.isRight ?? false)
    case 'order': return given[at] === String(at)
    case 'match': return sameRight(question.pairs, given[at], at)
    case 'number': return numberOf(given[0] ?? '') === numberOf(question.answer)
  }
}

/** Two left sides may have the same right side. */
const sameRight = (pairs: readonly Pair[], given: string | undefined, at: number): boolean =>
  given !== undefined && given !== '' && pairs[Number(given)]?.right === pairs[at]?.right

export function isRight(question: Question, given: Given): boolean {
  const count = question.kind === 'choice' ? question.choices.length : given.length
  return isFull(question, given) && Array.from({ length: count }, (_, i) => isRightAt(question, given, i)).every(Boolean)
}

/** Whether there is enough to be judged. */
export const isFull = (question: Question, given: Given): boolean =>
  question.kind === 'choice' ? given.length > 0 : given.every(each => each.trim() !== '')

const numberOf = (text: string): number => text.trim() === '' ? NaN : Number(text.replaceAll(',', ''))

const letters = 'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ'
export const letterAt = (place: number): string => letters[place] ?? String(place + 1)

/** The answer in a few letters, for paper: `3`, `ㄷ → ㄱ → ㄴ`, `1–ㄴ, 2–ㄱ`. */
export function answerOf(question: Question): string {
  switch (question.kind) {
    case 'choice': return solution(question).map(i => String(Number(i) + 1)).join(', ')
    case 'order': {
      const places = shuffled(question.items.length)
      return question.items.map((_, i) => letterAt(places.indexOf(i))).join(' → ')
    }
    case 'match': {
      const places = shuffled(question.pairs.length)
      return question.pairs.map((_, i) => `${i + 1}–${letterAt(places.indexOf(i))}`).join(', ')
    }
    case 'number': return question.answer
  }
}
