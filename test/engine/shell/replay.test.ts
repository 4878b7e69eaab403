// Whatever is typed, and whenever: told again from its log, the session is the same, to the letter.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest } from '../../../engine/lab/digest.ts'
import { labOf, Session } from '../../../engine/lab/index.ts'

const lab = labOf('typing', { title: 'Typing', say: 'One node.', cluster: { nodes: 1 }, steps: [{ say: 'A pod.', run: 'kubectl run web --image=nginx' }] })

const stateOf = ({ now: { cluster, terminal } }: Session): string => `${digest(cluster.store, cluster.clock.nowMs)}\n${terminal.output}`

const keys = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('kubectl get pods -w | grep web\r', 'while sleep 1; do echo x; done | tee log\r', 'sleep 9 &\r', 'yes | head -3\r', 'kubectl scale deploy web --replicas=3\r', 'kubectl create deploy web --image=nginx\r', 'kubectl exec -it web -- sh\r', 'tail -f log\r', 'vi log\r', 'nano log\r', 'watch kubectl get pods\r', 'less /etc/hosts\r', 'cat\r', 'while :; do :; done\r', 'kubectl edit pod web\r', 'top\r', 'history\r', '!!\r') },
  { weight: 2, arbitrary: fc.constantFrom('\x03', '\x1A', '\x04', 'fg\r', 'bg\r', 'jobs\r', 'kill %1\r', 'exit\r', '\r', '\x12kub', '\t', '\t\t', '\x1B', ':q!\r', 'q', '\x18', '\x1B[A', '\x1B[8;10;40t', '\x1B[8;24;80t', '\x1B[200~echo a\recho b\r\x1B[201~') },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', ' ', 'k', 'd', 'x', '한', '글', '|', '>', '"', '\x7F', '\x01', '\x0B', '\x19', '\x1B[D', 'i', 'o'), maxLength: 6 }) },
)

test('random keys, Ctrl-C and Ctrl-Z among them', { timeout: 120_000 }, () => {
  fc.assert(fc.property(fc.array(fc.tuple(keys, fc.integer({ min: 0, max: 4000 })), { maxLength: 14 }), typed => {
    const session = new Session(lab)
    session.goToStep(1)
    for (const [text, waitMs] of typed) {
      session.input({ kind: 'keys', payload: text })
      session.advanceTo(session.now.nowMs + waitMs)
    }
    const again = new Session(lab)
    again.goToStep(1)
    for (const input of session.inputs.slice(again.inputs.length)) again.now.apply(input)
    again.advanceTo(session.now.nowMs)
    expect(stateOf(again)).toBe(stateOf(session))
  }), { numRuns: 40 })
})
