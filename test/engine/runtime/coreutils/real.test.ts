// The small tools do what the real ones do, where those are installed.
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { Clock } from '../../../../engine/clock/clock.ts'
import { Process } from '../../../../engine/runtime/process.ts'
import { Host } from '../../../../engine/shell/host.ts'
import { bashProgram } from '../../../../engine/shell/program.ts'

const input = `NAME                     READY   STATUS             RESTARTS   AGE
web-6f7d9c5b8d-2xkqp     1/1     Running            0          5m
web-6f7d9c5b8d-9zvbn     0/1     CrashLoopBackOff   4          5m
db-0                     1/1     Running            1          2h
job-x7k2p                0/1     Completed          0          10m

cache:6379:redis,a,b
alpha beta gamma alpha
`

type Said = readonly [stdout: string, status: number | null | undefined]

function real(script: string): Said {
  const { stdout, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8', input, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } })
  return [stdout, status]
}

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
  ],
  sed: [
    'sed -n 2p', 'sed 1d', 'sed \'$d\'', 'sed -n \'$p\'', 'sed -n \'/Running/p\'', 'sed \'/Running/d\'', 'sed -n \'2,4p\'', 'sed \'2,$s/web/WEB/\'', 'sed \'s/[0-9]\\+/N/g\'', 'sed -E \'s/([a-z]+)-([0-9a-z]+)/\\2-\\1/\'',
    'sed \'s/a/X/2\'', 'sed -n \'s/web/w/p\'', 'sed \'y/abc/xyz/\'', 'sed \'2q\'', 'sed -n \'/web/{p;p}\'', 'sed \'1!G;h;$!d\'', 'sed -n \'$=\'', 'sed \'N;s/\\n/+/\'', 'sed \'/^$/d;s/ \\+/ /g\'', 'sed \'1~2d\'',
    'sed \'2a new line\'', 'sed \'2i\\before\'', 'sed \'2c changed\'', 'sed -e 1d -e \'s/a/b/\'', 'sed \'s|/|:|g\'', 'sed \'s/.*/"&"/\'', 'sed \'s/\\(.\\).*/\\U\\1/\'', 'sed \':a;s/^\\(x*\\)[^x]/\\1x/;ta\' | head -2', 'sed \'/web/,+1d\'', 'sed \'s/RUNNING/r/I\'', 'sed -n \'/web/!p\'', 'sed \'0,/1/s//9/\' 2>/dev/null | head -0', 'sed G | head -4', 'sed -n \'2{n;p}\'',
  ],
  grep: [
    'grep Running', 'grep -v Running', 'grep -c 1/1', 'grep -n web', 'grep -i running', 'grep -w 1', 'grep -o \'[0-9]\\+\'', 'grep -E \'web|db\'', 'grep -F 1/1', 'grep -A1 Crash', 'grep -B1 Crash', 'grep -C1 db', 'grep -m1 web', 'grep -q nosuch', 'grep -x db-0', 'grep -e web -e db', 'grep \'^web\'', 'grep \'m$\'', 'grep \'[[:digit:]]h\'', 'grep -P \'\\d+m\'', 'grep -nA1 job', 'grep -oE \'[a-z]+-[0-9]\'', 'grep -vc web', 'grep -H db', 'grep -l web', 'grep -L web', 'grep \'a*b\\{1\\}\'', 'grep -n -C1 -e Crash -e cache',
  ],
  sort: ['sort', 'sort -r', 'sort -k4 -n', 'sort -k3,3 -k1,1r', 'sort -u', 'sort -t: -k2', 'sort -f', 'sort -k2.1,2.1', 'printf "10K\\n2M\\n1G\\n500\\n" | sort -h', 'printf "v1.10\\nv1.9\\nv1.2\\n" | sort -V', 'printf "3\\n1\\n2\\n" | sort -nr', 'sort -c', 'sort -s -k3,3', 'sort -k 5,5 -k 4,4n'],
  cut: ['cut -c1-3', 'cut -d" " -f1', 'cut -d: -f2-', 'cut -d: -f2 -s', 'cut -c2', 'cut --complement -c1-3', 'cut -d, -f1,3 --output-delimiter=-'],
  tr: ['tr a-z A-Z', 'tr -d 0-9', 'tr -s " "', 'tr " " "\\n"', 'tr -cd "a-z\\n"', 'tr "[:lower:]" "[:upper:]"', 'tr -c "a-z\\n" .', 'tr -s a-z'],
  head: ['head -n 2', 'head -2', 'head -n -3', 'head -c 5', 'tail -n 2', 'tail -2', 'tail -n +3', 'tail -c 4', 'head -n1 | cat -n', 'cat -A', 'cat -b', 'tac', 'rev', 'nl', 'fold -w 20', 'wc', 'wc -l', 'wc -w', 'wc -c', 'wc -m', 'uniq -c | head -2', 'sort | uniq -d', 'paste -s -d,', 'paste - -', 'tee /dev/null', 'column -t', 'base64', 'base64 -w0', 'echo aGk= | base64 -d', 'seq 3', 'seq 2 5', 'seq 1 2 9', 'seq -w 8 11', 'seq -s, 4', 'seq 5 -1 3', 'seq 0.5 0.5 2'],
  printf: ['printf "%03d|%5s|%-5s|%.2f|%x\\n" 7 ab cd 3.14159 255', 'printf "%s\\n" a b c', 'printf "%d %s\\n" 1 a 2 b', 'printf "%5.1f|%+d|%e\\n" 2.25 5 12345', 'printf "%c%c\\n" abc def', 'printf "%%|%b\\n" "a\\tb"', 'printf "%s"', 'printf "%08.3f|%-8d|% d\\n" 3.14159 42 42', 'printf "%o %X %#x\\n" 8 255 255', 'printf "%*d\\n" 5 42', 'printf "%.3s|\\n" abcdef', 'printf "%d\\n" 0x1F 010 "\'"A', 'printf "%g %g %g\\n" 0.0001 1e10 3.5'],
}

describe.each(Object.entries(scripts))('%s', (tool, each) => {
  test.skipIf(!has(tool)).each(each)('%s', script => expect(ours(script)).toEqual(real(script)))
})
