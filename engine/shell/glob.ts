// Patterns for names: `*`, `?` and `[…]`, as in `ls *.yaml` and in `case`. A backslash takes a letter as it is.
import { resolvePath, type Files } from '../runtime/files.ts'

export const isPattern = (text: string): boolean => /[*?[]/.test(text)

/** The letters of a text that stand for themselves in a pattern. */
export const literally = (text: string): string => text.replace(/[*?[\]\\]/g, '\\$&')

type Piece = { readonly kind: 'any' } | { readonly kind: 'one', readonly fits: (letter: string) => boolean }

/** Whether a name fits a pattern; going back only to the last `*`, so that no pattern takes long. */
export function fits(pattern: string, name: string): boolean {
  const pieces = piecesOf(pattern)
  const letters = [...name]
  let [p, n] = [0, 0]
  let retry: { readonly p: number, n: number } | undefined
  while (n < letters.length) {
    const piece = pieces[p]
    if (piece?.kind === 'any') retry = { p: ++p, n }
    else if (piece?.kind === 'one' && piece.fits(letters[n] ?? '')) {
      p++
      n++
    }
    else if (retry) {
      p = retry.p
      n = ++retry.n
    }
    else return false
  }
  while (pieces[p]?.kind === 'any') p++
  return p === pieces.length
}

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const [token] of pattern.matchAll(/\\[^]|\[[!^]?\]?(?:\[:\w+:\]|[^\]])*\]|[^]/gu)) {
    if (token === '*') pieces.push({ kind: 'any' })
    else if (token === '?') pieces.push({ kind: 'one', fits: () => true })
    else if (token.length > 1 && token.startsWith('[')) pieces.push({ kind: 'one', fits: classOf(token.slice(1, -1)) })
    else pieces.push({ kind: 'one', fits: letter => letter === (token.startsWith('\\') ? token.slice(1) : token) })
  }
  return pieces
}

const classes: Readonly<Record<string, string>> = { alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: ' \t\n\r\v\f', blank: ' \t', punct: '!-/:-@[-`{-~', xdigit: '0-9A-Fa-f' }

function classOf(text: string): (letter: string) => boolean {
  const isNegated = /^[!^]/.test(text)
  const named = (isNegated ? text.slice(1) : text).replace(/\[:(\w+):\]/g, (all, name: string) => Object.hasOwn(classes, name) ? classes[name] ?? all : all)
  const ranges = [...named.matchAll(/([^])-([^])|([^])/gu)].map(([, from, to, only = '']) => [from ?? only, to ?? only] as const)
  return letter => ranges.some(([from, to]) => from <= letter && letter <= to) !== isNegated
}

/** The paths that fit a pattern, sorted; hidden ones only when it names their dot. */
export function pathsLike(pattern: string, files: Files, cwd: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : '']
  for (const step of pattern.split('/').filter(each => each !== '')) {
    found = found.flatMap(base => isPattern(step)
      ? files.list(resolvePath(cwd, base === '' ? '.' : base)).filter(name => (!name.startsWith('.') || step.startsWith('.')) && fits(step, name)).map(name => joined(base, name))
      : files.exists(resolvePath(cwd, joined(base, step.replace(/\\([^])/g, '$1')))) ? [joined(base, step.replace(/\\([^])/g, '$1'))] : [])
  }
  return found
}

const joined = (base: string, name: string): string => base === '' || base === '/' ? base + name : `${base}/${name}`
