// exec, cp, run and debug: what goes in, what comes out, and how it ends.
import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

function pods() {
  const cluster = createCluster({ nodes: 1 })
  cluster.run('kubectl run web --image=nginx')
  cluster.advance(15)
  const answer = (line: string, files = {}): readonly unknown[] => {
    const { stdout, stderr, exitCode } = cluster.run(line, { files })
    return [stdout, stderr, exitCode]
  }
  return { cluster, answer }
}

test('standard input goes in', () => {
  const { answer } = pods()
  expect(answer('echo "echo one; exit 7" | kubectl exec -i web -- sh')).toEqual(['one\n', 'command terminated with exit code 7\n', 7])
  expect(answer('echo text | kubectl exec -i web -- cat')).toEqual(['text\n', '', 0])
})

test('files and directories go both ways', () => {
  const { answer } = pods()
  expect(answer('kubectl cp site web:/usr/share/nginx/html', { 'site/a.txt': 'A\n', 'site/deep/b.txt': 'B\n' })).toEqual(['', '', 0])
  expect(answer('kubectl exec web -- cat /usr/share/nginx/html/site/deep/b.txt')).toEqual(['B\n', '', 0])
  expect(answer('kubectl cp web:/usr/share/nginx/html/site copy && cat copy/deep/b.txt')).toEqual(['tar: removing leading \'/\' from member names\nB\n', '', 0])
})

test('mistakes of cp are told before anything is asked', () => {
  const { answer } = pods()
  expect(answer('kubectl cp a b')).toEqual(['', 'error: one of src or dest must be a remote file specification\n', 1])
  expect(answer('kubectl cp a:b c:d')).toEqual(['', 'error: one of src or dest must be a local file specification\n', 1])
  expect(answer('kubectl cp nosuch web:/y')).toEqual(['', 'error: nosuch doesn\'t exist in local filesystem\n', 1])
  expect(answer('kubectl cp a/b/c:/x y')).toEqual(['', 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n', 1])
  expect(answer('kubectl cp web: y')).toEqual(['', 'error: filepath can not be empty\n', 1])
})

test('run -i stays, and ends as its pod does', () => {
  const { answer } = pods()
  const notice = 'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don\'t see a command prompt, try pressing enter.\n'
  expect(answer('kubectl run tmp --image=busybox --rm -i --restart=Never -- sh -c "sleep 3; echo hi; exit 4"')).toEqual(['hi\npod "tmp" deleted from default namespace\n', `${notice}pod default/tmp terminated (Error)\n`, 4])
  expect(answer('kubectl get pod tmp')).toEqual(['', 'Error from server (NotFound): pods "tmp" not found\n', 1])
})

test('an ephemeral container sees the processes of its target', () => {
  const { answer } = pods()
  answer('kubectl debug web --image=busybox --target=web -c eye -- sh -c "kill -USR1 1 && echo seen; sleep 1000"')
  answer('sleep 5')
  expect(answer('kubectl get pod web -o jsonpath="{.status.ephemeralContainerStatuses[*].state}"')).toEqual(['{"running":{"startedAt":"2026-11-21T09:00:15Z"}}', '', 0])
  expect(answer('kubectl logs web -c eye')).toEqual(['seen\n', '', 0])
  expect(answer('kubectl exec web -c eye -- hostname')).toEqual(['web\n', '', 0])
  expect(answer('kubectl get events --field-selector=reason=Started -o jsonpath="{.items[*].involvedObject.fieldPath}"')).toEqual(['spec.containers{web} spec.ephemeralContainers{eye}', '', 0])
})

test('debug copies a pod, and looks at a node', () => {
  const { cluster, answer } = pods()
  expect(answer('kubectl debug web --copy-to=web2 --set-image=*=busybox -c web -- sleep 100')).toEqual(['', '', 0])
  const copy = cluster.client.get('pods', 'default', 'web2')
  expect(copy.spec.containers.map(({ image, command }) => [image, command])).toEqual([['busybox', ['sleep', '100']]])
  expect([copy.spec.shareProcessNamespace, copy.metadata.labels]).toEqual([true, undefined])
  expect(String(answer('kubectl debug node/node-1 --image=busybox -- ls')[0]).replace(/-\w{5} /, '-NAME ')).toBe('Creating debugging pod node-debugger-node-1-NAME with container debugger on node node-1.\n')
})
