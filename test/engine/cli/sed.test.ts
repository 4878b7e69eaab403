import { describe, expect, test } from 'vitest'
import { World } from '../../../engine/lab/world.ts'

function run(line: string, files: Readonly<Record<string, string>> = {}, stdin?: string) {
  const world = new World({ nodes: 0 })
  const { stdout, stderr, exitCode } = world.apply({ atMs: 0, kind: 'run', payload: { line, files, ...stdin !== undefined && { stdin } } }) ?? {}
  return { stdout, stderr, exitCode }
}

const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })

describe('sed on the host', () => {
  test.each<[script: string, text: string, outcome: string]>([
    ['s/a/b/', 'aa\na\n', 'ba\nb\n'],
    ['s/a/b/g', 'aa\n', 'bb\n'],
    ['s|/usr|/opt|', '/usr/bin\n', '/opt/bin\n'],
    ['s/nginx:.*/nginx:1.29/', 'image: nginx:1.25\n', 'image: nginx:1.29\n'],
    ['s/a\\/b/c/', 'a/b\n', 'c\n'],
    ['s/(a)/<&>/', '(a)\n', '<(a)>\n'],
    ['s/\\(a\\)\\(b\\)/\\2\\1/', 'ab\n', 'ba\n'],
    ['s/a/$1/', 'a\n', '$1\n'],
    ['s/A/b/gi', 'aA\n', 'bb\n'],
  ])('%s', (script, text, outcome) => {
    expect(run(`sed '${script}'`, {}, text)).toEqual(said(outcome))
  })

  test('in place', () => {
    expect(run('sed -i s/red/green/ f.txt && cat f.txt', { 'f.txt': 'red\n' })).toEqual(said('green\n'))
  })

  test('files that are none, scripts that it does not know', () => {
    expect(run('sed s/a/b/ nope')).toEqual({ stdout: '', stderr: 'sed: can\'t read nope: No such file or directory\n', exitCode: 2 })
    expect(run('sed 3k', {}, 'x')).toEqual({ stdout: '', stderr: 'sed: -e expression #1, char 2: unknown command: `k\'\n', exitCode: 1 })
  })
})
