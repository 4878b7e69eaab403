// Plugins, and what is taken for one.
import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 0 })
const answer = (line: string): string => {
  const { stdout, stderr } = cluster.run(line)
  return stdout + stderr
}

test.each([
  ['kubectl plugin list', 'error: unable to find any kubectl plugins in your PATH\n'],
  ['kubectl plugin foo', 'error: unknown command "foo"\nSee \'kubectl plugin -h\' for help and examples\n'],
  ['kubectl foo-bar', 'error: unknown command "foo-bar" for "kubectl"\n'],
  ['kubectl foo', 'error: unknown command "foo" for "kubectl"\n\nDid you mean this?\n\ttop\n'],
  ['kubectl -n x foo', 'Error: flags cannot be placed before plugin name: -n\n'],
  ['kubectl --namespace=x foo bar', 'Error: flags cannot be placed before plugin name: --namespace=x\n'],
  ['kubectl --wrong foo', 'error: unknown flag: --wrong\nSee \'kubectl --help\' for usage.\n'],
  ['kubectl __complete al', ':4\nCompletion ended with directive: ShellCompDirectiveNoFileComp\n'],
  ['kubectl alpha', 'No alpha commands are available in this version of kubectl\n'],
])('%s', (line, expected) => expect(answer(line)).toBe(expected))

test('what is on the PATH is listed', () => {
  expect(answer('mkdir -p /opt/p && echo "echo hi" > /opt/p/kubectl-hi && chmod +x /opt/p/kubectl-hi && PATH=/opt/p:$PATH && kubectl plugin list && kubectl plugin list --name-only'))
    .toBe('The following compatible plugins are available:\n\n/opt/p/kubectl-hi\nThe following compatible plugins are available:\n\nkubectl-hi\n')
})
