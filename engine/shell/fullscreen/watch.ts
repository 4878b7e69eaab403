// watch: the same command over and over, on the whole terminal.
import { strftime } from '../../runtime/programs/http/dates.ts'
import type { Process, Program } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { cellsOf } from '../../runtime/width.ts'
import { cutTo, onScreen, reversed } from './canvas.ts'

const usualSeconds = 2

interface Asked { readonly seconds: number, readonly marksChanges: boolean, readonly hasTitle: boolean, readonly words: readonly string[] }

function askedOf(args: readonly string[]): Asked | undefined {
  let [seconds, marksChanges, hasTitle] = [usualSeconds, false, true]
  let at = 0
  for (; args[at]?.startsWith('-'); at++) {
    const arg = args[at] ?? ''
    const [, interval] = /^(?:-n|--interval=?)(.*)$/.exec(arg) ?? []
    if (interval !== undefined) seconds = Number(interval === '' ? args[++at] : interval)
    else if (/^-[a-z]*d/.test(arg) || arg.startsWith('--differences')) marksChanges = true
    else if (arg === '-t' || arg === '--no-title') hasTitle = false
  }
  const words = args.slice(at)
  return words.length === 0 || Number.isNaN(seconds) ? undefined : { seconds: Math.max(0.1, seconds), marksChanges, hasTitle, words }
}

export const watch: Program = function* (process) {
  const asked = askedOf(process.args.slice(1))
  if (!asked) {
    process.err('\nUsage:\n watch [options] command\n')
    return 1
  }
  const line = asked.words.join(' ')
  let [shown, before]: readonly (readonly string[])[] = [[], []]
  const look = function* (): Task {
    const said = yield* outputOf(process, line)
    before = shown ?? []
    shown = said.replace(/\n$/, '').split('\n')
  }
  const code = yield* onScreen(process, {
    everyMs: asked.seconds * 1000,
    wake: look,
    draw: ({ columns, rows }) => {
      const left = `Every ${asked.seconds.toFixed(1)}s: ${line}`
      const right = `${process.machine.hostname}: ${strftime('%a %b %e %T %Y', process.unixMs)}`
      const room = columns - cellsOf(right) - 1
      const title = asked.hasTitle ? [`${cutTo(left, room)}${' '.repeat(Math.max(1, columns - cellsOf(cutTo(left, room)) - cellsOf(right)))}${right}`, ''] : []
      const lines = (shown ?? []).map((text, i) => asked.marksChanges && before && before.length > 0 ? marked(cutTo(text, columns), before[i] ?? '') : cutTo(text, columns))
      return { rows: [...title, ...lines].slice(0, rows), cursor: { row: rows - 1, column: 0 } }
    },
    press: key => key === '\x03' ? 'interrupted' : key === 'q' ? 0 : undefined,
  })
  if (code !== undefined) return code
  process.out(yield* outputOf(process, line))
  return 0
}

/** The letters that are new stand out. */
const marked = (text: string, before: string): string => text.replace(/[^]/gu, (letter, at: number) => before.charAt(at) === letter ? letter : reversed(letter))

function* outputOf(process: Process, line: string): Task<string> {
  let text = ''
  const take = (more: string): void => { text += more }
  const shell = process.machine.find('sh')
  if (!shell) return ''
  const child = process.spawn(shell, ['sh', '-c', line], { out: take, err: take, input: undefined })
  while (!child.status) yield child.exited()
  return text
}
