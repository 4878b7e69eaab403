// Whatever comes in: the real error or a plain one, never a crash, never a changed prototype, never a lost object.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createCluster, type PodiumCluster, type Ran } from '../../../engine/index.ts'
import { World } from '../../../engine/lab/world.ts'
import { linesOf } from '../../../engine/shell/screen.ts'

const manifests: readonly unknown[] = Object.values(JSON.parse(readFileSync('tools/facts/k8s-1.36/defaults.json', 'utf8')) as Record<string, { manifest: unknown }>).map(({ manifest }) => manifest)

const prototypes = [Object.prototype, Array.prototype, Function.prototype, Map.prototype]
const untouched = prototypes.map(prototype => Reflect.ownKeys(prototype).length)
afterEach(() => expect(prototypes.map(prototype => Reflect.ownKeys(prototype).length)).toEqual(untouched))

const canary = '{apiVersion: v1, kind: ConfigMap, metadata: {name: canary}, data: {sings: "yes"}}'

function withCanary(): PodiumCluster {
  const cluster = createCluster({ nodes: 1 })
  cluster.apply(canary)
  return cluster
}

/** Everything that was there is there, and the cluster still takes orders. */
function expectUnharmed(cluster: PodiumCluster): void {
  expect(cluster.client.get('configmaps', 'default', 'canary').data).toEqual({ sings: 'yes' })
  expect(cluster.run('kubectl get configmap canary -o name')).toEqual({ stdout: 'configmap/canary\n', stderr: '', exitCode: 0 })
}

/** It worked, or said why not; nothing else. */
function expectAnswer({ stdout, stderr, exitCode }: Ran): void {
  expect(exitCode === 0 ? stdout + stderr : stderr, 'an answer').not.toBe('')
  expect(stderr).not.toMatch(/TypeError|RangeError|undefined|\[object Object\]|Cannot read|is not a function/)
}

const configMap = (fields: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n${fields}`
const many = (count: number, line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join('\n')
const megabytes = 1_000_000
const notYaml = (why: string): string => `error: error parsing STDIN: error converting YAML to JSON: yaml: ${why}\n`

describe('manifests that no one should write', () => {
  test.each<readonly [string, string, string]>([
    ['a flow that never ends', '['.repeat(100_000), notYaml('exceeded max depth of 500')],
    ['JSON as deep', `{"a":${'['.repeat(100_000)}`, 'error: error parsing STDIN: exceeded max depth\n'],
    ['blocks ever further in', many(5_000, i => `${' '.repeat(i)}a:`), notYaml('line 501: exceeded max depth of 500')],
    ['a list of lists', `${'- '.repeat(50_000)}a`, notYaml('exceeded max depth of 500')],
    ['an alias of itself', configMap('data: &loop\n  a: *loop\n'), notYaml('anchor \'loop\' value contains itself')],
    ['billion laughs', `a: &a [lol]\n${many(9, i => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(10).fill(`*${'abcdefghij'[i]}`).join()}]`)}`, notYaml('document contains excessive aliasing')],
    ['10 MB in one value', configMap(`data: {a: ${'x'.repeat(10 * megabytes)}}`), 'The ConfigMap "bad" is invalid: \n* metadata.annotations: Too long: may not be more than 262144 bytes\n* []: Too long: may not be more than 1048576 bytes\n'],
    ['10 MB of nothing', ' '.repeat(10 * megabytes), 'error: no objects passed to apply\n'],
    ['10 MB of open quotes', `"${'\\"'.repeat(5 * megabytes)}`, notYaml('line 2: found unexpected end of stream')],
    ['10 MB of noise', '\0\u{1F600}:{[-'.repeat(megabytes), notYaml('control characters are not allowed')],
    ['100,000 labels', configMap(`  labels:\n${many(100_000, i => `    k${i}: v`)}`), 'The ConfigMap "bad" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes\n'],
    ['a number past 2⁵³', '{apiVersion: apps/v1, kind: Deployment, metadata: {name: bad}, spec: {replicas: 9007199254740994}}', 'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 9007199254740994 into Go struct field DeploymentSpec.spec.replicas of type int32\n'],
  ])('%s', (_name, yaml, stderr) => {
    const cluster = withCanary()
    expect(cluster.apply(yaml)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expectUnharmed(cluster)
  })

  test('100,000 labels where no annotation is in the way', () => {
    const cluster = withCanary()
    const yaml = configMap(`  labels:\n${many(100_000, i => `    k${i}: v`)}`)
    expect(cluster.run('kubectl create -f -', { stdin: yaml }).stdout).toBe('configmap/bad created\n')
    expect(cluster.run('kubectl get configmap -l k99999=v,k0!=w -o name').stdout).toBe('configmap/bad\n')
    expectUnharmed(cluster)
  })

  test.each([['configmap', 253], ['namespace', 63], ['deployment --image=nginx', 63]])('a %s has a name of at most %i letters', (kind, letters) => {
    const cluster = withCanary()
    for (const [length, exitCode] of [[letters, 0], [letters + 1, 1]] as const) {
      const ran = cluster.run(`kubectl create ${kind} ${'a'.repeat(length)}`)
      expectAnswer(ran)
      expect(ran.exitCode).toBe(exitCode)
    }
    expectUnharmed(cluster)
  })
})

