// The small tools, as scripts in containers use them: what they print, where, and with which exit code.
import { describe, expect, test } from 'vitest'
import { Neighbours } from '../../support/neighbours.ts'

const files = { '/t/a': 'b 2\na 10\nb 2\nc 3\n', '/t/sub/x.txt': 'one\ntwo\nthree\n' }

function ran(image: string, script: string): string {
  const town = new Neighbours()
  const pod = town.start('pod', image, { command: ['sleep', '100000'], files, workingDir: '/t' })
  const { out, err, code } = pod.exec('sh', '-c', script)
  return [out, ...err === '' ? [] : [`! ${err}`], ...code === 0 ? [] : [`= ${code}`]].join('')
}

describe('the tools of busybox', () => {
  test.each<[string, string]>([
    ['cat -n sub/x.txt | head -1', '     1\tone\n'],
    ['head -n2 a; tail -n 1 a; tail -2 sub/x.txt; tail -n +3 a', 'b 2\na 10\nc 3\ntwo\nthree\nb 2\nc 3\n'],
    ['head -1 a sub/x.txt', '==> a <==\nb 2\n\n==> sub/x.txt <==\none\n'],
    ['wc -l < a; wc -w a', '4\n8 a\n'],
    ['sort a; sort -u -r a; sort -k2 -n a', 'a 10\nb 2\nb 2\nc 3\nc 3\nb 2\na 10\nb 2\nb 2\nc 3\na 10\n'],
    ['sort a | uniq -c; sort a | uniq -d', '      1 a 10\n      2 b 2\n      1 c 3\nb 2\n'],
    ['cut -d" " -f2 a | tr "\\n" ,', '2,10,2,3,'],
    ['echo Hello | tr a-z A-Z; echo aabb | tr -d a; echo "a  b" | tr -s " "; echo x1y2 | tr -dc 0-9', 'HELLO\nbb\na b\n12'],
    ['seq 3; seq 2 4 | tr "\\n" " "; seq -s, 3', '1\n2\n3\n2 3 4 1,2,3\n'],
    ['grep b a; grep -n two sub/x.txt; grep -c b a; grep -v b a; grep -i B a | wc -l', 'b 2\nb 2\n2:two\n2\na 10\nc 3\n2\n'],
    ['grep -E "^(a|c)" a; grep "^[ac]" a; grep -o "[0-9]*" a', 'a 10\nc 3\na 10\nc 3\n2\n10\n2\n3\n'],
    ['grep -r t .', './sub/x.txt:two\n./sub/x.txt:three\n'],
    ['grep z a', '= 1'],
    ['grep z nothing', '! grep: nothing: No such file or directory\n= 2'],
    ['grep -A1 a a; grep -q b a && echo yes', 'a 10\nb 2\nyes\n'],
    ['sed s/b/x/ a | head -1; sed -n 2p a; sed 2,3d a; sed -n "/two/,$ p" sub/x.txt; sed "s|o|0|g" sub/x.txt | head -1', 'x 2\na 10\nb 2\nc 3\ntwo\nthree\n0ne\n'],
    ['sed -i "s/b \\(.\\)/\\1 b/" a; head -1 a; echo "k=v" | sed -E "s/(.*)=(.*)/\\2=\\1/"; echo a/b | sed "s/\\//-/; s/a/&&/"', '2 b\nv=k\naa-b\n'],
    ['awk \'{print $1}\' a | head -1; awk \'{s+=$2} END {print s, NR}\' a; awk -F: \'NR==1{print $2}\' /etc/x; awk \'$2 > 2 && /a|c/ {printf "%s-%d\\n", $1, $2}\' a', 'b\n17 4\na-10\nc-3\n! awk: /etc/x: No such file or directory\n'],
    ['awk \'BEGIN {x = "a" "b"; for (i = 0; i < 2; i++) print x i; if (length(x) == 2) print toupper(x); else print "no"}\'', 'ab0\nab1\nAB\n'],
    ['echo c2VjcmV0 | base64 -d; echo -n secret | base64', 'secretc2VjcmV0\n'],
    ['ls; ls -a sub; ls nothing', 'a\nsub\n.\n..\nx.txt\n! ls: nothing: No such file or directory\n= 1'],
    ['ls -l', 'total 8\n-rw-r--r--    1 root     root            17 Nov 21 09:00 a\ndrwxr-xr-x    1 root     root          4096 Nov 21 09:00 sub\n'],
    ['cat nothing', '! cat: can\'t open \'nothing\': No such file or directory\n= 1'],
    ['rm sub', '! rm: \'sub\' is a directory\n= 1'],
    ['rm -rf sub nothing; mkdir -p x/y; cp a x/y; mv x z; find . -type f; rmdir z', './a\n./z/y/a\n! rmdir: \'z\': Directory not empty\n= 1'],
    ['mkdir sub', '! mkdir: can\'t create directory \'sub\': File exists\n= 1'],
    ['echo x | tee new >/dev/null; echo y | tee -a new; cat new', 'y\nx\ny\n'],
    ['date; date +%Y-%m-%d; date -u +%H:%M:%S; date +%s', 'Sat Nov 21 09:00:00 UTC 2026\n2026-11-21\n09:00:00\n1795251600\n'],
    ['id; id -u; whoami; hostname; hostname -i; uname -a; pwd', 'uid=0(root) gid=0(root) groups=0(root)\n0\nroot\npod\n10.244.0.2\nLinux pod 6.12.0 #1 SMP x86_64 GNU/Linux\n/t\n'],
    ['basename /x/y.txt .txt; dirname /x/y; which ls nosuch', 'y\n/x\n/usr/bin/ls\n= 1'],
    ['echo a b | xargs -n1 echo got; ls | xargs -I{} echo "<{}>"', 'got a\ngot b\n<a>\n<sub>\n'],
    ['dd if=/dev/zero of=/z bs=1M count=2 2>/dev/null; wc -c /z; du -h /z', '1048576 /z\n1.0M\t/z\n'],
    ['ps', 'PID   USER     TIME  COMMAND\n    1 root      0:00 sleep 100000\n    2 root      0:00 sh -c ps\n    3 root      0:00 ps\n'],
    ['killall nothing', '! killall: nothing: no process killed\n= 1'],
    ['sleep x', '! sleep: invalid number \'x\'\n= 1'],
    ['nosuch', '! sh: nosuch: not found\n= 127'],
    ['test -d sub && [ -f a ] && echo ok', 'ok\n'],
  ])('%s', (script, output) => expect(ran('busybox', script)).toBe(output))
})

