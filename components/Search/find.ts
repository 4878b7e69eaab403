// Finding slides by what stands on them: by words, or by the first letters of Korean syllables (ㅈㅈㅅ finds 정족수).

export interface Page {
  readonly address: string
  readonly title: string
  readonly text: string
}

export interface Found { readonly page: Page, readonly excerpt: string }

const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const firstSyllable = 0xAC00
const lastSyllable = 0xD7A3
const syllablesPerInitial = 588

/** Each syllable by its first letter; other characters stay, so that places in both texts are the same. */
export function initialsOf(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.charCodeAt(0)
    return code >= firstSyllable && code <= lastSyllable ? initials.charAt(Math.floor((code - firstSyllable) / syllablesPerInitial)) : letter
  }).join('')
}

const areInitials = (word: string): boolean => word !== '' && [...word].every(letter => initials.includes(letter))

/** The slides that hold every word of the question; those that hold it in the headline come first. */
export function find(pages: readonly Page[], question: string, most = 8): readonly Found[] {
  const words = question.normalize('NFC').toLowerCase().split(/\s+/).filter(word => word !== '')
  if (words.length === 0) return []
  return pages
    .flatMap((page) => {
      const inTitle = words.filter(word => placeOf(word, page.title) >= 0).length
      const isFound = words.every(word => placeOf(word, page.title) >= 0 || placeOf(word, page.text) >= 0)
      return isFound ? [{ page, inTitle, excerpt: excerptOf(page.text, words) }] : []
    })
    .sort((one, other) => other.inTitle - one.inTitle)
    .slice(0, most)
    .map(({ page, excerpt }) => ({ page, excerpt }))
}

/** 초성 match where a word begins, or "ㅅ" would be found everywhere. */
function placeOf(word: string, text: string): number {
  if (!areInitials(word)) return text.toLowerCase().indexOf(word)
  const letters = initialsOf(text)
  for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(letters.charAt(at - 1))) return at
  return -1
}

const around = 28

function excerptOf(text: string, words: readonly string[]): string {
  const place = Math.max(0, ...words.map(word => placeOf(word, text)))
  const begin = Math.max(0, text.lastIndexOf(' ', Math.max(0, place - 12)) + 1)
  const end = begin + around * 2
  return `${begin > 0 ? '… ' : ''}${text.slice(begin, end).trim()}${end < text.length ? ' …' : ''}`
}
