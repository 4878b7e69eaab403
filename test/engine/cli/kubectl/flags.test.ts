import { describe, expect, test } from 'vitest'
import { durationMs, durationText, FlagError, parseFlags, takesNext, type Flags } from '../../../../engine/cli/kubectl/flags.ts'

const known: Flags = {
  'all-namespaces': { kind: 'switch', short: 'A' },
  'dry-run': { kind: 'text', usual: 'none', bare: 'unchanged' },
  'env': { kind: 'texts', short: 'e' },
  'filename': { kind: 'list', short: 'f' },
  'namespace': { kind: 'text', short: 'n' },
  'output': { kind: 'text', short: 'o' },
  'replicas': { kind: 'number', usual: '1' },
  'since': { kind: 'duration' },
  'watch': { kind: 'switch', short: 'w' },
}

const parse = (line: string) => parseFlags(line.split(' '), known)

function complaint(line: string): string {
  try { parse(line) }
  catch (error) { return error instanceof FlagError ? error.message : `no flag error: ${String(error)}` }
  return 'no complaint'
}

describe('flags', () => {
  test.each<[line: string, namespace: string | undefined]>([
    ['pods -n dev', 'dev'],
    ['pods -ndev', 'dev'],
    ['pods -n=dev', 'dev'],
    ['pods --namespace dev', 'dev'],
    ['pods --namespace=dev', 'dev'],
    ['-n dev pods', 'dev'],
    ['pods -n one -n two', 'two'],
    ['pods --namespace=', ''],
    ['pods -n -A', '-A'],
    ['pods', undefined],
  ])('%s', (line, namespace) => {
    expect([parse(line).text('namespace'), parse(line).args]).toEqual([namespace, ['pods']])
  })

  test('switches join, and end with a flag that takes a value', () => {
    const flags = parse('pods -Awn dev')
    expect([flags.isOn('all-namespaces'), flags.isOn('watch'), flags.text('namespace'), flags.args]).toEqual([true, true, 'dev', ['pods']])
  })

  test.each<[line: string, on: boolean]>([['-w', true], ['--watch', true], ['-w=false', false], ['--watch=false', false], ['--watch=T', true], ['--watch=0', false], ['x', false]])('%s switches', (line, on) => {
    expect(parse(line).isOn('watch')).toBe(on)
  })

  test('a switch takes no next word', () => {
    expect(parse('-w false').args).toEqual(['false'])
  })

  test('lists part at commas, texts do not', () => {
    const flags = parse('-f a,b -f c -e A=1,2 -e B=3')
    expect([flags.texts('filename'), flags.texts('env')]).toEqual([['a', 'b', 'c'], ['A=1,2', 'B=3']])
  })

  test('what is quoted in a list keeps its commas', () => {
    expect(parseFlags(['-f', '"a,b",c'], known).texts('filename')).toEqual(['a,b', 'c'])
  })

  test('usual values, and values of flags given bare', () => {
    expect([parse('x').text('dry-run'), parse('--dry-run x').text('dry-run'), parse('--dry-run=client').text('dry-run')]).toEqual(['none', 'unchanged', 'client'])
    expect([parse('x').number('replicas'), parse('--replicas 0').number('replicas'), parse('--replicas=-1').number('replicas')]).toEqual([1, 0, -1])
  })

  test('behind -- there are no flags', () => {
    const flags = parse('run -n dev -- sh -c ls')
    expect([flags.args, flags.dashAt, flags.text('namespace')]).toEqual([['run', 'sh', '-c', 'ls'], 1, 'dev'])
  })

  test('a lone dash is an argument', () => {
    expect(parse('- -f -').args).toEqual(['-'])
  })

  test.each([
    ['--foo', 'unknown flag: --foo'],
    ['--foo=1', 'unknown flag: --foo'],
    ['--constructor', 'unknown flag: --constructor'],
    ['---x', 'bad flag syntax: ---x'],
    ['-z', 'unknown shorthand flag: \'z\' in -z'],
    ['-Az', 'unknown shorthand flag: \'z\' in -z'],
    ['-o', 'flag needs an argument: \'o\' in -o'],
    ['-wo', 'flag needs an argument: \'o\' in -o'],
    ['--output', 'flag needs an argument: --output'],
    ['--replicas=two', 'invalid argument "two" for "--replicas" flag: strconv.ParseInt: parsing "two": invalid syntax'],
    ['--watch=maybe', 'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    ['--since=1x', 'invalid argument "1x" for "--since" flag: time: unknown unit "x" in duration "1x"'],
  ])('%s is refused', (line, message) => {
    expect(complaint(line)).toBe(message)
  })

  test('which flags take the next word', () => {
    expect(['-n', '--namespace', '--namespace=x', '-A', '--watch', '--dry-run', '--foo', '-f'].map(word => takesNext(word, known)))
      .toEqual([true, true, false, false, false, false, false, true])
  })
})

describe('durations', () => {
  test.each<[text: string, ms: number, back: string]>([
    ['0', 0, '0s'], ['300ms', 300, '300ms'], ['1s', 1000, '1s'], ['1m30s', 90_000, '1m30s'], ['1.5h', 5_400_000, '1h30m0s'], ['-1s', -1000, '-1s'], ['2m', 120_000, '2m0s'],
  ])('%s', (text, ms, back) => {
    expect([durationMs(text), durationText(ms)]).toEqual([ms, back])
  })

  test.each([
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['x', 'time: invalid duration "x"'],
    ['1s2', 'time: missing unit in duration "1s2"'],
  ])('%j is none', (text, message) => {
    expect(() => durationMs(text)).toThrow(new FlagError(message))
  })
})