describe('names that every object in JavaScript knows', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s', name => {
    const cluster = withCanary()
    const manifest = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: bad}, data: {${name}: ${value}}}`
    const stored = () => cluster.run('kubectl get configmap bad -o json').stdout
    const data = (value: string) => `    "data": {\n        "${name}": "${value}"\n    }`
    expect(cluster.apply(manifest('one')).stdout).toBe('configmap/bad created\n')
    expect(stored()).toContain(data('one'))
    expect(cluster.apply(manifest('two')).stdout).toBe('configmap/bad configured\n')
    expect(stored()).toContain(data('two'))
    for (const type of ['merge', 'strategic']) {
      expectAnswer(cluster.run(`kubectl patch configmap bad --type ${type} -p '{"data":{"${name}":"${type}"}}'`))
      expect(stored()).toContain(data(type))
    }
    expectAnswer(cluster.run(`kubectl patch configmap bad --type json -p '[{"op":"replace","path":"/data/${name}","value":"json"}]'`))
    expect(stored()).toContain(data('json'))
    for (const line of [
      `kubectl get ${name}`, `kubectl get ${name}/${name}`, `kubectl ${name}`, `kubectl get cm ${name}`, `kubectl label cm bad ${name}=x`, `kubectl annotate cm bad ${name}-`,
      `kubectl get cm bad -o custom-columns=A:.${name}.${name}`, `kubectl explain pod.${name}`, `kubectl create ${name} a`, `kubectl -n ${name} get pods -o wide`, name,
      `kubectl patch cm bad --type merge -p '{"${name}":{"polluted":"yes"},"metadata":{"${name}":{"polluted":"yes"}}}'`,
      `kubectl patch cm bad --type json -p '[{"op":"add","path":"/${name}/polluted","value":"yes"}]'`,
    ]) expectAnswer(cluster.run(line))
    expect(cluster.run(`${name}=mine; echo $${name}`).stdout).toBe('mine\n')
    expect(cluster.apply(`{apiVersion: v1, kind: ${name}, metadata: {name: a}}`).exitCode).toBe(1)
    expect(cluster.apply(`{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, ${name}: {polluted: x}}`).exitCode).toBe(1)
    expect(cluster.run('kubectl delete configmap bad').exitCode).toBe(0)
    expectUnharmed(cluster)
  })
})

const loneSurrogate = '\uD800'
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e300, '', ' ', '1', 'x', 'A_b', '../..', loneSurrogate, `a${loneSurrogate}`, '\0', '가나다', 'a'.repeat(254), [], [null], [[[]]], {}, { a: 1 }, [{}], [{ name: 'x' }, { name: 'x' }]),
  fc.constantFrom('__proto__', 'constructor', 'toString').map(key => JSON.parse(`{"${key}":{"polluted":"yes"}}`) as unknown),
)

/** A manifest with something wrong at some place. */
const mutated = fc.record({
  manifest: fc.constantFrom(...manifests),
  changes: fc.array(fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'replace', 'remove', 'add'), value: nasty, key: fc.constantFrom('x', '', '__proto__', 'constructor', 'spec', 'a'.repeat(300)) }), { minLength: 1, maxLength: 3 }),
}).map(({ manifest, changes }) => changes.reduce<unknown>((mutant, { at, how, value, key }) => {
  const places = pathsOf(mutant)
  const path = places[at % places.length] ?? []
  return how === 'add' ? changed(mutant, [...path, key], value) : changed(mutant, path, how === 'remove' ? undefined : value)
}, manifest))

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null

function pathsOf(value: unknown): readonly (readonly string[])[] {
  return isMap(value) ? Object.entries(value).flatMap(([key, child]) => [[key], ...pathsOf(child).map(path => [key, ...path])]) : []
}

function changed(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf
  if (!isMap(value)) return leaf
  const entries = Object.entries(value).map(([name, child]): [string, unknown] => [name, name === key ? changed(child, rest, leaf) : child])
  const all = entries.some(([name]) => name === key) ? entries : [...entries, [key, leaf] as [string, unknown]]
  return Array.isArray(value) ? all.filter(([, child]) => child !== undefined).map(([, child]) => child) : Object.fromEntries(all)
}

describe('manifests with something wrong in them', () => {
  test('are taken or refused, and the cluster lives on', () => {
    let [taken, refused] = [0, 0]
    fc.assert(fc.property(fc.array(mutated, { minLength: 4, maxLength: 8 }), mutants => {
      const cluster = withCanary()
      for (const mutant of mutants) {
        const stdin = JSON.stringify(mutant)
        const ran = cluster.run('kubectl apply -f -', { stdin })
        expectAnswer(ran)
        if (ran.exitCode === 0) {
          taken++
          expect(cluster.run('kubectl get -f - -o name', { stdin }).exitCode, 'what was taken is there').toBe(0)
          for (const format of ['yaml', 'wide', 'name']) expectAnswer(cluster.run(`kubectl get -f - -o ${format}`, { stdin }))
          expectAnswer(cluster.run('kubectl describe -f -', { stdin }))
        }
        else refused++
        cluster.advance(3)
      }
      cluster.advance(60)
      expectUnharmed(cluster)
    }), { numRuns: 60 })
    expect(taken).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  })

  test('may end anywhere', () => {
    const cluster = withCanary()
    fc.assert(fc.property(fc.constantFrom(...manifests), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (manifest, part, asYaml) => {
      const whole = asYaml ? cluster.run('kubectl create --dry-run=client -o yaml -f -', { stdin: JSON.stringify(manifest) }).stdout : JSON.stringify(manifest)
      expectAnswer(cluster.apply(whole.slice(0, Math.floor(whole.length * part))))
    }), { numRuns: 200 })
    expectUnharmed(cluster)
  })

  test('may be any text at all', () => {
    const cluster = withCanary()
    const pieces = fc.constantFrom('a', ': ', '- ', '\n', '\n  ', '{', '}', '[', ']', '"', '\'', '|', '>', '&a ', '*a', '!!', '!!binary ', '<<: ', '#', '---\n', '...', '%YAML', '\t', '\uFEFF', loneSurrogate, '0x', '1e9', '~', ',', '? ', '\\', '\r\n', 'kind: Pod\n', 'apiVersion: v1\n')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40, size: 'max' }).map(all => all.join('')), text => expectAnswer(cluster.apply(text))), { numRuns: 1_000 })
    expectUnharmed(cluster)
  })
})

describe('a shell', () => {
  const word = fc.constantFrom('kubectl', 'get', 'pods', 'cm', 'canary', '-o', 'yaml', 'json', 'wide', 'jsonpath={.items[*', '{', '}', '-l', 'a=b', '-A', '--all', 'describe', 'logs', 'exec', '--', 'explain', 'echo', 'cat', 'grep', 'head', '-n', '-1', '1e99', '$(', ')', '`', '|', '||', '&&', ';', '&', '>', '>>', '<', '2>&1', '"', '\'', '\\', '$', '${', '$?', '*', '~', '(', '#', '\n', '\t', '', '가', loneSurrogate, '\0', '\x1B[A', '__proto__', 'constructor', '=', 'A=1', 'watch', 'apply', '-f', '/dev/null', 'edit', 'get -w', '--timeout=1s')
  const line = fc.oneof(fc.array(word, { maxLength: 12 }).map(words => words.join(' ')), fc.string({ unit: 'binary', maxLength: 30 }))

  test('answers any line', () => {
    const cluster = withCanary()
    fc.assert(fc.property(line, text => {
      const { stdout, stderr, exitCode } = cluster.run(text)
      expect(Number.isInteger(exitCode)).toBe(true)
      expect(stdout + stderr).not.toMatch(/TypeError|RangeError|\[object Object\]|is not a function/)
    }), { numRuns: 500 })
    expectUnharmed(cluster)
  })

  test('takes any keys, and is there again after Ctrl-C', () => {
    const key = fc.oneof(line, fc.constantFrom('\r', '\x03', '\x04', '\x7F', '\x1B', '\x1B[A', '\x1B[B', '\x1B[C', '\x1B[D', '\x1B[3~', '\x1B[200~', '\x01', '\x05', '\x0B', '\x0C', '\x15', '\x17', '\t', '\x1BOP', '\x1B[999;999;999m'))
    fc.assert(fc.property(fc.array(key, { maxLength: 30 }), keys => {
      const world = new World({ nodes: 1 })
      for (const payload of keys) world.apply({ atMs: world.nowMs + 100, kind: 'keys', payload })
      world.apply({ atMs: world.nowMs + 100, kind: 'keys', payload: '\x03\x03echo alive\r' })
      world.cluster.clock.advanceTo(world.nowMs + 1_000)
      expect(linesOf(world.terminal.output).slice(-2)).toEqual(['alive', '$ '])
    }), { numRuns: 60 })
  })
})
