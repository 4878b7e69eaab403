// Jobs on a terminal: what runs behind, what stands still, and what is told of them.
import { expect, test } from 'vitest'
import { Typist } from './support/host.ts'

test('what runs in the background is told of when it is done', () => {
  expect(new Typist().says('sleep 3 &\r', 'jobs\r', 'echo a\r', '\r')).toEqual(['$ sleep 3 &', '[1] 3', '$ jobs', '[1]+  Running                 sleep 3 &', '$ echo a', 'a', '[1]+  Done                    sleep 3', '$ ', '$ '])
})

test('Ctrl-Z stops, fg and bg go on, Ctrl-C ends', () => {
  expect(new Typist().says('sleep 10 | cat\r', '\x1A', 'jobs\r', 'bg\r', 'jobs\r', 'fg %1\r', '\x03', 'echo $?\r', 'jobs\r')).toEqual([
    '$ sleep 10 | cat', '^Z', '[1]+  Stopped                 sleep 10 | cat', '$ jobs', '[1]+  Stopped                 sleep 10 | cat',
    '$ bg', '[1]+ sleep 10 | cat &', '$ jobs', '[1]+  Running                 sleep 10 | cat &', '$ fg %1', 'sleep 10 | cat', '^C', '$ echo $?', '130', '$ jobs', '$ ',
  ])
})

test('time that passes while a job stands still is not made up for', () => {
  const typist = new Typist()
  typist.says('while sleep 1; do echo tick; done\r', '\x1A', '', '', '')
  expect(typist.says('kill %1\r', '\r').slice(1)).toEqual(['[1]+  Terminated              sleep 1', '$ ', '$ '])
})

test('what was stopped in a loop ends the loop; a list goes on', () => {
  expect(new Typist().says('for i in 1 2; do sleep 9; echo $i; done\r', '\x1A', 'sleep 8; echo next\r', '\x1A', 'fg %2\r', '\x03', 'kill -9 %1\r', '\r')).toEqual([
    '$ for i in 1 2; do sleep 9; echo $i; done', '^Z', '[1]+  Stopped                 sleep 9', '$ sleep 8; echo next', '^Z', '[2]+  Stopped                 sleep 8', 'next', '$ fg %2', 'sleep 8', '^C',
    '$ kill -9 %1', '[1]+  Killed                  sleep 9', '$ ', '$ ',
  ])
})

test('wait, several jobs, their marks and their statuses', () => {
  expect(new Typist().says('sleep 1 & sleep 2 & (sleep 1; exit 3) &\r', 'jobs\r', 'wait %2; echo $?; wait; echo all\r', 'fg\r', 'bg %7\r', 'kill %7\r')).toEqual([
    '$ sleep 1 & sleep 2 & (sleep 1; exit 3) &', '[1] 3', '[2] 4', '[3] 5', '$ jobs', '[1]   Done                    sleep 1', '[2]-  Running                 sleep 2 &', '[3]+  Exit 3                  (sleep 1; exit 3)', '$ wait %2; echo $?; wait; echo all', '0', 'all', '$ fg', 'bash: fg: current: no such job', '$ bg %7', 'bash: bg: %7: no such job', '$ kill %7', 'bash: kill: %7: no such job', '$ ',
  ])
})

test('what reads in the background is stopped until it is brought to the front', () => {
  expect(new Typist().says('cat &\r', '\r', 'fg\r', 'typed\r', '\x04', 'echo done\r')).toEqual(['$ cat &', '[1] 3', '[1]+  Stopped                 cat', '$ ', '$ fg', 'cat', 'typed', 'typed', '$ echo done', 'done', '$ '])
})

test('a shell is not left while jobs stand still, unless it is said twice', () => {
  expect(new Typist().says('bash\r', 'sleep 100\r', '\x1A', 'exit\r', 'exit\r', 'echo $?\r').slice(3)).toEqual([
    '[1]+  Stopped                 sleep 100', 'root@podium:~# exit', 'There are stopped jobs.', 'root@podium:~# exit', '$ echo $?', '148', '$ ',
  ])
})

test('Ctrl-C ends a loop of builtins, and what waits for input', () => {
  expect(new Typist().says('while :; do :; done\r', '\x03', 'read x\r', '\x03', 'echo "<$x>" $?\r')).toEqual(['$ while :; do :; done', '^C', '$ read x', '^C', '$ echo "<$x>" $?', '<> 130', '$ '])
})
