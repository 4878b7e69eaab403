// Tab: commands, files, variables, and what kubectl says could follow.
import { describe, expect, test } from 'vitest'
import { linesOf } from '../../../engine/shell/screen.ts'
import { World } from '../../../engine/lab/world.ts'
import { settle } from '../../../engine/lab/settle.ts'
import { Typist } from './support/host.ts'

function typist(): Typist {
  const made = new Typist()
  for (const path of ['web.yaml', 'web.txt', 'a b.yaml', 'manifests/one.yaml', 'manifests/two.yaml', '.hidden']) made.host.put(path, '')
  return made
}

/** What the line is after some keys. */
const completed = (keys: string): string => typist().says(keys).at(-1) ?? ''

describe('Tab on the host', () => {
  test.each([
    ['ech\t', '$ echo '],
    ['cat we\t', '$ cat web.'],
    ['cat web.y\t', '$ cat web.yaml '],
    ['cat a\t', '$ cat a\\ b.yaml '],
    ['cat "a\t', '$ cat "a b.yaml" '],
    ['cat man\to\t', '$ cat manifests/one.yaml '],
    ['cd \t', '$ cd manifests/'],
    ['ls | gre\t', '$ ls | grep '],
    ['cat < web.t\t', '$ cat < web.txt '],
    ['echo $HO\t', '$ echo $HOME '],
    ['echo "${HO\t', '$ echo "${HOME} '],
    ['X=1 ech\t', '$ X=1 echo '],
    ['nosuch\t', '$ nosuch'],
    ['cat web.y\t\x01', '$ cat web.yaml '],
    ['cat .h\t', '$ cat .hidden '],
  ])('%j', (keys, line) => expect(completed(keys).trimEnd()).toBe(line.trimEnd()))

  test('two Tabs show what there is to choose', () => {
    expect(typist().says('cat \t\t')).toEqual(['$ cat ', 'a b.yaml    manifests/  web.txt     web.yaml', '$ cat '])
    expect(typist().says('ls; cat web\t\tt\t\r').slice(0, 3)).toEqual(['$ ls; cat web.', 'web.txt   web.yaml', '$ ls; cat web.txt '])
  })

  test('too many are shown only to whom wants them', () => {
    expect(typist().says('\t\t', 'n', 'x')).toEqual(['$ ', expect.stringMatching(/^Display all \d+ possibilities\? \(y or n\)$/), '$ x'])
  })
})

describe('Tab after kubectl', () => {
  const world = new World({ nodes: 1 })
  settle(world)
  for (const line of ['kubectl create deployment web --image=nginx', 'kubectl run db --image=redis', 'kubectl create namespace shop', 'alias kg="kubectl get"']) world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } })
  world.cluster.clock.advanceTo(world.nowMs + 30_000)
  const shown = (keys: string): readonly string[] => {
    world.terminal.type(`\x15\x0C${keys}`)
    world.cluster.clock.advanceTo(world.nowMs + 1000)
    return linesOf(world.terminal.output).map(line => line.trimEnd())
  }

  test.each([
    ['kubectl ge\t', 'kubectl get'],
    ['k descr\t', 'k describe'],
    ['k get deployments.a\t', 'k get deployments.apps'],
    ['k get po d\t', 'k get po db'],
    ['kg po d\t', 'kg po db'],
    ['k get pod/d\t', 'k get pod/db'],
    ['k get po -n ku\t', 'k get po -n kube-'],
    ['k get po --namespace=sh\t', 'k get po --namespace=shop'],
    ['k -n shop get po d\t', 'k -n shop get po d'],
    ['k scale deploy w\t--repl\t', 'k scale deploy web --replicas'],
    ['k logs db \t', 'k logs db db'],
    ['k exec db -c \t', 'k exec db -c db'],
    ['k rollout st\tdeployment w\t', 'k rollout status deployment web'],
    ['k get po -o wi\t', 'k get po -o wide'],
    ['k config use-context \t', 'k config use-context kubernetes-admin@kubernetes'],
    ['k cordon \t', 'k cordon node-1'],
    ['k delete pod db d\t', 'k delete pod db d'],
    ['k get nosuch \t', 'k get nosuch'],
    ['k --nosuch \t', 'k --nosuch'],
  ])('%j', (keys, line) => expect(shown(keys)).toEqual([`$ ${line}`]))

  test('two Tabs show commands with what they do, and flags', () => {
    expect(shown('k top \t\t')).toEqual(['$ k top', 'node  (Display resource (CPU/memory) usage of nodes)', 'pod   (Display resource (CPU/memory) usage of pods)', '$ k top'])
    expect(shown('k get --all\t\t').slice(1)).toEqual(['--all-namespaces               --allow-missing-template-keys', '$ k get --all'])
  })

  test('files where files are meant', () => {
    world.write({ 'app.yaml': '', 'app.txt': '' })
    expect(shown('k apply -f ap\t')).toEqual(['$ k apply -f app.yaml'])
  })

  test('kubectl itself says it as the real one does', () => {
    const said = world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'kubectl __complete get po d' } })
    expect(said).toEqual({ stdout: 'db\n:4\n', stderr: 'Completion ended with directive: ShellCompDirectiveNoFileComp\n', exitCode: 0 })
    expect(world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'source <(kubectl completion bash) 2>/dev/null; kubectl completion csh' } })?.stderr).toContain('Unsupported shell type "csh"')
  })
})
