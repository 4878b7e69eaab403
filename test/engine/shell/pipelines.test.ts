// The stages of a pipeline run side by side, and what has no end is ended.
import { describe, expect, test } from 'vitest'
import { run, Typist } from './support/host.ts'

describe('a pipeline', () => {
  test.each([
    ['yes | head -3', 'y\ny\ny\n[0]'],
    ['yes no | head -n 1; echo after', 'no\nafter\n[0]'],
    ['while true; do echo x; done | head -2', 'x\nx\n[0]'],
    ['{ sleep 5; echo late; } | cat', 'late\n[0]'],
    ['{ echo a; sleep 5; echo b; } | while read x; do echo "got $x"; done', 'got a\ngot b\n[0]'],
    ['sleep 3 | echo at once', 'at once\n[0]'],
    ['echo x | read y; echo "<$y>"', '<>\n[0]'],
    ['false | true; echo $?; set -o pipefail; false | true; echo $?', '0\n1\n[0]'],
    ['(sleep 2; echo late &) | cat; echo end', 'late\nend\n[0]'],
    ['printf "1\\n2\\n3\\n" | while read n; do echo "n=$n"; cat < /dev/null; done', 'n=1\nn=2\nn=3\n[0]'],
    ['i=0; while sleep 5; do i=$((i+1)); echo $i; [ $i = 3 ] && break; done | tee log; cat log', '1\n2\n3\n1\n2\n3\n[0]'],
    ['yes | while read x; do n=$((n+1)); [ $n = 1000 ] && echo $n && break; done', '1000\n[0]'],
    ['echo a | { cat; echo b; } | tr ab xy', 'x\ny\n[0]'],
    ['time sleep 2', '!\nreal\t0m2.000s\nuser\t0m0.000s\nsys\t0m0.000s\n[0]'],
  ])('%s', (line, said) => expect(run(line)).toBe(said))

  test('each line goes on as it comes', () => {
    const typist = new Typist()
    expect(typist.says('while sleep 1; do echo tick; done | grep -n tick\r')).toEqual(['$ while sleep 1; do echo tick; done | grep -n tick', '1:tick', ''])
    expect(typist.says('')).toEqual(['2:tick', '3:tick', ''])
    expect(typist.says('\x03', 'jobs\r')).toEqual(['^C', '$ jobs', '$ '])
  })

  test('tail -f goes on until Ctrl-C', () => {
    const typist = new Typist()
    expect(typist.says('(for i in 1 2 3; do sleep 1; echo line $i >> log; done) & touch log; tail -f log | grep -v 2\r', '', '', '\x03').slice(1)).toEqual(['[1] 3', 'line 1', 'line 3', '^C', '[1]+  Done                    (for i in 1 2 3; do sleep 1; echo line $i >> log; done)', '$ '])
  })
})

const endless = '!bash: CPU time limit exceeded: a loop that waits for nothing was stopped\n'
describe('what has no end is ended', () => {
  test.each([
    ['while true; do :; done; echo after', `${endless}[152]`],
    ['while true; do ls > /dev/null; done', `${endless}[152]`],
    ['for i in {1..3000}; do ls > /dev/null; done; echo done', 'done\n[0]'],
    ['until false; do true; done | cat', `${endless}[0]`],
    ['f() { f; }; f', '!bash: f: maximum function nesting level exceeded (150)\n[1]'],
    ['f() { x=$(f); }; f; echo done', expect.stringContaining('Resource temporarily unavailable')],
    [':(){ :|:& };:', expect.stringMatching(/Resource temporarily unavailable|CPU time limit/)],
    ['echo ". ./again" > again; . ./again', '!bash: source: maximum function nesting level exceeded (150)\n[1]'],
    ['yes > file; ls -l file | awk \'{print $5}\'', '!yes: standard output: No space left on device\n8390000\n[0]'],
    ['echo {1..3} {a,b}{x,y} {1..99999999}', '1 2 3 ax ay bx by {1..99999999}\n[0]'],
    ['echo 1 > again.sh; echo "sh ./again.sh" > again.sh; sh again.sh', expect.stringContaining('Resource temporarily unavailable')],
    ['echo "sh again.sh | sh again.sh" > again.sh; sh again.sh 2> /dev/null; echo over', 'over\n[0]'],
  ])('%s', (line, said) => {
    expect(run(line, 600_000)).toEqual(said) // at all
  })
})
