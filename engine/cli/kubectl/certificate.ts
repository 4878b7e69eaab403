// `kubectl certificate approve` and `deny`: whether somebody gets the certificate that was asked for.
import type { JsonObject } from '../../apiserver/object.ts'
import { timestamp } from '../../clock/time.ts'
import { demand, unixNow, type Program } from '../../client/program.ts'
import type { Branch } from './commands.ts'
import { raise } from './failure.ts'
import { listAt, nameOf, textAt } from './fields.ts'
import type { Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { fetched, jsonOf, placeOf, subjectsOf } from './targets.ts'
import { fileFlags, outputFlags, UsageError, type Call, type Verb } from './verb.ts'

interface Answer { readonly type: string, readonly opposite: string, readonly reason: string, readonly done: string, readonly verb: string }

const answerVerb = (answer: Answer): Verb => ({
  flags: { ...fileFlags, ...outputFlags, force: { kind: 'switch' } },
  run: function* (call) {
    const { args } = call.flags
    if (args.length === 0 && !call.flags.has('filename') && !call.flags.has('kustomize')) throw new UsageError('one or more CSRs must be specified as <name> or -f <filename>')
    const { subjects, errors } = yield* subjectsOf(call, args.map(arg => arg.includes('/') ? arg : `certificatesigningrequests/${arg}`))
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* answerOne(subject, answer, call) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    return 0
  },
})

function* answerOne(subject: Subject, answer: Answer, call: Call): Program<void> {
  const before = yield* fetched(subject)
  const after = withAnswer(before, answer, timestamp(yield* unixNow()))
  const isNews = after !== before || call.flags.isOn('force')
  const told = isNews ? jsonOf((yield* demand({ verb: 'update', ...placeOf(subject), subresource: 'approval', body: after })).body) : before
  yield* announcer(call)(told, answer.done)
}

function withAnswer(request: JsonObject, { type, opposite, reason, done, verb }: Answer, now: string): JsonObject {
  const conditions = listAt(request, 'status', 'conditions')
  const types = conditions.map(condition => textAt(condition, 'type'))
  if (types.includes(opposite)) throw new UsageError(`certificate signing request "${nameOf(request)}" is already ${opposite}`)
  if (types.includes(type)) return request
  const condition = { type, status: 'True', reason, message: `This CSR was ${done} by kubectl certificate ${verb}.`, lastUpdateTime: now, lastTransitionTime: null }
  return { ...request, status: { conditions: [...conditions, condition] } }
}

export const certificate: Branch = {
  summary: 'Modify certificate resources.',
  bare: { to: 'stdout', exitCode: 0 },
  commands: {
    approve: { verb: answerVerb({ type: 'Approved', opposite: 'Denied', reason: 'KubectlApprove', done: 'approved', verb: 'approve' }), summary: 'Approve a certificate signing request' },
    deny: { verb: answerVerb({ type: 'Denied', opposite: 'Approved', reason: 'KubectlDeny', done: 'denied', verb: 'deny' }), summary: 'Deny a certificate signing request' },
  },
}
