// vi does what people's fingers know.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keysOf } from '../../../../engine/runtime/tty.ts'
import { contentOf } from '../../../../engine/shell/editors/text.ts'
import { opened, press, type Vi } from '../../../../engine/shell/editors/vi.ts'

const yaml = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec: {}\n'

const typed = (keys: string, content = yaml): Vi =>
  keysOf(keys).flatMap(key => /^\x1B[A-Za-z]$/.test(key) ? ['\x1B', key.slice(1)] : [key]).reduce(press, opened('pod.yaml', content, 20))
const edited = (keys: string, content = yaml): string => contentOf(typed(keys, content).text)

const scripts: readonly (readonly [keys: string, content?: string])[] = [
  ['dd'], ['2dd'], ['jdd'], ['Gdd'], ['ddp'], ['yyp'], ['2yyGp'], ['yyP'], ['dG'], ['jdgg'], ['3jD'], ['jx'], ['3x'], ['xp'], ['dw'], ['2dw'], ['jwdw'], ['cwKind\x1B'], ['jcwname\x1B'], ['ccnew\x1B'], ['Chi\x1B'],
  ['ofirst\x1B'], ['Oabove\x1B'], ['3joapp\x1B'], ['A # end\x1B'], ['Istart \x1B'], ['ahello\x1B'], ['ihello\x1Bu'], ['ddu'], ['dduu'], ['rX'], ['3rX'], ['~~'], ['J'], ['jJ'], ['>>'], ['4j<<'], ['.'], ['dd.'], ['xj.'], ['A;\x1Bj.'], ['cwx\x1Bj.'],
  ['3jwcwother\x1B'], ['/web\rx'], ['/web\rnx'], ['?kind\rx'], ['fvx'], ['tvx'], ['$x'], ['$dh'], ['db'], ['$db'], ['de'], ['we'], ['d$'], ['3jf:d0'], ['5j^d$'], ['3jwdiw'], ['3jwciwshop\x1B'], ['yiwP', 'one two\n'], ['wdaw', 'one two three\n'], ['f"ci"new\x1B', 'name: "old"\n'], ['f{ci{a\x1B', 'x: {b}\n'],
  [':%s/web/shop/g\r'], [':%s/web/shop/\r'], [':s/v1/v2/\r'], [':2,3s/a/A/g\r'], [':3d\r'], [':2,4d\r'], [':$d\r'], [':%s/\\(name\\): \\(.*\\)/\\2: \\1/\r'], [':5\rdd'], ['Rxyz\x1B'], ['ywP'], ['y$p'], ['dwu\x12'], ['3Gdd'], ['ggyG:$\rp'], ['wwbx', 'one two three\n'], ['Wx', 'a.b c\n'], ['wx', 'a.b c\n'], ['}dd', 'a\nb\n\nc\n'], ['G{dd', 'a\n\nb\nc\n'], ['f(d%', 'f(a, b) c\n'],
  ['ia\rb\x1B', ''], ['ihi\x7F\x7F\x7Fx\x1B', ''], ['lllhx', 'abc\n'], ['jkx'], ['Sx\x1B'], ['sx\x1B'], ['Xx', 'abc\n'], ['$X', 'abc\n'], ['ye$p', 'one two\n'], ['dwdwP', 'one two three\n'], ['2J', 'a\nb\nc\n'], ['dj'], ['jdk'], ['yjP'], ['cwa b\x1Bw.', 'one two\n'],
]

const directory = mkdtempSync(join(tmpdir(), 'vi-'))

/** What the real one makes of it. */
function real(keys: string, content: string): string | undefined {
  const [file, script] = [join(directory, 'file'), join(directory, 'script')]
  writeFileSync(file, content)
  writeFileSync(script, `${keys}\x1B:wq!\r`)
  const { error } = spawnSync('vi', ['-u', 'NONE', '-N', '--cmd', 'set autoindent shiftwidth=2 expandtab nojoinspaces', '-s', script, file], { encoding: 'utf8', timeout: 5000, env: { ...process.env, TERM: 'xterm' } })
  return error ? undefined : readFileSync(file, 'utf8')
}

const hasVim = (spawnSync('vi', ['--version'], { encoding: 'utf8' }).stdout as string | null)?.includes('VIM') ?? false

describe.skipIf(!hasVim)('as the real one', () => {
  test.each(scripts.map(([keys, content = yaml]) => [keys, content] as const))('%j', (keys, content) => expect(edited(keys, content)).toBe(real(keys, content)))
})

test('modes, messages and leaving', () => {
  expect(typed('ix').mode).toBe('insert')
  expect(typed('').message).toBe('"pod.yaml" 7L, 79B')
  expect(typed('x:q\r')).toMatchObject({ message: 'E37: No write since last change (add ! to override)', wish: undefined })
  expect(typed('x:q!\r').wish).toEqual({ quit: true })
  expect(typed('x:wq\r').wish).toEqual({ write: 'pod.yaml', content: yaml.slice(1), quit: true })
  expect(typed('x:w other\r').wish).toEqual({ write: 'other', content: yaml.slice(1), quit: false })
  expect(typed('ZZ').wish).toEqual({ quit: true })
  expect(typed(':nosuch\r').message).toBe('E492: Not an editor command: nosuch')
  expect(typed('/nosuch\r').message).toBe('E486: Pattern not found: nosuch')
  expect(typed('i한글\x1B').text.lines[0]).toBe('한글apiVersion: v1')
})

test('no keys break it, and undo leads back', () => {
  const key = fc.constantFrom(...'hjklwbe0$^GgxXdcyYpPuiaoOAIJ~rsSDC.;,nN/?:123%{}fFtT><', '\x1B', '\r', '\x7F', '한', '\x12', '\x04', '\x15', ':%s/a/b/g\r', ':wq\r', ':2,3d\r')
  fc.assert(fc.property(fc.array(key, { maxLength: 60 }), keys => {
    const vi = typed(keys.join(''))
    const { row, column } = vi.text.at
    expect(vi.text.lines.length).toBeGreaterThan(0)
    expect(row).toBeLessThan(vi.text.lines.length)
    expect(column).toBeLessThanOrEqual((vi.text.lines[row] ?? '').length)
    const back = keysOf(`\x1B\x1B${'u'.repeat(200)}`).reduce((state, each) => press(state, each === '\x1Bu' ? 'u' : each), press(press(vi, '\x1B'), '\x1B'))
    if (vi.past.length < 150) expect(contentOf(back.text)).toBe(yaml)
  }), { numRuns: 500 })
})
