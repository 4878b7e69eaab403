// What has no end, or is too large, ends with a plain word, and the terminal goes on.
import { expect, test } from 'vitest'
import { Typist } from './support/host.ts'

const stopped = 'bash: CPU time limit exceeded: a loop that waits for nothing was stopped'

test.each<readonly [name: string, typed: string, word: string]>([
  ['a loop', 'while :; do :; done\n', stopped],
  ['a sequence into a pipe', 'seq 1 1e9 | wc -l\n', 'seq: CPU time limit exceeded: too much was written at once'],
  ['a sequence into a file', 'seq 1000000000 > file\n', 'seq: CPU time limit exceeded: too much was written at once'],
  ['commands of awk', 'awk \'BEGIN{while(1) system("true")}\'\n', 'awk: CPU time limit exceeded: too much was written at once'],
  ['a script of sed', 'echo x | sed \':a;s/x/xx/;ta\'\n', 'sed: stopped: a script that goes round without reading'],
  ['an array', 'a=(); while :; do a+=(x); done\n', stopped],
  ['a word that doubles', 'x=a; while :; do x=$x$x; done\n', 'bash: cannot allocate memory: a word is too long'],
  ['commands in each other', `echo ${'$('.repeat(500)}x${')'.repeat(500)}\n`, 'bash: too deeply nested'],
  ['brackets in each other', `${'('.repeat(2000)}echo x${')'.repeat(2000)}\n`, 'bash: too deeply nested'],
  ['braces in each other', `echo ${'${x:-'.repeat(500)}a${'}'.repeat(500)}\n`, 'bash: too deeply nested'],
  ['a long paste', `echo ${'a'.repeat(1_000_000)}\n`, '1000006 letters are too many at once: 100000 can be pasted'],
  ['a directory into itself', 'mkdir -p d/e; mv d d/e\n', 'mv: cannot move \'d\' to a subdirectory of itself, \'d/e/d\''],
])('%s', (_name, typed, word) => {
  const typist = new Typist()
  const said = typist.says(typed, ...Array.from({ length: 8 }, () => '')) // loops take a few seconds
  expect(said.filter(line => line === word)).toEqual([word])
  expect(typist.says('echo al""ive\n').slice(-2)[0]).toBe('alive')
})
