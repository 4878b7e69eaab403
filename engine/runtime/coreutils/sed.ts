// sed: the part of it that scripts around manifests use: s, d, p and q, on lines by number, by pattern, or between two.
import { compilePattern } from '../../apiserver/customresources/pattern.ts'
import { forEach, given, linesOf, readAll, readFile, type Complaint, type Tool } from './bench.ts'
import { extended, mostSearched, searchable } from './grep.ts'

type Test = (line: string, number: number, isLast: boolean) => boolean
interface Place { readonly from: Test, readonly to: Test | undefined }
interface Step { readonly place: Place | undefined, readonly not: boolean, readonly command: string, readonly text: string, readonly edit: ((line: string) => string) | undefined, readonly prints: boolean }

const cannotRead: Complaint = (name, error) => ({ gnu: `can't read ${name}: ${error}`, busybox: `${name}: ${error}` })

export const sed: Tool = (bench, args) => {
  const inPlace = args.some(arg => /^-[nrE]*i/.test(arg) || arg.startsWith('--in-place'))
  const plain = args.filter(arg => !arg.startsWith('--in-place')).map(arg => arg.replace(/^(-[nrE]*)i.*/, '$1')).filter(arg => arg !== '-')
  const { flags, values, operands } = given(plain, ['e', 'expression'])
  const expressions = values.has('e') || values.has('expression') ? plain.filter((_arg, i) => /^(-e|--expression)$/.test(plain[i - 1] ?? '')) : operands.slice(0, 1)
  const names = values.size > 0 ? operands : operands.slice(1)
  const isExtended = flags.has('E') || flags.has('r')
  const steps: Step[] = []
  try { for (const expression of expressions) steps.push(...stepsOf(expression, isExtended)) }
  catch (error) {
    bench.err(bench.style === 'gnu' ? `sed: -e expression #1, char ${expressions[0]?.length ?? 0}: ${error instanceof Error ? error.message : ''}\n` : `sed: ${error instanceof Error ? error.message : ''}\n`)
    return 1
  }
  if (expressions.length === 0) {
    bench.err(bench.style === 'gnu' ? 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n' : 'BusyBox multi-call binary.\n\nUsage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n')
    return 1
  }
  const changed = (text: string): string => run(steps, text, flags.has('n'))
  if (inPlace) return forEach(bench, 'sed', names, path => bench.files.write(path, changed(readFile(bench, path))), cannotRead)
  const { text, status } = readAll(bench, 'sed', names, cannotRead)
  bench.out(changed(text))
  return status > 0 && bench.style === 'gnu' ? 2 : status
}

function run(steps: readonly Step[], text: string, isQuiet: boolean): string {
  const lines = linesOf(text)
  const open = new Set<Step>()
  let output = ''
  lines: for (const [i, original] of lines.entries()) {
    let line = original
    let after = ''
    for (const step of steps) {
      if (applies(step, open, line, i + 1, i === lines.length - 1) === step.not) continue
      switch (step.command) {
        case 's': {
          const edited = step.edit?.(line) ?? line
          if (edited !== line && step.prints) output += `${edited}\n`
          line = edited
          break
        }
        case 'd': continue lines
        case 'p':
          output += `${line}\n`
          break
        case 'q': return output + (isQuiet ? '' : `${line}\n`)
        case 'a':
          after += `${step.text}\n`
          break
        case 'i':
          output += `${step.text}\n`
          break
        case 'c':
          output += `${step.text}\n`
          continue lines
      }
    }
    if (!isQuiet) output += `${line}\n`
    output += after
  }
  return text.endsWith('\n') || text === '' ? output : output.replace(/\n$/, '')
}

function applies(step: Step, open: Set<Step>, line: string, number: number, isLast: boolean): boolean {
  if (!step.place) return true
  const { from, to } = step.place
  if (!to) return from(line, number, isLast)
  if (open.has(step)) {
    if (to(line, number, isLast)) open.delete(step)
    return true
  }
  if (!from(line, number, isLast)) return false
  open.add(step)
  return true
}

function stepsOf(source: string, isExtended: boolean): readonly Step[] {
  const steps: Step[] = []
  let at = 0
  const peek = (): string => source.charAt(at)
  /** Up to an unescaped mark; the mark itself is taken too. */
  const until = (mark: string, what: string): string => {
    let text = ''
    for (; at < source.length && peek() !== mark; at++) {
      if (peek() === '\\' && source.charAt(at + 1) === mark) text += source.charAt(++at)
      else if (peek() === '\\') text += peek() + source.charAt(++at)
      else text += peek()
    }
    if (at >= source.length) throw new Error(what)
    at++
    return text
  }
  const address = (): Test | undefined => {
    const number = /^\d+/.exec(source.slice(at))?.[0]
    if (number !== undefined) {
      at += number.length
      return (_line, each) => each === Number(number)
    }
    if (peek() === '$') {
      at++
      return (_line, _number, isLast) => isLast
    }
    if (peek() !== '/') return undefined
    at++
    const pattern = until('/', 'unterminated address regex')
    const compiled = compilePattern(isExtended ? pattern : extended(pattern))
    return line => compiled.matches(line)
  }
  while (at < source.length) {
    if (/[\s;]/.test(peek())) {
      at++
      continue
    }
    const from = address()
    let to: Test | undefined
    if (from && peek() === ',') {
      at++
      to = address()
      if (!to) throw new Error('unexpected `,\'')
    }
    while (peek() === ' ') at++
    const not = peek() === '!'
    if (not) at++
    const command = peek()
    at++
    const place = from && { from, to }
    if (command === 's') {
      const mark = peek()
      at++
      const pattern = until(mark, 'unterminated `s\' command')
      const replacement = until(mark, 'unterminated `s\' command')
      const flags = /^[gpiI\d]*/.exec(source.slice(at))?.[0] ?? ''
      at += flags.length
      steps.push({ place, not, command, text: '', edit: editOf(pattern, replacement, flags, isExtended), prints: flags.includes('p') })
    }
    else if (/[aic]/.test(command)) {
      const text = source.slice(at).replace(/^\\?\s*/, '')
      at = source.length
      steps.push({ place, not, command, text, edit: undefined, prints: false })
    }
    else if (/[dpq]/.test(command)) steps.push({ place, not, command, text: '', edit: undefined, prints: false })
    else throw new Error(command === '' ? 'missing command' : `unknown command: \`${command}'`)
  }
  return steps
}

function editOf(pattern: string, replacement: string, flags: string, isExtended: boolean): (line: string) => string {
  const source = isExtended ? pattern : extended(pattern)
  const compiled = searchable(source, `${flags.includes('g') ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`)
  if (!compiled) throw new Error('Invalid preceding regular expression')
  const filled = (groups: readonly (string | undefined)[]): string => replacement.replace(/\\([0-9])|\\(.)|&/gs, (all, group?: string, letter?: string) =>
    group !== undefined ? groups[Number(group)] ?? '' : letter === 'n' ? '\n' : letter === 't' ? '\t' : letter ?? (all === '&' ? groups[0] ?? '' : all))
  return line => line.slice(0, mostSearched).replace(compiled, (...groups: readonly unknown[]) => filled(groups.map(each => typeof each === 'string' ? each : undefined))) + line.slice(mostSearched)
}
