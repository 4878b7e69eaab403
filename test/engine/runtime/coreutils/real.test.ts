// The small tools do what the real ones do, where those are installed.
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { Clock } from '../../../../engine/clock/clock.ts'
import { Process } from '../../../../engine/runtime/process.ts'
import { Host } from '../../../../engine/shell/host.ts'
import { bashProgram } from '../../../../engine/shell/program.ts'
import { answersOf } from '../../../support/real-shell.ts'

const input = `NAME                     READY   STATUS             RESTARTS   AGE
web-6f7d9c5b8d-2xkqp     1/1     Running            0          5m
web-6f7d9c5b8d-9zvbn     0/1     CrashLoopBackOff   4          5m
db-0                     1/1     Running            1          2h
job-x7k2p                0/1     Completed          0          10m

cache:6379:redis,a,b
alpha beta gamma alpha
`

type Said = readonly [stdout: string, status: number | null | undefined]

const real = (scripts: readonly string[]): readonly Said[] =>
  answersOf('bash', scripts, { cwd: tmpdir(), env: { LC_ALL: 'C.UTF-8' }, input }).map(({ stdout, status }) => [stdout, status])

function ours(script: string): Said {
  const clock = new Clock()
  let stdout = ''
  const child = new Process({ machine: new Host({ clock, epochMs: 0, commands: new Map() }), program: bashProgram, args: ['bash', '-c', script], env: new Map(), cwd: '/root', out: text => { stdout += text }, err: () => {}, stdin: input })
  clock.advanceTo(60_000)
  return [stdout, child.status?.code]
}

const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined

const scripts: Readonly<Record<string, readonly string[]>> = {
  awk: [
    'awk \'{print $1}\'', 'awk \'NR>1{print $1,$3}\'', 'awk \'/Running/{n++} END{print n}\'', 'awk -F: \'/cache/{print $2}\'',
    'awk \'{s[$3]++} END{for(k in s) print k, s[k]}\' | sort', 'awk \'NF==5 && $4>0 {printf "%-10s|%5d\\n", $1, $4}\'',
    'awk \'{gsub(/a/,"A"); print}\'', 'awk \'{sub(/[0-9]+/,"<&>"); print}\'', 'awk \'BEGIN{OFS="-"}{$1=$1; print}\'', 'awk \'BEGIN{FS=","} {print NF}\'',
    'awk \'{n=split($1,p,"-"); print n, p[1], p[n]}\'', 'awk \'{print length($0), toupper($1), substr($1,2,3), index($0,"e")}\'',
    'awk \'function f(a,b){return a+b} {print f(NR, NF)}\'', 'awk \'BEGIN{for(i=0;i<5;i++){if(i==3)break; print i}}\'', 'awk \'BEGIN{i=3; while(i-->0) print i; do {i++} while(i<2); print i}\'',
    'awk \'BEGIN{x["a"]=1; if ("a" in x) print "yes"; delete x["a"]; print ("a" in x) ? "in" : "out"}\'', 'awk -v x=5 \'BEGIN{print x*2, x^2, 7%3, -x, !x}\'',
    'awk \'NR==2,NR==4{print NR": "$1}\'', 'awk \'/web/,/db/\'', 'awk \'END{print NR}\'', 'awk \'{print $NF}\'', 'awk \'$3 ~ /^Crash/ {print $1; exit 3}\'',
    'awk \'{print (NR%2) "x"; next; print "no"}\'', 'awk \'BEGIN{printf "%s %c %x %5.2f %e|%03d\\n", "a", "bc", 255, 3.14159, 12345.678, 7}\'', 'awk \'match($0,/[0-9]+/){print RSTART,RLENGTH,substr($0,RSTART,RLENGTH)}\'',
    'awk \'{a[NR]=$0} END{for(i=NR;i>0;i--) print a[i]}\'', 'awk \'!seen[$3]++\'', 'awk \'{sum+=$4} END{print sum/NR, sum}\'', 'awk \'BEGIN{print 1==1.0, "a"<"b", 10<9, "10"<"9", 1e3, 0.1+0.2}\'',
    'awk \'{$2=""; print}\'', 'awk \'NR==1{for(i=1;i<=NF;i++) printf "%s%s", $i, (i<NF ? "," : "\\n")}\'', 'awk \'BEGIN{print toupper("abc")}\'', 'awk \'$4 == 0\'',
    'awk \'BEGIN{a="x"; a = a "y" 1+2; print a; print 1 " " 2; print 2^3^2}\'', 'awk \'{print $1 > "/dev/stderr"}\'', 'awk \'BEGIN{print index("abc","c"); print sprintf("%d-%s", 3.9, "z")}\'', 'awk \'{print\'',
    'cat > in; awk \'BEGIN{while((getline l < "in")>0) n++; print n; print (getline l < "nosuch"); close("in"); getline l < "in"; print l}\'; rm in', 'awk \'NR%2{getline x; print $1, x, NR}\'', 'awk \'{getline; print NR, $0}\'', 'awk \'{print $1 | "sort -u"}\'', 'awk \'{m[NR%2,$3]++} END{for(k in m){split(k,p,SUBSEP); print p[1], p[2], m[k]}; print ((1,"x") in m)}\' | sort',
  ],
  sed: [
    'sed -n 2p', 'sed 1d', 'sed \'$d\'', 'sed -n \'$p\'', 'sed -n \'/Running/p\'', 'sed \'/Running/d\'', 'sed -n \'2,4p\'', 'sed \'2,$s/web/WEB/\'', 'sed \'s/[0-9]\\+/N/g\'', 'sed -E \'s/([a-z]+)-([0-9a-z]+)/\\2-\\1/\'',
    'sed \'s/a/X/2\'', 'sed -n \'s/web/w/p\'', 'sed \'y/abc/xyz/\'', 'sed \'2q\'', 'sed -n \'/web/{p;p}\'', 'sed \'1!G;h;$!d\'', 'sed -n \'$=\'', 'sed \'N;s/\\n/+/\'', 'sed \'/^$/d;s/ \\+/ /g\'', 'sed \'1~2d\'',
    'sed \'2a new line\'', 'sed \'2i\\before\'', 'sed \'2a\\   kept blanks\'', 'sed \'2a   no blanks\'', 'sed \'2a\\\n  two\\\n  lines\'', 'sed \'2c changed\'', 'sed -e 1d -e \'s/a/b/\'', 'sed \'s|/|:|g\'', 'sed \'s/.*/"&"/\'', 'sed \'s/\\(.\\).*/\\U\\1/\'', 'sed \':a;s/^\\(x*\\)[^x]/\\1x/;ta\' | head -2', 'sed \'/web/,+1d\'', 'sed \'s/RUNNING/r/I\'', 'sed -n \'/web/!p\'', 'sed \'0,/1/s//9/\' 2>/dev/null | head -0', 'sed G | head -4', 'sed -n \'2{n;p}\'',
  ],
  grep: [
    'grep Running', 'grep -v Running', 'grep -c 1/1', 'grep -n web', 'grep -i running', 'grep -w 1', 'grep -o \'[0-9]\\+\'', 'grep -E \'web|db\'', 'grep -F 1/1', 'grep -A1 Crash', 'grep -B1 Crash', 'grep -C1 db', 'grep -m1 web', 'grep -q nosuch', 'grep -x db-0', 'grep -e web -e db', 'grep \'^web\'', 'grep \'m$\'', 'grep \'[[:digit:]]h\'', 'grep -P \'\\d+m\'', 'grep -nA1 job', 'grep -oE \'[a-z]+-[0-9]\'', 'grep -vc web', 'grep -H db', 'grep -l web', 'grep -L web', 'grep \'a*b\\{1\\}\'', 'grep -n -C1 -e Crash -e cache',
  ],
  sort: ['sort', 'sort -r', 'sort -k4 -n', 'sort -k3,3 -k1,1r', 'sort -u', 'sort -t: -k2', 'sort -f', 'sort -k2.1,2.1', 'printf "10K\\n2M\\n1G\\n500\\n" | sort -h', 'printf "v1.10\\nv1.9\\nv1.2\\n" | sort -V', 'printf "3\\n1\\n2\\n" | sort -nr', 'sort -c', 'sort -s -k3,3', 'sort -k 5,5 -k 4,4n'],
  cut: ['cut -c1-3', 'cut -d" " -f1', 'cut -d: -f2-', 'cut -d: -f2 -s', 'cut -c2', 'cut --complement -c1-3', 'cut -d, -f1,3 --output-delimiter=-'],
  tr: ['tr a-z A-Z', 'tr -d 0-9', 'tr -s " "', 'tr " " "\\n"', 'tr -cd "a-z\\n"', 'tr "[:lower:]" "[:upper:]"', 'tr -c "a-z\\n" .', 'tr -s a-z'],
  head: ['head -n 2', 'head -2', 'head -n -3', 'head -c 5', 'tail -n 2', 'tail -2', 'tail -n +3', 'tail -c 4', 'head -n1 | cat -n', 'cat -A', 'cat -b', 'tac', 'rev', 'nl', 'fold -w 20', 'fold -sw 20', 'fold -s -w 7', 'wc', 'wc -l', 'wc -w', 'wc -c', 'wc -m', 'uniq -c | head -2', 'sort | uniq -d', 'paste -s -d,', 'paste - -', 'tee /dev/null', 'column -t', 'base64', 'base64 -w0', 'echo aGk= | base64 -d', 'seq 3', 'seq 2 5', 'seq 1 2 9', 'seq -w 8 11', 'seq -s, 4', 'seq 5 -1 3', 'seq 0.5 0.5 2'],
  find: ['mkdir -p fd/e; echo hi > fd/a.txt; find fd -type f; find fd -maxdepth 1 | sort; find fd -name "*.txt" -exec cat {} \\;; find fd -name "*.txt" -delete; find fd; rm -r fd', 'stat -c "%s %F" /nosuch', 'mkdir; touch; rmdir'],
  date: ['date -u -d 2026-01-01 +%a', 'date -u -d "2026-01-01 10:30 2 days ago" "+%F %T"', 'date -u -d 2026-11-21T09:00:00Z +%s', 'date -d nope', 'date -u -d @0 +%F'],
  diff: ['f() { printf "$1" > "$2"; }; f "a\\nb\\nc\\n" x1; f "a\\nB\\nc\\nd\\n" x2; diff x1 x2; diff -u x1 x2 | tail -n +3; diff -q x1 x2; diff x1 x1; echo $?; seq 20 > x3; seq 20 | sed "3d;15s/$/x/;18a new" > x4; diff x3 x4; diff -u x3 x4 | tail -n +3; rm x1 x2 x3 x4'],
  expr: ['expr 1 + 2', 'expr 7 / 2 \\* 3', 'expr abc : "a\\(.*\\)"', 'expr length hello', 'expr 3 \\> 2', 'expr a = b', 'expr "" \\| x', 'expr \\( 1 + 2 \\) % 2', 'expr 1 / 0'],
  md5sum: ['md5sum', 'sha256sum', 'printf "" | md5sum', 'printf "" | sha256sum', 'echo 한글 | md5sum', 'echo 한글 | sha256sum', 'seq 100 | sha256sum'],
  printf: ['printf "%03d|%5s|%-5s|%.2f|%x\\n" 7 ab cd 3.14159 255', 'printf "%s\\n" a b c', 'printf "%d %s\\n" 1 a 2 b', 'printf "%5.1f|%+d|%e\\n" 2.25 5 12345', 'printf "%c%c\\n" abc def', 'printf "%%|%b\\n" "a\\tb"', 'printf "%s"', 'printf "%08.3f|%-8d|% d\\n" 3.14159 42 42', 'printf "%o %X %#x\\n" 8 255 255', 'printf "%*d\\n" 5 42', 'printf "%.3s|\\n" abcdef', 'printf "%d\\n" 0x1F 010 "\'"A', 'printf "%g %g %g\\n" 0.0001 1e10 3.5'],
}

