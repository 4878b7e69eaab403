import { expect, test } from 'vitest'
import { labOf } from '../../../engine/lab/lab.ts'
import { minutesOf } from '../../../engine/lab/minutes.ts'

const lab = labOf('x', {
  title: 't', say: 's', cluster: { nodes: 1 },
  steps: [
    { say: '하나', run: 'kubectl create deployment web --image=nginx:1.27', until: 'deployment/web condition=Available' },
    { say: '둘', run: 'kubectl scale deployment web --replicas=2', until: 'deployment/web jsonpath={.status.readyReplicas}=2' },
    { say: '셋', act: 'stop kubelet node-1' },
  ],
})

test('each step has what was typed and answered, and what was told meanwhile', () => {
  const minutes = minutesOf(lab, 1, 2)
  expect(minutes.map(({ number, say, act, lines, events }) => ({ number, say, act, lines, reasons: events.map(({ reason }) => reason) }))).toEqual([
    { number: 1, say: '둘', act: [], lines: ['$ kubectl scale deployment web --replicas=2', 'deployment.apps/web scaled'], reasons: ['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pulled', 'Created', 'Started'] },
    { number: 2, say: '셋', act: ['stop kubelet node-1'], lines: [], reasons: [] },
  ])
  expect(minutes[0]?.toMs).toBe(minutes[1]?.fromMs)
})

test('there is nothing before the first step and after the last', () => {
  expect(minutesOf(lab, 0, 0)).toEqual([])
  expect(minutesOf(lab, 3, 5)).toEqual([])
})
