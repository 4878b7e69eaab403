// Who is restarted when, who is stopped in which order, and what is left of those who ended.
import { describe, expect, test } from 'vitest'
import type { Container } from '../../../engine/apiserver/types.gen.ts'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const preloaded = { preloaded: ['busybox', 'nginx'] }
const exits = (code: number): readonly string[] => ['sh', '-c', `sleep 1; exit ${code}`]
const sleeping = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']
const init = (name: string, command: readonly string[], more: Partial<Container> = {}): Container => ({ name, image: 'busybox', imagePullPolicy: 'IfNotPresent', command, resources: {}, ...more })
const about = (node: OneNode, word: string): readonly string[] => node.events.filter(text => text.includes(word))
const restarts = (node: OneNode, name = 'p') => node.pod(name).status.containerStatuses?.map(({ restartCount }) => restartCount)

describe('a restart policy of a container', () => {
  const rule = (values: readonly number[], operator = 'In') => ({ restartPolicyRules: [{ action: 'Restart', exitCodes: { operator, values } }] })
  const cases = [
    ['Never in a pod that restarts always', 'Always', { restartPolicy: 'Never' }, 3, [false, 'Failed']],
    ['OnFailure, which fails, in a pod that never restarts', 'Never', { restartPolicy: 'OnFailure' }, 3, [true, 'Running']],
    ['OnFailure, which succeeds', 'Always', { restartPolicy: 'OnFailure' }, 0, [false, 'Succeeded']],
    ['Never, with a rule for its exit code', 'Always', { restartPolicy: 'Never', ...rule([3]) }, 3, [true, 'Running']],
    ['Never, with a rule for another exit code', 'Always', { restartPolicy: 'Never', ...rule([4]) }, 3, [false, 'Failed']],
    ['Never, with a rule for all but some', 'Always', { restartPolicy: 'Never', ...rule([4], 'NotIn') }, 3, [true, 'Running']],
  ] as const
  test.each(cases)('%s', (_what, restartPolicy, policy, code, [isRestarted, phase]) => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: exits(code), ...policy }], { restartPolicy })
    node.pass(6)
    expect([(restarts(node)?.[0] ?? 0) > 0, node.pod('p').status.phase]).toEqual([isRestarted, phase])
  })

  test('one container ends for good, the other goes on', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: exits(1), restartPolicy: 'Never' }, { command: sleeping }])
    node.pass(10)
    expect([restarts(node), node.pod('p').status.phase, podStatus(node.pod('p'))]).toEqual([[0, 0], 'Running', 'Error'])
  })
})

describe('sidecars', () => {
  test('start in order before the others, and stop after them, the last one first', () => {
    const node = oneNode(preloaded)
    const slow = ['sh', '-c', 'trap "sleep 3; exit 0" TERM; while :; do sleep 1 & wait $!; done']
    node.run('p', [{ command: slow }], {
      initContainers: [init('a', slow, { restartPolicy: 'Always' }), init('b', slow, { restartPolicy: 'Always' })],
    })
    node.pass(10)
    const startedAt = (name: string) => (node.pod('p').status.initContainerStatuses ?? []).concat(node.pod('p').status.containerStatuses ?? []).find(each => each.name === name)?.state.running?.startedAt ?? ''
    expect(startedAt('a') <= startedAt('b') && startedAt('b') <= startedAt('c1')).toBe(true)
    const ends = new Map<string, number>()
    node.client.watch('pods', { namespace: 'default' }, events => {
      for (const { object: { status } } of events) for (const { name, state } of [...status.initContainerStatuses ?? [], ...status.containerStatuses ?? []])
        if (state.terminated) ends.set(`${name} ${state.terminated.exitCode}`, Number(state.terminated.finishedAt?.slice(17, 19)))
    })
    node.client.delete('pods', 'default', 'p')
    node.pass(15)
    expect([...ends].toSorted(([, x], [, y]) => x - y).map(([text]) => text)).toEqual(['c1 0', 'b 0', 'a 0'])
  })

  test('that fall over are restarted, even where nothing else is', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping }], { restartPolicy: 'Never', initContainers: [init('side', exits(1), { restartPolicy: 'Always' })] })
    node.pass(8)
    expect((node.pod('p').status.initContainerStatuses?.[0]?.restartCount ?? 0) > 0).toBe(true)
  })

  test('do not keep a pod that is done', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: exits(0) }], { restartPolicy: 'Never', initContainers: [init('side', sleeping, { restartPolicy: 'Always' })] })
    node.pass(15)
    expect([node.pod('p').status.phase, podStatus(node.pod('p'))]).toEqual(['Succeeded', 'Completed'])
  })
})

