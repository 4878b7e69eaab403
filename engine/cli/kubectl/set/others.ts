// `kubectl set selector`, `serviceaccount` and `subject`.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { equal } from '../../../apiserver/equal.ts'
import { changeAll } from '../change.ts'
import { listAt, textAt, withAt } from '../fields.ts'
import { podSpecPath } from '../pod-template.ts'
import { hasFiles } from '../manifests.ts'
import { missingResource, subjectsOf } from '../targets.ts'
import { UsageError, type Verb } from '../verb.ts'
import { selectorObject } from '../selector.ts'
import { recordFlag } from '../record.ts'
import { setFlags, withoutTemplate } from './shared.ts'

export const selector: Verb = {
  flags: { ...setFlags, ...recordFlag, 'resource-version': { kind: 'text' } },
  run: function* (call) {
    const { args } = call.flags
    const expression = args.at(-1) ?? ''
    if (args.length === 0) throw new UsageError('one selector is required')
    if (args.length < 2) throw missingResource()
    const { matchLabels, matchExpressions } = selectorObject(expression)
    if (matchExpressions !== undefined) throw new UsageError(`match expression [${listAt(matchExpressions).map(one => `{${textAt(one, 'key')} ${textAt(one, 'operator')} [${listAt(one, 'values').join(' ')}]}`).join(' ')}] not supported on this object`)
    const resourceVersion = call.flags.text('resource-version')
    yield* changeAll(yield* subjectsOf(call, args.slice(0, -1)), call, {
      operation: 'selector updated',
      manager: 'kubectl-set',
      apply: object => {
        if (textAt(object, 'kind') !== 'Service') throw new UsageError('setting a selector is only supported for Services')
        const versioned = resourceVersion === undefined ? object : withAt(object, ['metadata', 'resourceVersion'], resourceVersion)
        return withAt(versioned, ['spec', 'selector'], matchLabels)
      },
    })
    return 0
  },
}

export const serviceAccount: Verb = {
  flags: { ...setFlags, ...recordFlag },
  run: function* (call) {
    const { args } = call.flags
    const account = args.at(-1)
    if (account === undefined) throw new UsageError('serviceaccount is required')
    yield* changeAll(yield* subjectsOf(call, args.slice(0, -1)), call, {
      operation: 'serviceaccount updated',
      manager: 'kubectl-set',
      failure: 'failed to patch ServiceAccountName ',
      unchanged: 'serviceaccount updated',
      apply: (object, subject) => {
        const path = podSpecPath(object)
        if (!path) throw withoutTemplate(subject)
        return withAt(object, [...path, 'serviceAccountName'], account)
      },
    })
    return 0
  },
}

const rbacGroup = 'rbac.authorization.k8s.io'

export const subject: Verb = {
  flags: { ...setFlags, group: { kind: 'list' }, serviceaccount: { kind: 'list' }, user: { kind: 'list' } },
  run: function* (call) {
    const { flags } = call
    const added: readonly JsonObject[] = [
      ...flags.texts('user').map(name => ({ kind: 'User', apiGroup: rbacGroup, name })),
      ...flags.texts('group').map(name => ({ kind: 'Group', apiGroup: rbacGroup, name })),
      ...flags.texts('serviceaccount').map(text => {
        const [namespace = '', name = ''] = text.split(':')
        if (namespace === '' || name === '') throw new UsageError('serviceaccount must be <namespace>:<name>')
        return { kind: 'ServiceAccount', name, namespace }
      }),
    ]
    if (flags.args.length === 0 && !hasFiles(call)) throw missingResource()
    if (added.length === 0) throw new UsageError('you must specify at least one value of user, group or serviceaccount')
    yield* changeAll(yield* subjectsOf(call, flags.args), call, {
      operation: 'subjects updated',
      manager: 'kubectl-set',
      apply: (object, { definition: { plural }, name }) => {
        if (!textAt(object, 'kind').endsWith('RoleBinding')) throw new UsageError(`${plural}/${name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`)
        const known = listAt(object, 'subjects')
        const fresh: readonly Json[] = added.filter(one => !known.some(other => equal(one, other)))
        return withAt(object, ['subjects'], [...known, ...fresh])
      },
    })
    return 0
  },
}
