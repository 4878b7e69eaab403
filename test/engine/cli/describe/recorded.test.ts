import { readFileSync } from 'node:fs'
import { CORE_SCHEMA, load } from 'js-yaml'
import { expect, it } from 'vitest'
import type { KubeObject } from '../../../../engine/apiserver/object.ts'
import { describe, type Answer } from '../../../../engine/cli/describe/index.ts'
import { objectOf, stdoutOf } from '../../apiserver/tables/recorded.ts'
import { eventsOf } from './events.ts'

const nowMs = Date.UTC(2026, 10, 21, 1)

function expectDescription(text: string, object: KubeObject, answers: readonly Answer[] = []): void {
  const events = text.includes('\nEvents:') ? { events: eventsOf(text, nowMs) } : {}
  expect(describe(object, { nowMs, answers, ...events })).toBe(text)
}

it.each([
  ['describe-all', 'kubectl describe pod full', 'kubectl get pod full -o yaml'],
  ['output-formats', 'kubectl describe pod alpha', 'kubectl get pod alpha -o yaml'],
  ['configmap-secret', 'kubectl describe pod p', 'kubectl get pod p -o yaml'],
  ['configmap-secret', 'kubectl describe cm html', 'kubectl get cm html -o yaml'],
  ['seed-mongo', 'kubectl describe cm mongodb-configmap', 'kubectl get cm mongodb-configmap -o yaml'],
  ['seed-mongo', 'kubectl describe secret mongodb-secret', 'kubectl get secret mongodb-secret -o yaml'],
  ['seed-run-pod', 'kubectl describe pod nginx', 'kubectl get pod nginx -o yaml'],
  ['autoscale', 'kubectl describe hpa web', 'kubectl get hpa web -o yaml'],
  ['namespaces', 'kubectl describe ns dev', 'kubectl get ns dev -o yaml'],
])('%s: %s', (name, command, source) => {
  expectDescription(stdoutOf(name, command), objectOf(name, source))
})

interface Described {
  readonly transcript: string
  readonly command: string
  readonly nth?: number
  readonly object: KubeObject
  readonly answers?: readonly Answer[]
}

const described = load(readFileSync(new URL('objects.yaml', import.meta.url), 'utf8'), { schema: CORE_SCHEMA }) as readonly Described[]

it.each(described.map(one => [one.transcript, one.command, one] as const))('%s: %s', (name, command, { nth, object, answers }) => {
  expectDescription(stdoutOf(name, command, nth), object, answers)
})
