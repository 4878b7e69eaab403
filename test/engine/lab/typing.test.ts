// What is typed on a slide reaches the shell in a container, and what that says comes back.
import { expect, test } from 'vitest'
import { labOf, linesOf, Session } from '../../../engine/lab/index.ts'

const session = new Session(labOf('shells', {
  title: 'A shell in a container',
  say: 'One node.',
  cluster: { nodes: 1 },
  steps: [{ say: 'A pod runs.', run: 'kubectl run web --image=nginx', until: 'pod/web condition=Ready' }],
}))
session.goToStep(1)

const { clock } = session.now.cluster
const said = (...typed: readonly string[]): readonly string[] => {
  const before = linesOf(session.now.terminal.output).length
  for (const keys of typed) {
    session.input({ kind: 'keys', payload: keys })
    clock.advanceTo(clock.nowMs + 1500)
  }
  return linesOf(session.now.terminal.output).slice(before - 1)
}

test('kubectl exec -it: a shell of its own, until it is left', () => {
  expect(said('kubectl exec -it web -- sh\r', 'hostname\r', 'cd /usr/share\r', 'x=1; echo $x $HOME\r', 'exit 3\r', 'echo $?\r')).toEqual([
    '$ kubectl exec -it web -- sh',
    '/ # hostname',
    'web',
    '/ # cd /usr/share',
    '/usr/share # x=1; echo $x $HOME',
    '1 /root',
    '/usr/share # exit 3',
    'command terminated with exit code 3',
    '$ echo $?',
    '3',
    '$ ',
  ])
})

test('Ctrl-C ends what runs in the container, Ctrl-D the shell; the line can be edited on both sides', () => {
  expect(said('kubectl exec -it web -- sh\r', 'sleep 100\r', '\x03', 'echo $?\r', 'echo typpo\x7F\x7F\x7Fo\r', 'half\x03', '\x04', 'echo back\r')).toEqual([
    '$ kubectl exec -it web -- sh',
    '/ # sleep 100',
    '^C',
    '/ # echo $?',
    '130',
    '/ # echo tyo',
    'tyo',
    '/ # half^C',
    '/ # ',
    '$ echo back',
    'back',
    '$ ',
  ])
})

test('on the host Ctrl-C ends what runs, a loop too, and what is typed is read by who asks for it', () => {
  expect(said('kubectl get pods -w --no-headers -o name\r', '\x03', 'while true; do sleep 1; done\r', '\x03', 'echo $?\r', 'read a b\r', 'one two three\r', 'echo "$b"\r', 'for i in 1 2; do\r', 'echo $i; done\r')).toEqual([
    '$ kubectl get pods -w --no-headers -o name',
    'pod/web',
    '^C',
    '$ while true; do sleep 1; done',
    '^C',
    '$ echo $?',
    '130',
    '$ read a b',
    'one two three',
    '$ echo "$b"',
    'two three',
    '$ for i in 1 2; do',
    '> echo $i; done',
    '1',
    '2',
    '$ ',
  ])
})

test('a pod of one\'s own for a moment', () => {
  expect(said('kubectl run tmp -it --rm --image=busybox --restart=Never\r', '\r', 'hostname\r', 'exit\r', '\r').filter(line => line !== '$ ')).toEqual([
    '$ kubectl run tmp -it --rm --image=busybox --restart=Never',
    'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.',
    'If you don\'t see a command prompt, try pressing enter.',
    '',
    '/ # hostname',
    'tmp',
    '/ # exit',
    'pod "tmp" deleted from default namespace',
  ])
})

test('a forwarded port is reached on the host', () => {
  expect(said('kubectl port-forward pod/web 8080:80\r')).toEqual(['$ kubectl port-forward pod/web 8080:80', 'Forwarding from 127.0.0.1:8080 -> 80', 'Forwarding from [::1]:8080 -> 80', ''])
  const answer = session.now.apply({ atMs: clock.nowMs, kind: 'run', payload: { line: 'curl -s http://127.0.0.1:8080/ | head -n 4' } })
  expect([answer?.stdout, answer?.stderr]).toEqual(['<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n', ''])
  expect(said('\x03')).toEqual(['Handling connection for 8080', '^C', '$ '].slice(1))
})

test('told again from its log, the session says the same', () => {
  const before = session.now.terminal.output
  const inputs = [...session.inputs]
  const again = new Session(session.lab)
  again.goToStep(1)
  for (const input of inputs.slice(1)) again.now.apply(input)
  again.now.cluster.clock.advanceTo(clock.nowMs)
  expect(again.now.terminal.output.replace('Handling connection for 8080\r\n', '')).toBe(before.replace('Handling connection for 8080\r\n', ''))
})
