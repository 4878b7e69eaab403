import type { JsonObject } from '../../apiserver/object.ts'
import type { PolicyRule } from '../../apiserver/types.gen.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { complain, demand, discover, write, type Program } from '../../client/program.ts'
import { permissionRows } from '../describe/index.ts'
import { align, tableTabs } from '../print/index.ts'
import type { Branch } from './commands.ts'
import { at, isObject, listAt, objectAt, textAt } from './fields.ts'
import { objectPrinter } from './outcome.ts'
import { jsonOf } from './targets.ts'
import { reconcile } from './reconcile.ts'
import { outputFlags, PlainFailure, UsageError, type Call, type Verb } from './verb.ts'

const knownVerbs = new Set(['*', 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', 'escalate', 'approve', 'sign', 'attest', 'proxy', 'head', 'post', 'put'])

const canI: Verb = {
  flags: {
    'all-namespaces': { kind: 'switch', short: 'A' },
    'list': { kind: 'switch' },
    'no-headers': { kind: 'switch' },
    'quiet': { kind: 'switch', short: 'q' },
    'subresource': { kind: 'text' },
  },
  run: function* (call) {
    const { flags } = call
    if (flags.isOn('list')) {
      if (flags.args.length > 0) throw new UsageError('list option must be specified with no arguments')
      return yield* listAccess(call)
    }
    const [verb, what] = flags.args
    if (verb === undefined || what === undefined || flags.args.length > 2)
      throw new PlainFailure('error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee \'kubectl auth can-i -h\' for help and examples.')
    const spec = what.startsWith('/') ? { nonResourceAttributes: { verb, path: what } } : { resourceAttributes: yield* resourceAttributes(verb, what, call) }
    const { body } = yield* demand({ verb: 'create', group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews', encoding: 'json', body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec } })
    const status = objectAt(jsonOf(body), 'status')
    const allowed = status['allowed'] === true
    const [reason, fault] = [textAt(status, 'reason'), textAt(status, 'evaluationError')]
    if (!flags.isOn('quiet')) yield* write(allowed ? 'yes\n' : `no${reason === '' ? '' : ` - ${reason}`}${fault === '' ? '' : ` - ${fault}`}\n`)
    if (!allowed) throw new PlainFailure('')
    return 0
  },
}

function* resourceAttributes(verb: string, what: string, call: Call): Program<JsonObject> {
  const { flags } = call
  const [typed = '', name = ''] = what.split('/')
  if (!knownVerbs.has(verb)) yield* complain(`Warning: verb '${verb}' is not a known verb\n\n`)
  const found = typed === '*' ? undefined : resourceNamed(yield* discover(), typed)
  const namespace = flags.isOn('all-namespaces') ? '' : call.namespace
  if (typed !== '*' && !found) yield* complain(`Warning: the server doesn't have a resource type '${typed}'\n\n`)
  if (found && !found.namespaced) yield* complain(`Warning: resource '${found.plural}' is not namespace scoped${found.group === '' ? '' : ` in group '${found.group}'`}\n\n`)
  const [resource = '', ...group] = typed.split('.')
  return {
    ...namespace !== '' && found?.namespaced !== false && { namespace },
    verb,
    group: found?.group ?? group.join('.'),
    resource: found?.plural ?? resource,
    ...(flags.text('subresource') ?? '') !== '' && { subresource: flags.text('subresource') ?? '' },
    ...name !== '' && { name },
  }
}

function* listAccess(call: Call): Program<number> {
  const { body } = yield* demand({ verb: 'create', group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectrulesreviews', encoding: 'json', body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', metadata: {}, spec: { namespace: call.namespace } } })
  const rules = [...listAt(body, 'status', 'resourceRules'), ...listAt(body, 'status', 'nonResourceRules')] as unknown as readonly PolicyRule[] // what the server answers here
  const header = call.flags.isOn('no-headers') ? '' : 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n'
  yield* write(align(header + permissionRows(rules).map(row => `${row}\n`).join(''), tableTabs))
  return 0
}

const whoami: Verb = {
  flags: outputFlags,
  run: function* (call) {
    const { body } = yield* demand({ verb: 'create', group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews', encoding: 'json', body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} } })
    const print = objectPrinter(call)
    if (print) {
      yield* write(print(body))
      return 0
    }
    const user = objectAt(jsonOf(body), 'status', 'userInfo')
    const [name, uid, groups, extra] = [textAt(user, 'username'), textAt(user, 'uid'), listAt(user, 'groups'), at(user, 'extra')]
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ...name === '' ? [] : [['Username', name]],
      ...uid === '' ? [] : [['UID', uid]],
      ...groups.length === 0 ? [] : [['Groups', `[${groups.join(' ')}]`]],
      ...isObject(extra) ? Object.keys(extra).sort().map(key => [`Extra: ${key}`, `[${listAt(extra, key).join(' ')}]`]) : [],
    ]
    yield* write(align(rows.map(row => `${row.join('\t')}\n`).join(''), tableTabs))
    return 0
  },
}

export const auth: Branch = {
  summary: 'Inspect authorization.',
  bare: { to: 'stderr', exitCode: 1 },
  usage: '[flags] [options]',
  commands: {
    'can-i': { verb: canI, summary: 'Check whether an action is allowed' },
    'reconcile': { verb: reconcile, summary: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects' },
    'whoami': { verb: whoami, summary: 'Experimental: Check self subject attributes' },
  },
}