describe('the tools of GNU say it in other words', () => {
  test.each<[string, string]>([
    ['cat nothing', '! cat: nothing: No such file or directory\n= 1'],
    ['ls nothing', '! ls: cannot access \'nothing\': No such file or directory\n= 2'],
    ['rm nothing', '! rm: cannot remove \'nothing\': No such file or directory\n= 1'],
    ['mkdir sub', '! mkdir: cannot create directory ‘sub’: File exists\n= 1'],
    ['head nothing', '! head: cannot open \'nothing\' for reading: No such file or directory\n= 1'],
    ['sleep x', '! sleep: invalid time interval \'x\'\n= 1'],
    ['sed p nothing', '! sed: can\'t read nothing: No such file or directory\n= 2'],
    ['ls -l a', '-rw-r--r-- 1 root root   17 Nov 21 09:00 a\n'],
  ])('%s', (script, output) => expect(ran('debian', script)).toBe(output))
})

describe('what takes time', () => {
  test('tail follows a file that grows', () => {
    const town = new Neighbours()
    const pod = town.start('pod', 'busybox', { command: ['sh', '-c', 'echo one > /log; (sleep 3; echo two >> /log) & tail -f /log'] })
    town.pass(2)
    expect(pod.log()).toBe('one\n')
    town.pass(3)
    expect(pod.log()).toBe('one\ntwo\n')
  })

  test('tail -f /dev/null only waits', () => {
    const town = new Neighbours()
    const pod = town.start('pod', 'busybox', { command: ['tail', '-f', '/dev/null'] })
    town.pass(3600)
    expect([pod.end(), pod.container.meter.use.cpuMillicores]).toEqual([undefined, 0])
  })

  test.each([
    [['yes'], 1000, 0],
    [['dd', 'if=/dev/zero', 'of=/dev/null'], 1000, 512],
    [['sha256sum', '/dev/zero'], 1000, 0],
  ])('%j keeps a core busy', (command, cpuMillicores, memoryBytes) => {
    const town = new Neighbours()
    const pod = town.start('pod', 'busybox', { command })
    town.pass(10)
    expect([pod.container.meter.use, pod.container.meter.coreMs]).toEqual([{ cpuMillicores, memoryBytes }, 10_000])
  })

  test('stress takes what it is told to take, for as long', () => {
    const town = new Neighbours()
    const pod = town.start('pod', 'polinux/stress', { command: ['stress'], args: ['--cpu', '2', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1', '--timeout', '60s'] })
    expect([pod.log(), pod.container.meter.use]).toEqual(['stress: info: [1] dispatching hogs: 2 cpu, 0 io, 1 vm, 0 hdd\n', { cpuMillicores: 2000, memoryBytes: 150 * 2 ** 20 }])
    town.pass(61)
    expect([pod.end(), pod.container.meter.use]).toEqual(['0 60', { cpuMillicores: 0, memoryBytes: 0 }])
  })
})

describe('what an image has not', () => {
  test.each([
    ['busybox', 'bash', 'exec: "bash": executable file not found in $PATH'],
    ['busybox', '/bin/bash', 'exec: "/bin/bash": stat /bin/bash: no such file or directory'],
    ['nginx:alpine', 'bash', 'exec: "bash": executable file not found in $PATH'],
    ['nginx', 'ping', 'exec: "ping": executable file not found in $PATH'],
    ['hashicorp/http-echo', 'sh', 'exec: "sh": executable file not found in $PATH'],
    ['redis', 'bin/nosuch', 'exec: "bin/nosuch": stat bin/nosuch: no such file or directory'],
  ])('%s has no %s', (image, command, error) => {
    const pod = new Neighbours().start('pod', image, image === 'busybox' ? { command: ['sleep', '9'] } : {})
    expect(pod.exec(command).err.split('process: ')[1]).toBe(error)
  })

  test('a path from the working directory works where that is the root', () => {
    const town = new Neighbours()
    const [atRoot, elsewhere] = [town.start('a', 'mongo'), town.start('b', 'redis')]
    expect([atRoot.exec('bin/bash', '-c', 'echo here').out, elsewhere.exec('bin/bash').err.split('process: ')[1]]).toEqual(['here\n', 'exec: "bin/bash": stat bin/bash: no such file or directory'])
  })

  test('a command that is not there ends the container before it began', () => {
    const pod = new Neighbours().start('pod', 'busybox', { command: ['nosuchcmd'] })
    expect(pod.container.exit).toEqual({ code: 128, reason: 'StartError', message: 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH' })
  })

  test('a script from a volume runs', () => {
    const pod = new Neighbours().start('pod', 'busybox', { files: { '/scripts/run.sh': '#!/bin/sh\necho "run with $1"\n' }, command: ['/scripts/run.sh', 'x'] })
    expect([pod.log(), pod.end()]).toEqual(['run with x\n', '0 0'])
  })
})