const pods = JSON.stringify({
  kind: 'List',
  items: [
    { metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web', tier: 'front' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }, { name: 'side', image: 'busybox' }] }, status: { phase: 'Running', restarts: 2 } },
    { metadata: { name: 'db-0', namespace: 'shop', labels: { app: 'db' } }, spec: { containers: [{ name: 'redis', image: 'redis:7' }] }, status: { phase: 'Pending', restarts: 0 } },
    { metadata: { name: 'job-x', namespace: 'default' }, spec: { containers: [] }, status: { phase: 'Running', restarts: 1 } },
  ],
})

const filters: readonly string[] = [
  '.', '-c .', '.items[0].metadata.name', '-r .items[].metadata.name', '-r \'.items[] | "\\(.metadata.name)\\t\\(.status.phase)"\'', '\'.items | length\'', '-c \'.items | map(.status.restarts)\'', '\'[.items[].status.restarts] | add\'',
  '-c \'.items[] | select(.status.phase == "Running") | .metadata.name\'', '-c \'.items | sort_by(.status.restarts) | map(.metadata.name)\'', '-c \'.items | group_by(.metadata.namespace) | map({ns: .[0].metadata.namespace, n: length})\'', '-c \'[.items[] | {name: .metadata.name, images: [.spec.containers[].image]}]\'',
  '-c \'.items[0].metadata.labels | to_entries\'', '-c \'.items[0].metadata.labels | keys\'', '-c \'.items[0].metadata.labels | with_entries(.value |= ascii_upcase)\'', '-r \'.items[] | [.metadata.name, .status.restarts] | @csv\'', '-r \'.items[] | [.metadata.name, .status.restarts] | @tsv\'', '-r \'.items[0].metadata.name | @base64\'', '-r \'"aGVsbG8=" | @base64d\'',
  '-c \'.items[2].metadata.labels.app // "none"\'', '\'.items[].nope\'', '-c \'.items[0] | del(.spec, .status)\'', '-c \'.items[0].status.restarts += 5 | .items[0].status\'', '-c \'.items |= length\'', '-c \'[.items[] | .spec.containers | length] | max, min\'', '-c \'[paths(scalars)] | length\'', '-c \'[.. | strings] | unique | length\'', '-c \'.items | first, last | .metadata.name\'', '-c \'.items[1:] | map(.metadata.name)\'', '-c \'.items[-1].metadata.name\'',
  '-c \'reduce .items[] as $p ({}; .[$p.metadata.namespace] += 1)\'', '-c \'[foreach .items[] as $p (0; . + $p.status.restarts)]\'', '-c \'.items as [$a, $b] | [$a.kind, $b.metadata.name]\'', '-c \'.items[] as {metadata: {name: $n}} | $n\'', '-c \'def f(x): x * 2; [.items[] | f(.status.restarts)]\'', '-c \'[limit(2; .items[].metadata.name)]\'', '-c \'any(.items[]; .status.phase == "Pending"), all(.items[]; .kind)\'', '-c \'.items | map(has("spec")) | all\'',
  '-c \'if .items | length > 2 then "many" elif false then 1 else "few" end\'', '-c \'try error("x") catch .\'', '-c \'.items[0].metadata.name | test("^web"), (split("-") | .[1]), sub("web"; "app"), gsub("[aeiou]"; "*"), ascii_downcase, length\'', '-c \'.items[0].metadata.name | capture("(?<a>[a-z]+)-(?<n>[0-9])")\'', '-c \'[.items[].metadata.name | scan("[a-z]+")]\'', '-c \'"a,b" / ",", ([1,2,3] - [2]), ({a:1} * {b:{c:2}}), (7 % 3), (10 / 4)\'', '-c \'[range(5)], [range(0;10;3)], ([1,[2,[3]]] | flatten), ([3,1,2] | sort | reverse), ([1,1,2] | unique)\'',
  '-n -c \'[1,2] | contains([1]), index(2), join("-"), tostring, tojson\'', '-n \'"1.50" | tonumber\'', '-n -r \'@sh "x \\("a b")", @uri "\\("a b/c")", @html "\\("<a>")", @json "\\([1])"\'', '-n -c --arg a 1 --argjson b 2 \'[$a, $b, $ARGS.named]\'', '-n -c \'{a: 1, "b c": 2, (("d","e")): 3}\'', '-n -c \'[.[]?], (1, 2 | . * 2), ([] | add), (null | length)\'', '-n -c \'1e1000, -1, 1.0, 3.14159, 1000000, 0.00001\'', '-n -c \'[1,null,"a",false,{"a":1},[0]] | sort, map(type)\'', '-n -c \'{"b":1,"a":2} | ., keys_unsorted, (. + {c: 3}), to_entries[0], map_values(. + 1)\'', '-S -c \'.items[0].metadata\'', '--tab \'.items[0].status\'', '--indent 1 \'.items[0].status\'', '-s -c \'length\'', '-e \'.nope\'', '-n -c \'[1,2,3] | .[1] = 9, del(.[0]), (.[1:] = ["x"]), first, nth(1)\'', '-n -c \'[splits("a"; "b")]?\'', '-n -c \'"2026-11-21T09:00:00Z" | fromdate, (fromdate | todate)\'', '-n -c \'[1,[2]] | getpath([1,0]), [paths], (tostream)\'', '-n -c \'{} | .a.b.c = 1 | .d[2] = 0\'', '-n -c \'[recurse(if . < 3 then . + 1 else empty end)]?\'', '-n -c \'1 as $x | 2 as $y | [$x, $y, $x + $y]\'', '-n -c \'label $out | 1, break $out, 2\'', '-n -c \'[.[] | .a]?\'', '-n -c \'"\\u00e9 \\"q\\" \\(1 + 1)"\'', '-n -c \'[1 | until(. > 100; . * 2)], ([1,2] | transpose?)\'', '-n -c \'walk(if type == "number" then . + 1 else . end)\'', '\'.items[0] | .metadata.name, .status.phase | ascii_upcase\'', '-n -c \'[3,1] | min_by(.), max_by(.), (map({a: .}) | min_by(.a))\'', '.items.name', '\'.items[0] + 1\'', '\'.[\'', '\'nosuch(1)\'', '-n -c \'"x" * 3, ("abc" | .[1:2]), ("a" | ltrimstr("a")), ([1,2] | inside([1,2,3]))\'', '-n -c \'[1,2,3] | IN(2)\' 2> /dev/null | head -0', '-n -c \'input\'', '-R -c .', '-j \'.items[].metadata.name\'',
]

const families: readonly (readonly [tool: string, scripts: readonly string[]])[] = [
  ...Object.entries(scripts), ['jq', filters.map(filter => `printf '%s' '${pods}' | jq ${filter}`)],
]

describe.each(families.filter(([tool]) => has(tool)))('%s', (_tool, scripts) => {
  let answers: readonly Said[] = []
  beforeAll(() => { answers = real(scripts) })
  test.each(scripts.map((script, i) => [script.replace(pods, '…'), i, script] as const))('%s', (_name, i, script) => expect(ours(script)).toEqual(answers[i]))
})
