// `kubectl create`: from files, or one of the generators.
import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, type Program } from '../../../client/program.ts'
import { withLastApplied } from '../annotation.ts'
import { inContext, raise } from '../failure.ts'
import { textsAt } from '../fields.ts'
import { hasFiles, subjectsInFiles, type Subject } from '../manifests.ts'
import { recorded, recordFlag } from '../record.ts'
import { refuseRaw } from '../raw.ts'
import { readSelector } from '../selector.ts'
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
    ...recordFlag,
    ...validateFlag,
    'edit': { kind: 'switch' },
    'field-manager': { kind: 'text', usual: 'kubectl-create' },
    'raw': { kind: 'text' },
    'save-config': { kind: 'switch' },
    'selector': { kind: 'text', short: 'l' },
  },
  run: function* (call) {
    refuseRaw(call)
    if (!hasFiles(call)) {
      if (call.flags.args.length > 0) throw new ArgumentError(`Unexpected args: [${call.flags.args.join(' ')}]`)
      throw new UsageError('must specify one of -f and -k')
    }
    if (call.flags.args.length > 0) throw new ArgumentError(`Unexpected args: [${call.flags.args.join(' ')}]`)
    const text = call.flags.text('selector') ?? ''
    const selector = readSelector(text, why => `the provided selector ${JSON.stringify(text)} is not valid: ${why}`)
    const { subjects: inFiles, errors } = yield* subjectsInFiles(call, validationOf(call) !== 'Ignore')
    const subjects = inFiles.filter(({ object }) => selector.matches(textsAt(object, 'metadata', 'labels')))
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
  const body: JsonObject = recorded(call.flags.isOn('save-config') ? withLastApplied(object) : object, call)
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
  bare: { to: 'stderr', exitCode: 1 },
  usage: '[flags] [options]',
  summary: 'Create a service using a specified subcommand',
  commands: {
    clusterip: { verb: clusterIp, summary: 'Create a ClusterIP service' },
    externalname: { verb: externalName, summary: 'Create an ExternalName service' },
    loadbalancer: { verb: loadBalancer, summary: 'Create a LoadBalancer service' },
    nodeport: { verb: nodePort, summary: 'Create a NodePort service' },
  },
}

const secret: Branch = {
  bare: { to: 'stderr', exitCode: 1 },
  usage: '(docker-registry | generic | tls) [options]',
  summary: 'Create a secret using a specified subcommand',
  commands: {
    'docker-registry': { verb: dockerRegistrySecret, summary: 'Create a secret for use with a Docker registry' },
    'generic': { verb: genericSecret, summary: 'Create a secret from a local file, directory, or literal value' },
    'tls': { verb: tlsSecret, summary: 'Create a TLS secret' },
  },
}

export const create: Branch = {
  verb: fromFiles,
  commands: {
    clusterrole: { verb: clusterRole, summary: 'Create a cluster role' },
    clusterrolebinding: { verb: clusterRoleBinding, summary: 'Create a cluster role binding for a particular cluster role' },
    configmap: { verb: configMap, summary: 'Create a config map from a local file, directory or literal value', aliases: ['cm'] },
    cronjob: { verb: cronJob, summary: 'Create a cron job with the specified name', aliases: ['cj'] },
    deployment: { verb: deployment, summary: 'Create a deployment with the specified name', aliases: ['deploy'] },
    ingress: { verb: ingress, summary: 'Create an ingress with the specified name', aliases: ['ing'] },
    job: { verb: job, summary: 'Create a job with the specified name' },
    namespace: { verb: namespace, summary: 'Create a namespace with the specified name', aliases: ['ns'] },
    poddisruptionbudget: { verb: disruptionBudget, summary: 'Create a pod disruption budget with the specified name', aliases: ['pdb'] },
    priorityclass: { verb: priorityClass, summary: 'Create a priority class with the specified name', aliases: ['pc'] },
    quota: { verb: quota, summary: 'Create a quota with the specified name', aliases: ['resourcequota'] },
    role: { verb: role, summary: 'Create a role with single rule' },
    rolebinding: { verb: roleBinding, summary: 'Create a role binding for a particular role or cluster role' },
    secret,
    service,
    serviceaccount: { verb: serviceAccount, summary: 'Create a service account with the specified name', aliases: ['sa'] },
    token: { verb: token, summary: 'Request a service account token' },
  },
}
