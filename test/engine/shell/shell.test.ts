import { describe, expect, test } from 'vitest'
import type { Effect } from '../../../engine/client/program.ts'
import { coreutils } from '../../../engine/cli/coreutils.ts'
import { Shell } from '../../../engine/shell/shell.ts'

/** Runs a line to its end; what waits is not waited for. */
function run(line: string, shell = new Shell(coreutils)): string {
  let said = ''
  const program = shell.run(line)
  for (let step = program.next(); ; step = program.next()) {
    if (step.done) return `${said}[${step.value}]`
    const effect: Effect = step.value
    if (effect.do === 'write') said += effect.to === 'stderr' ? `!${effect.text}` : effect.text
  }
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
