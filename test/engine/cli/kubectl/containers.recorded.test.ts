// What kubectl said to and of running containers while a lifecycle was recorded, it says here too: to the letter.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play, type Scenario } from '../../../support/kubelet-runner.ts'

const file = join(import.meta.dirname, '../../../golden-kubelet/cli-pods.json')
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Scenario // as its README says

/** What differs for a reason. */
const otherwise: Readonly<Record<string, string>> = {
  'kubectl get pods': 'moments and addresses',
  'kubectl get pods -o wide': 'moments and addresses',
  'kubectl logs web': 'the recorded nginx is a stand-in',
  'kubectl logs -l app=web': 'the recorded nginx is a stand-in',
  'kubectl exec web -- ls /usr/share/nginx/html': 'the recorded nginx is a stand-in',
  'kubectl port-forward pod/web 18080:80 (with one GET)': 'the recorded nginx is a stand-in',
  'kubectl cp NS/web:/etc/passwd p.txt && cat p.txt': 'the image has no /etc/passwd yet',
  'kubectl logs crash --previous': 'chance: whether the pod was between two runs',
  'kubectl logs pull': 'chance: whether the image was being pulled',
  'kubectl describe pod web': 'ages and identities; the tests of describe look at it',
  'kubectl get pod web -o jsonpath="{.status.podIP}"': 'addresses',
  'kubectl run tmp --image=busybox --image-pull-policy=IfNotPresent --rm -i --restart=Never -- echo hello': 'chance: the first attempt to attach had already brought the line once',
}

const plain = (text: unknown): string => String(text)
  .replace(/\b[0-9a-f]{64}\b/g, '<id>')
  .replace(/cni-[0-9a-f-]{36}/g, 'cni-<id>')
  .replace(/debugger-\w{5}/g, 'debugger-<id>')
  .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
  .replace(/E1121 [\d:.]+ +\d+/g, 'E<time>')

const saidIn = ({ timeline }: Scenario): readonly (readonly unknown[])[] => timeline
  .filter(({ kind, command }) => kind === 'action' && !Object.hasOwn(otherwise, String(command)))
  .map(({ command, rc, stdout, stderr }) => [command, command === 'kubectl port-forward pod/web 18081:81 (nothing listens on 81)' ? 'killed or not' : rc, plain(stdout), plain(stderr)])

test('kubectl says what was recorded', () => {
  expect(saidIn(play(recorded))).toEqual(saidIn(recorded))
})
