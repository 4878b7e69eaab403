// Scripts do what they do in a real POSIX shell, where one is installed: a written suite, and scripts made up by chance.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Process } from '../../../engine/runtime/process.ts'
import { Host } from '../../../engine/shell/host.ts'
import { sh } from '../../../engine/shell/program.ts'
import { answersOf } from '../../support/real-shell.ts'

const realShell = ['/bin/dash', '/usr/bin/dash', '/bin/sh'].find(path => spawnSync(path, ['-c', ':']).status === 0)
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'posix-')))
afterAll(() => rmSync(directory, { recursive: true }))

type Said = readonly [stdout: string, status: number | null | undefined]

const real = (scripts: readonly string[]): readonly Said[] =>
  answersOf(realShell ?? '', scripts, { cwd: directory, env: { HOME: '/root' } }).map(({ stdout, status }) => [stdout, status])

function ours(script: string): Said {
  const clock = new Clock()
  const host = new Host({ clock, epochMs: 0, commands: new Map() })
  let stdout = ''
  const process = new Process({ machine: host, program: sh, args: ['sh', '-c', script], env: new Map([['HOME', '/root'], ['PATH', '/bin']]), cwd: '/root', out: text => { stdout += text }, err: () => {} })
  clock.advanceTo(60_000)
  return [stdout, process.status?.code]
}

const suite: readonly string[] = [
  'a="x y"; set -- $a "$a"; echo $#; for i; do echo "[$i]"; done',
  'echo ${x:-def} ${x-d2} ${x:+alt}end; x=; echo "${x:-e}" "${x-e}"; echo ${x:=new} $x; echo ${#x}',
  'x=hello.tar.gz; echo ${x%.gz} ${x%%.*} ${x#*.} ${x##*.} ${x%"*"}',
  'i=0; while [ $i -lt 5 ]; do i=$((i+1)); [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done; echo end $i',
  'f() { local a=1; echo "$1-$#"; [ "$1" = 0 ] && return 5; return 0; }; f a b; f 0; echo $?',
  'echo a; echo b >&2; (echo c; exit 3); echo $?; { echo d; } ; ! true; echo $?',
  'x=1; (x=2; echo $x); echo $x; x=3 sh -c \'echo $x\'; echo $x',
  'cat <<A; echo mid; cat <<B\nin a $((1+2))\nA\nin b\nB',
  'case abc in a?c) echo one;; *) echo two;; esac; case "a b" in "a b") echo sp;; esac; case x in y) ;; esac; echo $?',
  'true && echo t || echo f; false && echo t || echo f; false || false; echo $?',
  'echo $((3*(2+1))) $((7/2)) $((7%3)) $((1<2)) $((1&&0)) $((-3+1)) $((2==2)) $((010)); a=5; echo $((a+1)) $(($a*2))',
  'if [ -n "" ]; then echo n; elif [ -z "" ]; then echo z; else echo e; fi; [ 1 -eq 1 -a 2 -gt 1 ]; echo $?; [ a != b ] && echo ne; [ ! -e /nosuch ] && echo none',
  'echo one two | while read a b; do echo "$b $a"; done; printf "1\\n2\\n" | { read x; read y; echo $x$y; }',
  'trap "echo bye" EXIT; echo hi; exit 4',
  'x=$(echo "a  b"); echo $x "$x"; echo `echo back`; y=$(false); echo $?',
  'echo {a,b}; echo "$@" "$*" $#; set -- ; echo [ "$@" ]',
  'set -e; echo a; if false; then :; fi; false || true; false; echo b',
  'n=3; until [ $n -eq 0 ]; do printf "%s " $n; n=$((n-1)); done; echo',
  'echo a\\\nb; echo "c\\\nd"',
  'eval "x=5; echo \\$x"; unset x; echo "[$x]"; readonly r=1; echo $r',
  'echo a > f; echo b >> f; cat f; cat < f | tail -n 1; rm f; ls f 2>/dev/null || echo gone',
  'IFS=:; x=a:b:c; for i in $x; do echo $i; done; IFS=,; echo "$*"',
  'f() { echo $1; shift; [ $# -gt 0 ] && f "$@"; }; f 1 2 3',
  'a=1 b=2; echo $a$b; export a; env | grep ^a=',
  'for f in 1 2 3; do for g in a b; do [ $f$g = 2a ] && break 2; echo $f$g; done; done',
  'echo hi | cat | cat; echo x | grep -q x && echo found; false | true; echo $?',
  'x="a;b|c&d"; echo $x; echo a;echo b;',
  'sleep 0 & p=$!; wait $p; echo $?; (exit 7) & wait $!; echo $?',
  'echo "$(echo "nested $(echo deep)")"; echo "a\'b" \'c"d\' "e\\$f"',
]

const word = fc.constantFrom('a', 'b c', '$x', '"$x"', '"$y z"', "'$x'", '${x:-d}', '"${y:+set}"', '$(echo s t)', '"$(echo q)"', '$((n+1))', '""', 'p*q', '$?', '${#x}', '${y%t}', '"$@"', '\\$')
const { script } = fc.letrec<{ script: string, command: string }>(tie => ({
  script: fc.array(tie('command'), { minLength: 1, maxLength: 4 }).map(commands => commands.join('; ')),
  command: fc.oneof({ maxDepth: 4, withCrossShrink: true },
    fc.array(word, { maxLength: 3 }).map(words => `echo ${words.join(' ')}`),
    fc.tuple(fc.constantFrom('x', 'y'), word).map(([name, value]) => value === 'b c' ? `${name}="b c"` : `${name}=${value}`),
    fc.constantFrom('true', 'false', 'n=$((n+2))', ':', 'set -- 1 "2 3"', '[ "$x" = a ]', '[ -n "$y" ]', '(exit 3)', 'shift $#'),
    fc.tuple(tie('command'), fc.constantFrom('&&', '||'), tie('command')).map(([a, joint, b]) => `${a} ${joint} ${b}`),
    fc.tuple(tie('script'), tie('script'), tie('script')).map(([a, b, c]) => `if ${a}; then ${b}; else ${c}; fi`),
    fc.tuple(fc.array(word, { maxLength: 3 }), tie('script')).map(([words, body]) => `for i in ${words.join(' ')}; do ${body}; done`),
    fc.tuple(word, tie('script')).map(([subject, body]) => `case ${subject === 'b c' ? '"b c"' : subject} in a|b*) ${body};; "") echo none;; *) echo other;; esac`),
    tie('script').map(body => `( ${body}; )`),
    tie('script').map(body => `{ ${body}; }`),
    tie('script').map(body => `x=$( ${body} )`),
    tie('script').map(body => `{ ${body}; } | cat`),
    tie('script').map(body => `f() { ${body}; }; f one two`),
    tie('command').map(command => `! { ${command}; }`),
  ),
}))

describe.skipIf(realShell === undefined)('as a real shell', () => {
  let answers: readonly Said[] = []
  beforeAll(() => { answers = real(suite) })
  test.each(suite.map((script, i) => [script, i] as const))('%s', (script, i) => expect(ours(script)).toEqual(answers[i]))

  test('500 scripts made up by chance', () => {
    const scripts = fc.sample(script, 500).map(text => `n=1; ${text}; echo "[$?] $x|$y|$n|$#"`)
    const answers = real(scripts)
    for (const [i, script] of scripts.entries()) expect([script, ...ours(script)]).toEqual([script, ...answers[i] ?? []])
  })
})
