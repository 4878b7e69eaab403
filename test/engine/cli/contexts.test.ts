// kubens, kubectx and git clone, and the commands that are not there.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'
import { linesOf } from '../../../engine/lab/index.ts'
import { World } from '../../../engine/lab/world.ts'

/** Each line with what it printed, and its status where it is not 0. */
function typed(...lines: readonly string[]): readonly (readonly [string, string] | readonly [string, string, number])[] {
  const cluster = createCluster()
  cluster.run('kubectl create namespace web')
  return lines.map(line => {
    const { stdout, stderr, exitCode } = cluster.run(line)
    return exitCode === 0 ? [line, stdout + stderr] : [line, stdout + stderr, exitCode]
  })
}

function expectTyped(...expected: ReturnType<typeof typed>): void { expect(typed(...expected.map(([line]) => line))).toEqual(expected) }

describe('kubens', () => {
  test('switches, remembers and comes back', () => expectTyped(
    ['kubens', 'default\nkube-node-lease\nkube-public\nkube-system\nweb\n'],
    ['kubens -', 'error: No previous namespace found for current context (kubernetes-admin@kubernetes)\n', 1],
    ['kubens web', '✔ Active namespace is "web"\n'],
    ['kubectl get pods', 'No resources found in web namespace.\n'],
    ['kubens -', '✔ Active namespace is "default"\n'],
    ['kubens -', '✔ Active namespace is "web"\n'],
    ['kubens -c', 'web\n'],
  ))
  test('complains', () => expectTyped(
    ['kubens nope', 'error: no namespace exists with name "nope"\n', 1],
    ['kubens nope -f', '✔ Active namespace is "nope"\n'],
    ['kubens -x', 'error: unsupported option "-x"\n', 1],
    ['kubens a b', 'error: too many arguments\n', 1],
  ))
  test('marks the current one for who looks, and completes names', () => {
    const world = new World({})
    const shown = (keys: string): string => {
      const from = world.terminal.output.length
      world.apply({ atMs: world.nowMs, kind: 'keys', payload: keys })
      world.cluster.clock.advanceTo(world.nowMs + 1000)
      return world.terminal.output.slice(from)
    }
    expect(shown('kubens\r')).toBe('kubens\r\n\x1B[32;1mdefault\x1B[0m\r\nkube-node-lease\r\nkube-public\r\nkube-system\r\n$ ')
    expect(linesOf(shown('kubens kube-s\t\r'))).toEqual(['kubens kube-system ', '✔ Active namespace is "kube-system"', '$ '])
    expect(linesOf(shown('dock\t\t\x03')).join('')).toBe('dock^C$ ')
  })
})

test('kubectx switches, remembers and comes back', () => expectTyped(
  ['kubectx -', 'error: failed to switch context: no previous context found\n', 1],
  ['kubectl config set-context dev --cluster=kubernetes --user=kubernetes-admin --namespace=web', 'Context "dev" created.\n'],
  ['kubectx', 'dev\nkubernetes-admin@kubernetes\n'],
  ['kubectx dev', '✔ Switched to context "dev".\n'],
  ['kubens -c', 'web\n'],
  ['kubectx -', '✔ Switched to context "kubernetes-admin@kubernetes".\n'],
  ['kubectx nope', 'error: failed to switch context: no context exists with the name: "nope"\n', 1],
  ['kubectx -x', 'error: unsupported option \'-x\'\n', 1],
))

const received = (into: string, objects: number): string => `Cloning into '${into}'...\nremote: Enumerating objects: ${objects}, done.\nremote: Counting objects: 100% (${objects}/${objects}), done.\nremote: Compressing objects: 100% (${objects}/${objects}), done.\nremote: Total ${objects} (delta 0), reused ${objects} (delta 0), pack-reused 0 (from 0)\nReceiving objects: 100% (${objects}/${objects}), done.\n`

test('git clones the repositories of the lecture', () => expectTyped(
  ['git clone https://github.com/sysnet4admin/_Lecture_k8s.starterkit', received('_Lecture_k8s.starterkit', 6)],
  ['kubectl apply -f _Lecture_k8s.starterkit/ch4/4.1', 'deployment.apps/del-deploy created\npod/del-pod created\n'],
  ['git clone https://github.com/sysnet4admin/_Lecture_k8s.starterkit.git', 'fatal: destination path \'_Lecture_k8s.starterkit\' already exists and is not an empty directory.\n', 128],
  ['git clone git@github.com:docker/getting-started-app.git app', received('app', 10)],
  ['cd app && ls', 'README.md\npackage.json\nspec\nsrc\nyarn.lock\n'],
  ['git clone https://github.com/nobody/nothing', 'Cloning into \'nothing\'...\nfatal: could not read Username for \'https://github.com\': No such device or address\n', 128],
  ['git clone https://git.example/a/b', 'Cloning into \'b\'...\nfatal: unable to access \'https://git.example/a/b/\': Could not resolve host: git.example\n', 128],
  ['git clone here', 'fatal: repository \'here\' does not exist\n', 128],
  ['git push', 'git: push: not on this machine: only git clone is\n', 1],
  ['git pusch', 'git: \'pusch\' is not a git command. See \'git --help\'.\n', 1],
))

test('what the lecture speaks of and is not there says so, and is not found', () => expectTyped(
  ['docker ps', 'docker: not on this machine yet: the chapter on Docker is to come\n', 127],
  ['sudo apt install docker', 'apt: not on this machine: nothing can be installed here, what the lecture needs is there already\n', 1],
  ['which docker; command -v helm', '', 1],
  ['dokcer ps', 'bash: dokcer: command not found\n', 127],
))

test('another user, arrays in sh, and directories drawn as a tree', () => expectTyped(
  ['su - root -c "echo hi"', 'hi\n'],
  ['su nobody', 'su: user nobody does not exist or the user entry does not contain all the required fields\n', 1],
  ['sudo usermod -aG docker $USER; sudo chown -fR $USER ~/.kube', '', 1],
  ['sh -c "a=(1); echo no"', 'sh: 1: Syntax error: "(" unexpected\n', 2],
  ['sh -c nosuch', 'sh: 1: nosuch: not found\n', 127],
  ['mkdir -p a/b c && touch a/x a/b/y && tree', '.\n├── a\n│   ├── b\n│   │   └── y\n│   └── x\n└── c\n\n3 directories, 2 files\n'],
  ['tree -L 1 nope a', 'nope  [error opening dir]\na\n├── b\n└── x\n\n1 directory, 1 file\n'],
))

test('what has no last time comes first', () => {
  const cluster = createCluster()
  cluster.advance(10)
  cluster.run('kubectl run web --image=nginx')
  cluster.advance(10)
  expect(cluster.run('kubectl get events --sort-by=.lastTimestamp --field-selector involvedObject.name=web -o custom-columns=R:.reason').stdout).toBe('R\nScheduled\nPulling\nPulled\nCreated\nStarted\n')
  expect(cluster.run('kubectl get events --field-selector involvedObject.name=web -o custom-columns=R:.reason').stdout).toBe('R\nScheduled\nPulling\nPulled\nCreated\nStarted\n')
})
