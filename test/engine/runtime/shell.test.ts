import { describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Container } from '../../../engine/runtime/container.ts'
import { Tree } from '../../../engine/runtime/files.ts'
import { parseReference } from '../../../engine/runtime/images.ts'
import { Registry } from '../../../engine/runtime/registry.ts'
import { Ports } from '../../../engine/runtime/network.ts'
import { unlimited } from '../../../engine/runtime/usage.ts'

function container(image: string, command?: readonly string[], args?: readonly string[], memoryLimitBytes = Infinity): { clock: Clock, container: Container, output: () => string } {
  const clock = new Clock()
  const reference = parseReference(image)
  if ('error' in reference) throw new Error(reference.error)
  const pull = new Registry().pull(reference)
  if ('error' in pull) throw new Error(pull.error)
  const made = new Container({
    runtime: { clock, epochMs: Date.parse('2026-11-21T09:00:00Z') }, id: 'c1', what: 'pod app', image: pull.image, hostname: 'pod', ports: new Ports(), containerPorts: [],
    command, args, env: new Map([['HOME', '/root'], ['MODE', 'good']]), workingDir: undefined, mounts: [{ path: '/d', tree: new Tree(), readOnly: false }],
    limits: { ...unlimited, memoryBytes: memoryLimitBytes }, owner: { exited: () => {} },
  })
  made.start()
  return { clock, container: made, output: () => made.logs.map(({ text }) => text).join('') }
}

/** Runs a script to its end: what it printed, its exit code, and how long it took. */
function run(script: string): [output: string, code: number | undefined, seconds: number] {
  const { clock, container: made, output } = container('busybox', ['sh', '-c', script])
  clock.advanceTo(100_000)
  return [output(), made.exit?.code, ((made.finishedAtMs ?? Number.NaN) - (made.startedAtMs ?? 0)) / 1000]
}

describe('the shell of the images', () => {
  test.each<[string, ReturnType<typeof run>]>([
    ['echo boom; exit 1', ['boom\n', 1, 0]],
    ['echo hello; sleep 12; exit 9', ['hello\n', 9, 12]],
    ['[ "$MODE" = good ] || exit 1; echo fine', ['fine\n', 0, 0]],
    ['[ "$MODE" = bad ] || exit 1; echo fine', ['', 1, 0]],
    ['echo x >> /d/n; [ $(wc -l </d/n) -lt 3 ] && exit 1; sleep 5', ['', 1, 0]],
    ['sh -c "sleep 4; kill -TERM \\$\\$"; exit $?', ['', 143, 4]],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; sleep 1; done', ['1\n2\n3\n', 0, 3]],
    ['(sleep 2; touch /tmp/up) & until [ -f /tmp/up ]; do echo waiting; sleep 1.5; done', ['waiting\nwaiting\n', 0, 3]],
    ['for f in a "b c" $MODE; do echo "<$f>"; done', ['<a>\n<b c>\n<good>\n', 0, 0]],
    ['if false; then echo no; elif true; then echo yes; else echo never; fi', ['yes\n', 0, 0]],
    ['echo one > /tmp/f; cat /tmp/f /tmp/g; echo $?', ['one\ncat: can\'t open \'/tmp/g\': No such file or directory\n1\n', 0, 0]],
    ['echo ready > r; sed -i \'s/ready/broken/\' r; cat r | grep ready', ['', 1, 0]],
    ['echo $0 $1 "$#"', ['sh 0\n', 0, 0]],
    ['N=$(echo a; echo b); echo "$N"; echo $N', ['a\nb\na b\n', 0, 0]],
    ['echo ${NOPE:-default} ${MODE:+set} ${#MODE}', ['default set 4\n', 0, 0]],
    ['T=$(date +%s); sleep 2; echo "+$(( $(date +%s)-T ))s"', ['+2s\n', 0, 2]],
    ['sleep 1 & sleep 3 & wait; echo both', ['both\n', 0, 3]],
    ['false | true && ! false && echo ok', ['ok\n', 0, 0]],
    ['nosuch; echo $?', ['sh: nosuch: not found\n127\n', 0, 0]],
    ['echo out; echo err >&2', ['out\nerr\n', 0, 0]],
    ['echo "unterminated', ['sh: syntax error: unterminated quoted string\n', 2, 0]],
    ['trap "echo bye" EXIT; exit 4', ['bye\n', 4, 0]],
    ['printf \'%b\' \'a\\nb\\n\' > /tmp/x; wc -l < /tmp/x', ['2\n', 0, 0]],
  ])('%s', (script, expected) => expect(run(script)).toEqual(expected))

  test('a loop without an end does not stop the world', () => {
    const { clock, container: made } = container('busybox', ['sh', '-c', 'while :; do :; done'])
    clock.advanceTo(5000)
    expect(made.isRunning).toBe(true)
  })
})

describe('signals', () => {
  const stopped = (image: string, command?: readonly string[]): [number | undefined, number | undefined] => {
    const { clock, container: made } = container(image, command)
    clock.advanceTo(10_000)
    made.signal('TERM')
    clock.advanceTo(12_000)
    const afterTerm = made.exit && made.finishedAtMs
    made.signal('KILL')
    return [afterTerm, made.exit?.code]
  }
  test('process 1 does not hear what it has no handler for', () => expect(stopped('busybox', ['sleep', '3600'])).toEqual([undefined, 137]))
  test('a shell in a command in the foreground waits for it', () => expect(stopped('busybox', ['sh', '-c', 'trap "exit 0" TERM; sleep 3600'])).toEqual([undefined, 137]))
  test('a trap ends a wait', () => expect(stopped('busybox', ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'])).toEqual([10_000, 0]))
  test('exec gives the command the place of the shell', () => expect(stopped('busybox', ['sh', '-c', 'trap "exit 3" TERM; exec sleep 3600'])).toEqual([undefined, 137]))
  test('nginx stops when asked', () => expect(stopped('nginx')).toEqual([10_000, 0]))
})

test('a container without its command does not start', () => {
  const { container: made } = container('busybox', ['nosuchcmd'])
  expect(made.exit).toEqual({
    code: 128, reason: 'StartError',
    message: 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH',
  })
})

test('a container that takes more memory than it may is killed', () => {
  const { clock, container: made } = container('busybox', ['tail', '/dev/zero'], undefined, 32 * 2 ** 20)
  clock.advanceTo(1000)
  expect(made.exit).toEqual({ code: 137, reason: 'OOMKilled' })
})

test('two servers cannot have the same port', () => {
  const { container: made, output } = container('busybox', ['sh', '-c', 'httpd -p 8080; httpd -p 8080; echo $?; sleep 5'])
  expect([output(), made.ports.open]).toEqual(['httpd: bind: Address already in use\n1\n', [8080]])
})

test('an image name has parts, or is wrong', () => {
  expect(['nginx', 'a/b:1', 'ghcr.io/a/b', 'localhost:5000/x:y', 'Nginx', 'nginx:', 'a b'].map(parseReference)).toEqual([
    { registry: 'docker.io', repository: 'library/nginx', tag: 'latest', digest: undefined },
    { registry: 'docker.io', repository: 'a/b', tag: '1', digest: undefined },
    { registry: 'ghcr.io', repository: 'a/b', tag: 'latest', digest: undefined },
    { registry: 'localhost:5000', repository: 'x', tag: 'y', digest: undefined },
    { error: 'invalid reference format: repository name (library/Nginx) must be lowercase' },
    { error: 'invalid reference format' },
    { error: 'invalid reference format' },
  ])
})
