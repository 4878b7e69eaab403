import { describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Running } from '../../../engine/runtime/task.ts'
import { Host } from '../../../engine/shell/host.ts'
import { Terminal } from '../../../engine/shell/terminal.ts'

/** Runs a line on a host to its end. */
function run(line: string): string {
  const clock = new Clock()
  const { shell } = new Terminal(new Host({ clock, epochMs: 0, commands: new Map() }))
  let said = ''
  let status: number | undefined
  new Running(shell.aside(line, { out: text => { said += text }, err: text => { said += `!${text}` }, stdin: '' }), code => { status = code })
  clock.advanceTo(60_000)
  return `${said}[${status}]`
}

describe('the shell', () => {
  test.each([
    ['echo one  two', 'one two\n[0]'],
    ['echo "one  two" \'$HOME\' a\\ b', 'one  two $HOME a b\n[0]'],
    ['echo ""', '\n[0]'],
    ['A=1; echo "<$A>" ${A}2 $UNKNOWN.', '<1> 12 .\n[0]'],
    ['A="x y"; echo "$A" $A', 'x y x y\n[0]'],
    ['false && echo no || echo yes', 'yes\n[0]'],
    ['true; false; echo $?', '1\n[0]'],
    ['echo one > f; echo two >> f; cat f | head -n 1', 'one\n[0]'],
    ['cat missing', '!cat: missing: No such file or directory\n[1]'],
    ['cat missing 2> err; cat err', 'cat: missing: No such file or directory\n[0]'],
    ['cat missing 2>&1 | head', 'cat: missing: No such file or directory\n[0]'],
    ['cat < f', '!bash: f: No such file or directory\n[1]'],
    ['echo $(echo inner; echo "and ) more") end', 'inner and ) more end\n[0]'],
    ['echo "$(echo a; echo b)"', 'a\nb\n[0]'],
    ['nosuch -x', '!bash: nosuch: command not found\n[127]'],
    ['echo # a comment', '\n[0]'],
    ['', '[0]'],
    ['echo "open', '!bash: unexpected EOF while looking for matching `"\'\n[2]'],
    ['| cat', '!bash: syntax error near unexpected token `|\'\n[2]'],
    ['echo a &&', '!bash: syntax error near unexpected token `newline\'\n[2]'],
    ['echo __proto__ constructor; __proto__=1; echo $__proto__', '__proto__ constructor\n1\n[0]'],
    ['echo 한글 "따옴표 안"', '한글 따옴표 안\n[0]'],
  ])('%s', (line, said) => expect(run(line)).toBe(said))
})