describe('the last words of a container', () => {
  const last = (node: OneNode) => node.pod('p').status.containerStatuses?.[0]?.state.terminated?.message
  const run = (command: string, more: Partial<Container>): OneNode => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: ['sh', '-c', command], ...more }], { restartPolicy: 'Never' })
    node.pass(5)
    return node
  }
  test('are in a file', () => expect(last(run('echo bye > /dev/termination-log', {}))).toBe('bye\n'))
  test('are where its pod says', () => expect(last(run('echo bye > /tmp/last', { terminationMessagePath: '/tmp/last' }))).toBe('bye\n'))
  test('are the end of its log when it failed and nothing was written', () => expect(last(run('echo one; echo two; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' }))).toBe('one\ntwo\n'))
  test('are not its log when it did not fail', () => expect(last(run('echo one', { terminationMessagePolicy: 'FallbackToLogsOnError' }))).toBeUndefined())
  test('are at most 4096 bytes of the file', () => expect(last(run('i=0; while [ $i -lt 600 ]; do echo 1234567890 >> /dev/termination-log; i=$((i+1)); done', {}))?.length).toBe(4096))
})

describe('hooks', () => {
  test('a preStop that sleeps takes its time, within the grace', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping, lifecycle: { preStop: { sleep: { seconds: 4 } } } }])
    node.pass(5)
    node.client.delete('pods', 'default', 'p')
    node.pass(3.5)
    expect(podStatus(node.pod('p'))).toBe('Terminating')
    node.pass(3)
    expect(node.client.find('pods', 'default', 'p')).toBeUndefined()
  })

  test('a preStop that asks a port that nobody listens on fails, and the container stops all the same', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping, lifecycle: { preStop: { httpGet: { path: '/bye', port: 81 } } } }])
    node.pass(5)
    node.client.delete('pods', 'default', 'p')
    node.pass(5)
    expect([about(node, 'FailedPreStopHook').map(text => text.replace(/^\S+ /, '')), node.client.find('pods', 'default', 'p')]).toEqual([['FailedPreStopHook: PreStopHook failed'], undefined])
  })

  test('a preStop by HTTP reaches the container', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ image: 'nginx', lifecycle: { preStop: { httpGet: { path: '/bye', port: 80 } } } }])
    node.pass(5)
    node.client.delete('pods', 'default', 'p')
    node.pass(0.3)
    const log = node.kubelet.logs({ namespace: 'default', pod: 'p', container: 'c1' })?.map(({ text }) => text).join('') ?? ''
    expect(/"GET \/bye HTTP\/1.1" 404/.test(log)).toBe(true)
  })

  test('a postStart that fails ends the container', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping, lifecycle: { postStart: { exec: { command: ['false'] } } } }])
    node.pass(3)
    expect(about(node, 'Hook').map(text => text.replace(/^\S+ /, ''))[0]).toBe('FailedPostStartHook: PostStartHook failed')
    expect((restarts(node)?.[0] ?? 0) >= 0 && podStatus(node.pod('p'))).toMatch(/PostStartHookError|Completed|CrashLoopBackOff/)
  })
})

describe('a deadline', () => {
  test('ends a pod that runs for too long', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping }], { activeDeadlineSeconds: 5 })
    node.pass(12)
    const { phase, reason, message } = node.pod('p').status
    expect([phase, reason, message]).toEqual(['Failed', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline'])
  })
})

describe('memory', () => {
  const eater = { resources: { limits: { memory: '32Mi' } } }

  test.each([[2, 137], [1, 0]] as const)('beyond its limit, with cgroups of version %d: the shell that waits for the eater exits with %d', (cgroupVersion, code) => {
    const node = oneNode(preloaded, 1, { cgroupVersion })
    node.run('p', [{ command: ['sh', '-c', 'tail /dev/zero; exit 0'], ...eater }], { restartPolicy: 'Never' })
    node.pass(15)
    const end = node.pod('p').status.containerStatuses?.[0]?.state.terminated
    expect([end?.reason, end?.exitCode]).toEqual(['OOMKilled', code])
  })

  test('beyond its limit as process 1', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: ['tail', '/dev/zero'], ...eater }], { restartPolicy: 'Never' })
    node.pass(15)
    expect(node.pod('p').status.containerStatuses?.[0]?.state.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 })
  })
})

test('a log that has grown too large begins anew', () => {
  const node = oneNode(preloaded)
  node.run('p', [{ command: ['sh', '-c', 'dd if=/dev/zero of=/z bs=1M count=1; echo first; for i in 1 2 3 4 5 6 7 8 9 10 11; do cat /z; done; echo last; sleep 1000'] }])
  node.pass(5)
  const log = node.kubelet.logs({ namespace: 'default', pod: 'p', container: 'c1' })?.map(({ text }) => text).join('') ?? ''
  expect([log.includes('first'), log.endsWith('last\n'), log.length < 2 * 2 ** 20]).toEqual([false, true, true])
})
