// What bash has beyond POSIX does what it does in a real bash, where one is installed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Process } from '../../../engine/runtime/process.ts'
import { Host } from '../../../engine/shell/host.ts'
import { bashProgram } from '../../../engine/shell/program.ts'
import { answersOf } from '../../support/real-shell.ts'

const hasBash = spawnSync('bash', ['-c', ':']).status === 0
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bash-')))
afterAll(() => rmSync(directory, { recursive: true }))

type Said = readonly [stdout: string, stderr: string, status: number | null | undefined]

/** Where the real one names a line, ours does not. */
const plain = (stderr: string): string => stderr.replace(/^bash: line \d+: /gm, 'bash: ').replace(/^bash: -c: line \d+: /gm, 'bash: ').replace(/\nbash: `.*'$/gm, '')

const real = (scripts: readonly string[]): readonly Said[] =>
  answersOf('bash', scripts, { cwd: directory, env: { HOME: '/root', LC_ALL: 'C.UTF-8' } }).map(({ stdout, stderr, status }) => [stdout, plain(stderr), status])

function ours(script: string): Said {
  const clock = new Clock()
  let [stdout, stderr] = ['', '']
  const child = new Process({ machine: new Host({ clock, epochMs: 0, commands: new Map() }), program: bashProgram, args: ['bash', '-c', script], env: new Map([['HOME', '/root']]), cwd: '/root', out: text => { stdout += text }, err: text => { stderr += text } })
  clock.advanceTo(60_000)
  return [stdout, plain(stderr), child.status?.code]
}

const suite: readonly string[] = [
  'echo {a,b}{1..3} {01..03} {c..a} {5..1..2} a{,b} "{x,y}" {x} {1..2}{',
  'x=hello.world.txt; echo ${x/o/0} ${x//o/0} ${x/#hello/bye} ${x/%txt/md} ${x//.} ${x:0:5} ${x:6} ${x: -3} ${x:2:-4} ${x^} ${x^^} ${x,,}',
  '[[ abc == a*c && ! -e /nosuch ]] && echo yes; [[ abc =~ ^a.c$ ]] && echo re; [[ a < b ]] && echo lt; [[ "a b" == "a b" ]]; echo $?; [[ -z "" || x == y ]]; echo $?; [[ x != x ]]; echo $?',
  'i=0; ((i++)); ((i+=5)); echo $i $((i**1+2)) $((i>3?1:2)); ((i==0)); echo $?; for x in 1 2; do ((n+=x)); done; echo $n; let n=n*2; echo $n',
  'cat <<< "here $((1+1))"; read a b <<< "x y z"; echo "$b"; tr a-z A-Z <<< abc',
  'echo out 2>&1 | cat; ls /nosuch &> log; wc -l < log; { echo a; echo b >&2; } > both 2>&1; cat both',
  'set -o pipefail; false | true; echo $?; set +o pipefail; false | true; echo $?',
  'f() { local x=2; y=3; g; }; g() { echo $x $y; }; x=1; f; echo $x; function h { echo h$1; }; h 1',
  'set -- a b c; echo ${@:2} $# ${#@}; shift 2; echo $1; set -u; echo ${nope:-d}; echo $nope; echo not here',
  'echo $\'a\\tb\\n\'; printf "%s\\n" "${x:-$(echo def)}"; echo "${y:=set}" $y; echo ${z:+no}none',
  'x=5; until ((x<=3)); do ((x--)); done; echo $x; while read -r l; do echo "<$l>"; done < <(printf "1\\n2\\n")',
  'cat <(echo one) <(echo two)',
  'type echo; type nosuchthing; command -v ls > /dev/null; echo $?; nosuchthing; echo $?',
  'cd /nosuch; echo $?; cat < /nosuch; echo $?; echo > /nosuch/x; echo $?',
  'readonly r=1; echo $r; r=2; echo after', 'x=$(exit 3); echo $?; x=1 true; echo ${x}x; (exit 4); echo $?; ! true; echo $?',
  'case abc in (a*) echo one;; *) echo two;; esac; case x in y|x) echo xy;; esac',
  'trap "echo bye" EXIT; trap "echo int" INT; kill -INT $$; echo on; exit 3',
  'echo "a  b" | while read x y; do echo "$x-$y"; done; IFS=, read a b c <<< "1,2,3"; echo $c $b; printf "a:b\\n" | { IFS=: read p q; echo $q; }',
  'eval "echo \\$((2+3))"; x="echo hi"; $x; "echo" q; \\echo esc; a=\'b c\'; echo $a "$a" \'$a\'',
  'printf "%-5s|%5s|%05d\\n" ab cd 42; printf "%s-%s\\n" a b c; printf -v v "%03d" 7; echo $v; echo -e "x\\ty"; echo -n no; echo',
  'if', 'echo "open', 'echo a | | b', 'echo )', 'fi',
  'echo ~ ~/x "~"; cd; pwd; cd -  > /dev/null; cd /tmp && echo $PWD $OLDPWD | cut -c1-4',
  'a() { return 3; }; a; echo $?; b() { a || return; echo no; }; b; echo $?; exit 300',
  'for ((i=0;i<3;i++)); do echo $i; done',
  'sleep 0.1 & wait $!; echo $?; (sleep 0.1; exit 7) & wait %1; echo $?; wait; echo $?; kill -0 $$; echo $?',
  'echo $((010)) $((0x1f)) $((5%3)) $((-7/2)) $((1<<4)) $((6&3)) $((6|1)) $((6^3)) $((~1)) $((1/0)); echo after',
  'touch a1 a2 b1; echo a*; echo [ab]1; echo ?2; echo nomatch*; echo "a*"; rm a1 a2 b1',
  'x=abc; echo ${#x} ${x%c} ${x#a} ${x:1:1} ${x/b} ${!x}', 'echo ${x?gone}; echo never', 'set -e; false; echo never', 'set -x; echo hi; x=1; set +x',
  'a=(x y z); echo ${a[1]} ${a[-1]} ${#a[@]} ${a[@]} "${a[*]}" $a ${#a[1]} ${!a[@]}; a[5]=w; a+=(v); echo "${!a[@]}" "${a[@]:1:2}"; unset "a[1]"; echo "${a[@]}"; for i in "${a[@]}"; do echo "<$i>"; done',
  'a=("one two" three); for x in "${a[@]}"; do echo "<$x>"; done; for x in ${a[@]}; do echo "<$x>"; done; b=("${a[@]}" four); echo ${#b[@]}; IFS=,; echo "${b[*]}"; c=(); echo ${#c[@]} "${c[@]}"; d=($(echo 1,2,3)); echo ${d[2]}',
  'declare -A m; m[a]=1; m["b c"]=2; m+=([d]=3); echo ${m[a]} "${m[b c]}" ${#m[@]}; k=a; echo ${m[$k]}; for k in a d; do echo "$k=${m[$k]}"; done; [[ -n ${m[a]} ]] && echo there; echo ${m[nope]:-none}; unset "m[a]"; echo ${#m[@]}',
  'a=(5 7 9); i=1; echo $((a[i]+a[2])) ${a[i+1]} ${a[$i]}; ((a[0]++)); a[i]+=x; echo ${a[@]}; n=${#a[@]}; echo ${a[n-1]} ${a[@]/7/seven} ${a[@]%x} "${a[@]#6}"; x=abc; x+=def; echo $x; for ((i=0;i<${#a[@]};i++)); do echo -n "$i:${a[$i]} "; done; echo',
  'f() { local a=(1 2) b; a+=(3); b=x; echo ${a[@]} $b $FUNCNAME; }; a=(q); f; echo ${a[@]}; declare -a e=(1 2); declare -p e; x=1; declare -p x; readonly r=(a b); echo ${r[1]}',
  '[[ foo123bar =~ ([a-z]+)([0-9]+) ]] && echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; false | true | (exit 3); echo ${PIPESTATUS[@]}; true; echo ${PIPESTATUS[0]}',
  'read -ra p <<< "a b  c"; echo ${#p[@]} ${p[2]}; IFS=: read -ra q <<< "x:y:z"; echo ${q[1]}; mapfile -t l < <(printf "1\n2 2\n"); echo ${#l[@]} "${l[1]}"; printf -v z "%s-" "${l[@]}"; echo $z',
  'while getopts "ab:c" o -a -b 5 -cx rest; do echo "$o $OPTARG"; done 2>/dev/null; echo $OPTIND; set -- -n web -v file; while getopts ":n:v" o; do case $o in n) n=$OPTARG;; v) v=1;; *) echo bad;; esac; done; shift $((OPTIND-1)); echo $n $v $1',
  'ls /nosuch |& wc -l; select x in a b; do echo "$x $REPLY"; break; done <<< 2; pushd / > /dev/null; pwd; popd > /dev/null; set -- 1 2 3; echo "${@:2}" ${@: -1} "${*:1:2}"; echo "$@"x; f() { echo $#; }; f "$@" ""; e=(); f "${e[@]}"; f ${e[@]} y',
  'x="a b"; a=($x); echo ${#a[@]}; a=("$x"); echo ${#a[@]}; a=([2]=c [0]=a b); echo ${!a[@]} ${a[@]}; echo ${a[9]}-; echo "${a[@]^^}"; a=(*.nothing); echo ${a[0]}; s=(); s[3]=x; echo ${#s[@]} ${!s[@]}; x=1 y=$x; echo $y; echo ${undefined[@]}x ${#undefined[@]}',
  'echo a (b)', 'web (b)', 'web(b', '(echo a)(echo b)', 'a|b <c> (d <e>)', '{ (echo in) }; f() ( echo y ); f; (echo a); case x in (x) echo 1; esac',
]

describe.skipIf(!hasBash)('as a real bash', () => {
  let answers: readonly Said[] = []
  beforeAll(() => { answers = real(suite) })
  test.each(suite.map((script, i) => [script, i] as const))('%s', (script, i) => expect(ours(script)).toEqual(answers[i]))
})
