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
    ['curl <ip>', '!bash: syntax error near unexpected token `newline\'\n[2]'],
    ['curl <ip>; echo a', '!bash: syntax error near unexpected token `;\'\n[2]'],
    ['echo a &&', '!bash: syntax error near unexpected token `newline\'\n[2]'],
    ['echo __proto__ constructor; __proto__=1; echo $__proto__', '__proto__ constructor\n1\n[0]'],
    ['echo 한글 "따옴표 안"', '한글 따옴표 안\n[0]'],
    ['A=1; cat <<EOF\nA is $A, "quoted" $(echo said)\nEOF\necho after', 'A is 1, "quoted" said\nafter\n[0]'],
    ['cat <<\'EOF\' | head -n 1\n$A stays\nEOF', '$A stays\n[0]'],
    ['cat <<-EOF\n\tunindented\n\tEOF', 'unindented\n[0]'],
    ['touch b.yaml a.yaml c.txt .d.yaml; echo *.yaml "*.yaml" [ab]?y* nothing*', 'a.yaml b.yaml *.yaml a.yaml b.yaml nothing*\n[0]'],
    ['mkdir -p d/e; touch d/e/f; echo d/*/f /root/d/*', 'd/e/f /root/d/e\n[0]'],
    ['for x in apple "b*" c; do case $x in a*|c) echo $x;; "b*") echo star;; *) echo no;; esac; done', 'apple\nstar\nc\n[0]'],
    ['greet() { echo "hi $1, of $#"; return 3; }; greet one two; echo $?; set -- x; greet; echo $1', 'hi one, of 2\n3\nhi , of 0\nx\n[0]'],
    ['alias say="echo -n"; say x; say y', 'xy[0]'],
    ['printf "a 1\\nb 2\\n" | while read name n; do echo "$n=$name"; done', '1=a\n2=b\n[0]'],
    ['if true; then echo yes; fi; i=0; until [ $i -ge 2 ]; do i=$((i+1)); echo $i; done', 'yes\n1\n2\n[0]'],
    ['sleep 5 & wait; echo done', 'done\n[0]'],
    ['(cd /tmp; pwd); pwd', '/tmp\n/root\n[0]'],
    ['cat <<EOF\nnever', '!bash: syntax error near unexpected token `newline\'\n[2]'],
  ])('%s', (line, said) => expect(run(line)).toBe(said))
})
