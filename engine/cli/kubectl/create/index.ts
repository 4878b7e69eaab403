// `kubectl create`: from files, or one of the generators.
import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, type Program } from '../../../client/program.ts'
import { withLastApplied } from '../annotation.ts'
import { inContext, raise } from '../failure.ts'
import { hasFiles, subjectsInFiles, type Subject } from '../manifests.ts'
import { announcer } from '../outcome.ts'
import { jsonOf, placeIn } from '../targets.ts'
import { ArgumentError, dryRunOf, fileFlags, UsageError, validateFlag, validationOf, writeFlags, type Call, type Verb } from '../verb.ts'
import type { Branch } from '../commands.ts'
import { configMap } from './configmap.ts'
import { deployment } from './deployment.ts'
import { ingress } from './ingress.ts'
import { cronJob, job } from './job.ts'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.ts'
import { dockerRegistrySecret, genericSecret, tlsSecret } from './secret.ts'
import { clusterIp, externalName, loadBalancer, nodePort } from './service.ts'
import { disruptionBudget, namespace, priorityClass, quota, serviceAccount } from './simple.ts'
import { token } from './token.ts'

const fromFiles: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...validateFlag,
    'edit': { kind: 'switch' },
    'field-manager': { kind: 'text', usual: 'kubectl-create' },
    'raw': { kind: 'text' },
    'save-config': { kind: 'switch' },
    'selector': { kind: 'text', short: 'l' },
  },
  run: function* (call) {
    if (!hasFiles(call)) {
      if (call.flags.args.length > 0) throw new ArgumentError(`Unexpected args: [${call.flags.args.join(' ')}]`)
      throw new UsageError('must specify one of -f and -k')
    }
    if (call.flags.args.length > 0) throw new ArgumentError(`Unexpected args: [${call.flags.args.join(' ')}]`)
    const { subjects, errors } = yield* subjectsInFiles(call, validationOf(call) !== 'Ignore')
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* createOne(subject, call) }
      catch (error) { failed.push(inContext(error, 'creating', subject.source)) }
    }
    raise(failed)
    if (subjects.length === 0) throw new UsageError('no objects passed to create')
    return 0
  },
}

function* createOne({ definition, namespace: place, object = {} }: Subject, call: Call): Program<void> {
  const dryRun = dryRunOf(call)
  const body: JsonObject = call.flags.isOn('save-config') ? withLastApplied(object) : object
  const announce = announcer(call)
  if (dryRun === 'client') return yield* announce(body, 'created')
  const created = yield* demand({
    verb: 'create', ...placeIn(definition, place), body, encoding: 'json',
    fieldValidation: validationOf(call), fieldManager: call.flags.text('field-manager') ?? 'kubectl-create', ...dryRun === 'server' && { dryRun: true },
  })
  yield* announce(jsonOf(created.body), 'created')
}

const service: Branch = {
  aliases: ['svc'],
  summary: 'Create a service using a specified subcommand',
  commands: {
    clusterip: { verb: clusterIp },
    externalname: { verb: externalName },
    loadbalancer: { verb: loadBalancer },
    nodeport: { verb: nodePort },
  },
}

const secret: Branch = {
  summary: 'Create a secret using a specified subcommand',
  commands: {
    'docker-registry': { verb: dockerRegistrySecret },
    'generic': { verb: genericSecret },
    'tls': { verb: tlsSecret },
  },
}

export const create: Branch = {
  verb: fromFiles,
  commands: {
    clusterrole: { verb: clusterRole },
    clusterrolebinding: { verb: clusterRoleBinding },
    configmap: { verb: configMap, aliases: ['cm'] },
    cronjob: { verb: cronJob, aliases: ['cj'] },
    deployment: { verb: deployment, aliases: ['deploy'] },
    ingress: { verb: ingress, aliases: ['ing'] },
    job: { verb: job },
    namespace: { verb: namespace, aliases: ['ns'] },
    poddisruptionbudget: { verb: disruptionBudget, aliases: ['pdb'] },
    priorityclass: { verb: priorityClass, aliases: ['pc'] },
    quota: { verb: quota, aliases: ['resourcequota'] },
    role: { verb: role },
    rolebinding: { verb: roleBinding },
    secret,
    service,
    serviceaccount: { verb: serviceAccount, aliases: ['sa'] },
    token: { verb: token },
  },
}
