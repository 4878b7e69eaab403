// What is said to vi after a colon.
import { extended, searchable } from '../../runtime/coreutils/grep.ts'
import { contentOf, firstLetter, lineAt, moved, withoutLines, type Text } from './text.ts'
import { isChanged, type Vi } from './vi.ts'

type Change = (vi: Vi, text: Text) => Vi

export function commandLine(vi: Vi, said: string, change: Change): Vi {
  const [, range = '', command = ''] = /^([%.$\d,+-]*)\s*(.*)$/s.exec(said.trim()) ?? []
  const lines = rangeOf(vi, range)
  if (command === '' && range !== '') return { ...vi, text: moved(vi.text, { row: lines.to, column: firstLetter(lineAt(vi.text, lines.to)) }, false) }
  const [, write, bang = '', path] = /^(wq|x|w)(!?)(?:\s+(\S+))?$/.exec(command) ?? []
  if (write !== undefined) return written(vi, write !== 'w', path, write === 'x' && bang === '')
  if (/^(q|qa|quit)$/.test(command)) return isChanged(vi) ? { ...vi, message: 'E37: No write since last change (add ! to override)' } : { ...vi, wish: { quit: true } }
  if (/^(q|qa|quit)!$/.test(command)) return { ...vi, wish: { quit: true } }
  if (command.startsWith('s')) return substituted(vi, command, lines, change)
  if (/^d(elete)?$/.test(command)) return change(vi, withoutLines(vi.text, lines.from, lines.to - lines.from + 1))
  const [, no, option] = /^set?\s+(no)?(nu|number|paste|list|et|ai|ic)\b/.exec(command) ?? []
  if (option !== undefined) return option === 'nu' || option === 'number' ? { ...vi, numbers: no === undefined } : vi
  return /^(set|se|syn|syntax|noh|nohlsearch)\b/.test(command) || command === '' ? vi : { ...vi, message: `E492: Not an editor command: ${command}` }
}

function written(vi: Vi, quit: boolean, path: string | undefined, onlyIfChanged: boolean): Vi {
  if (onlyIfChanged && !isChanged(vi)) return { ...vi, wish: { quit: true } }
  const to = path ?? vi.path
  if (to === '') return { ...vi, message: 'E32: No file name' }
  const content = contentOf(vi.text)
  return { ...vi, path: vi.path === '' ? to : vi.path, written: content, message: `"${to}" ${vi.text.lines.length}L, ${content.length}B written`, wish: { write: to, content, quit } }
}

interface Range { readonly from: number, readonly to: number }

function rangeOf({ text: { lines, at } }: Vi, range: string): Range {
  if (range === '%') return { from: 0, to: lines.length - 1 }
  const rowOf = (part: string): number => {
    const [, base = '', by = ''] = /^([.$]|\d+)?([+-]\d*)?$/.exec(part) ?? []
    const row = base === '' || base === '.' ? at.row : base === '$' ? lines.length - 1 : Number(base) - 1
    const offset = by === '' ? 0 : by.length === 1 ? Number(`${by}1`) : Number(by)
    return Math.max(0, Math.min(row + offset, lines.length - 1))
  }
  const [from = '', to = from] = range.split(',')
  return { from: Math.min(rowOf(from), rowOf(to)), to: Math.max(rowOf(from), rowOf(to)) }
}

function substituted(vi: Vi, command: string, { from, to }: Range, change: Change): Vi {
  const mark = command.charAt(1)
  const [, pattern = '', by = '', flags = ''] = new RegExp(`^s\\${mark}((?:\\\\.|[^\\\\${mark === ']' ? '\\]' : mark}])*)(?:\\${mark}((?:\\\\.|[^\\\\${mark === ']' ? '\\]' : mark}])*)(?:\\${mark}(.*))?)?$`, 's').exec(command) ?? []
  if (!/[^\w\s]/.test(mark) || pattern === '' && !vi.sought) return { ...vi, message: `E492: Not an editor command: ${command}` }
  const wanted = pattern === '' ? vi.sought?.wanted : searchable(extended(pattern.replaceAll(`\\${mark}`, mark)), `g${flags.includes('i') ? 'i' : ''}`)
  if (!wanted) return { ...vi, message: `E486: Pattern not found: ${pattern}` }
  let [count, lastRow] = [0, -1]
  const lines = vi.text.lines.flatMap((line, row) => {
    if (row < from || row > to) return [line]
    let inLine = 0
    const next = line.replace(wanted, (...groups: readonly unknown[]) => {
      if (inLine++ > 0 && !flags.includes('g')) return String(groups[0])
      count++
      lastRow = row
      return by.replace(/\\(\d)|\\n|\\r|\\(.)|&/g, (all, group?: string, letter?: string) => group !== undefined ? String(groups[Number(group)] ?? '') : all === '&' ? String(groups[0]) : all === '\\n' || all === '\\r' ? '\n' : letter ?? all)
    })
    return next.split('\n')
  })
  if (count === 0) return { ...vi, message: `E486: Pattern not found: ${pattern}` }
  const next = change({ ...vi, sought: { wanted, isBackward: false } }, moved({ ...vi.text, lines }, { row: lastRow, column: 0 }, false))
  return count > 2 ? { ...next, message: `${count} substitutions on ${count === 1 ? '1 line' : 'lines'}` } : next
}
