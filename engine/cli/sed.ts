// The part of sed that scripts around kubectl use: substitutions, on what is piped in or in files.
import { complain, write, type Program } from '../client/program.ts'
import { resolvePath } from '../shell/files.ts'
import type { Command } from '../shell/shell.ts'

interface Substitution { readonly pattern: RegExp, readonly replacement: string }

export const sed: Command = function* ({ args, stdin = '', environment: { files, cwd } }): Program<number> {
  const inPlace = args.includes('-i')
  const rest = args.filter(arg => arg !== '-i' && arg !== '-e')
  const [script, ...paths] = rest
  const substitution = script === undefined ? undefined : substitutionOf(script)
  if (script === undefined || !substitution) {
    yield* complain(script === undefined ? 'sed: no script was given\n' : `sed: -e expression #1: only s/…/…/ is understood here: ${script}\n`)
    return 1
  }
  if (paths.length === 0) {
    yield* write(changed(stdin, substitution))
    return 0
  }
  let status = 0
  for (const path of paths) {
    const whole = resolvePath(cwd, path)
    const text = files.read(whole)
    if (text === undefined) {
      yield* complain(`sed: can't read ${path}: No such file or directory\n`)
      status = 2
    }
    else if (inPlace) files.write(whole, changed(text, substitution))
    else yield* write(changed(text, substitution))
  }
  return status
}

const changed = (text: string, { pattern, replacement }: Substitution): string =>
  text.split('\n').map(line => line.replace(pattern, replacement)).join('\n')

/** `s/a/b/`, with any letter for the slash; `g` changes all of a line, `i` ignores case. */
function substitutionOf(script: string): Substitution | undefined {
  const mark = script[1]
  if (script[0] !== 's' || mark === undefined || /[\w\s\\]/.test(mark)) return undefined
  const parts: string[] = ['']
  for (let at = 2; at < script.length; at++) {
    const letter = script.charAt(at)
    if (letter === '\\' && script.charAt(at + 1) === mark) parts.push((parts.pop() ?? '') + script.charAt(++at))
    else if (letter === '\\') parts.push((parts.pop() ?? '') + letter + script.charAt(++at))
    else if (letter === mark) parts.push('')
    else parts.push((parts.pop() ?? '') + letter)
  }
  const [from = '', to = '', flags = ''] = parts
  if (parts.length !== 3 || !/^[gi]*$/i.test(flags)) return undefined
  try { return { pattern: new RegExp(basicPattern(from), flags.toLowerCase()), replacement: to.replaceAll('$', '$$$$').replace(/\\([0-9])|\\(.)|&/g, (all, group?: string, letter?: string) => group ? `$${group}` : letter ?? (all === '&' ? '$&' : all)) } }
  catch { return undefined }
}

/** In sed's own patterns brackets and the like stand for themselves, and mean something after a backslash. */
const basicPattern = (pattern: string): string =>
  pattern.replace(/\\([(){}+?|])|([(){}+?|])/g, (_all, meant?: string, plain?: string) => meant ?? `\\${plain ?? ''}`)
