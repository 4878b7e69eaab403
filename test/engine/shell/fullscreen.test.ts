// Programs that take the whole terminal, as they look on it; afterwards all is as before.
import { expect, test } from 'vitest'
import { linesOf } from '../../../engine/shell/screen.ts'
import { Typist } from './support/host.ts'

function typist(): Typist & { readonly screen: (...keys: readonly string[]) => readonly string[] } {
  const made = new Typist()
  made.terminal.type('\x1B[8;8;40t')
  made.host.put('pod.yaml', 'kind: Pod\nname: web\n')
  made.host.put('long', Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join(''))
  return Object.assign(made, {
    screen: (...keys: readonly string[]) => {
      for (const each of keys) {
        made.terminal.type(each)
        made.clock.advanceTo(made.clock.nowMs + 100)
      }
      return linesOf(made.terminal.output).map(line => line.trimEnd())
    },
  })
}

test('vi draws, writes and gives the terminal back', () => {
  const { screen, host } = typist()
  expect(screen('vi pod.yaml\r')).toEqual(['kind: Pod', 'name: web', '~', '~', '~', '~', '~', expect.stringMatching(/^"pod.yaml" 2L, 20B +1,1$/)])
  expect(screen('oimage: nginx 웹')).toEqual(['kind: Pod', 'image: nginx 웹', 'name: web', '~', '~', '~', '~', expect.stringMatching(/^-- INSERT -- +2,15$/)])
  expect(screen('\x1B', '\x1B[8;4;20t')).toEqual(['kind: Pod', 'image: nginx 웹', 'name: web', expect.stringMatching(/2,14$/)])
  expect(screen(':wq\r', 'cat pod.yaml\r')).toEqual(['$ vi pod.yaml', '$ cat pod.yaml', 'kind: Pod', 'image: nginx 웹', 'name: web', '$'])
  expect(host.files.read('/root/pod.yaml')).toBe('kind: Pod\nimage: nginx 웹\nname: web\n')
})

test('vi is put aside with Ctrl-Z and comes back', () => {
  const { screen } = typist()
  expect(screen('vi pod.yaml\r', 'x', '\x1A')).toEqual(['$ vi pod.yaml', '[1]+  Stopped                 vi pod.yaml', '$'])
  expect(screen('fg\r')[0]).toBe('ind: Pod')
  expect(screen(':q!\r').slice(-3)).toEqual(['$ fg', 'vi pod.yaml', '$'])
})

test('nano cuts, pastes, looks for, asks and writes', () => {
  const { screen, host } = typist()
  expect(screen('nano pod.yaml\r')).toEqual(['  GNU nano 7.2      pod.yaml', 'kind: Pod', 'name: web', '', '', expect.stringContaining('[ Read 2 lines ]'), '^G Help ^O Write^W Where^K Cut  ^C Locat', '^X Exit M-U Undo^_ Go To^U Paste^S Save'])
  expect(screen('\x0B', '\x15', '\x1B[A', '\x17web\r', 'my').slice(0, 4)).toEqual([expect.stringContaining('Modified'), 'kind: Pod', 'name: myweb', ''])
  expect(screen('\x18')[5]).toBe('Save modified buffer?')
  expect(screen('y')[5]).toBe('File Name to Write: pod.yaml')
  expect(screen('\r')).toEqual(['$ nano pod.yaml', '$'])
  expect(host.files.read('/root/pod.yaml')).toBe('kind: Pod\nname: myweb\n')
})

test('less goes through pages and looks for words; in a pipe it passes on', () => {
  const { screen } = typist()
  expect(screen('less long\r')).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'long'])
  expect(screen(' ')[0]).toBe('line 8')
  expect(screen('/line 20\r')[0]).toBe('line 20')
  expect(screen('G').slice(-2)).toEqual(['line 30', '(END)'])
  expect(screen('q', 'less long | tail -1\r')).toEqual(['$ less long', '$ less long | tail -1', 'line 30', '$'])
  expect(screen('cat long | less\r')[0]).toBe('line 1')
})

test('watch looks every two seconds until Ctrl-C', () => {
  const made = typist()
  made.terminal.type('\x1B[8;8;60t')
  expect(made.screen('watch cat long\r').slice(0, 3)).toEqual([expect.stringMatching(/^Every 2\.0s: cat long +podium: Thu Jan  1 0/), '', 'line 1'])
  made.host.put('long', 'other\n')
  made.clock.advanceTo(made.clock.nowMs + 2000)
  expect(made.screen('').slice(1, 4)).toEqual(['', 'other', ''])
  expect(made.screen('\x03', 'echo $?\r')).toEqual(['$ watch cat long', '$ echo $?', '130', '$'])
})

test('top', () => {
  expect(typist().screen('top\r').slice(1, 8)).toEqual(['Tasks:   2 total,   1 running,   1 sleep', '%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni, 100.', 'MiB Mem :   3934.0 total,   3934.0 free,', 'MiB Swap:      0.0 total,      0.0 free,', '', '    PID USER      PR  NI    VIRT    RES', '      2 root      20   0       0      0'])
})
