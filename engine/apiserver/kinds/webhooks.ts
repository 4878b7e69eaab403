// Doors of others in the way of requests. They are kept as the real server keeps them; nobody is called.
import { each, fill, within } from '../defaults/fill.ts'
import type {
  MatchResources, MutatingWebhook, MutatingWebhookConfiguration, ParamRef, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, ValidatingAdmissionPolicySpec, ValidatingWebhook,
  ValidatingWebhookConfiguration, Validation,
} from '../types.gen.ts'
import { failurePolicy, matchConditions, matchResources, rules, webhookAt } from '../validation/admission.ts'
import { fails, named, oneOf, oneOfIfSet, present, seenBefore } from '../validation/check.ts'
import { labelSelector } from '../validation/labels.ts'
import { oldDnsLabel, subdomain } from '../validation/names.ts'
import type { Path } from '../validation/path.ts'
import { among, amongIfGiven, each as forEach, given, holdTo, name, type Rules } from '../validation/rules.ts'
import type { Kind } from './kind.ts'

type Webhook = MutatingWebhook | ValidatingWebhook
const unsaid = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 } as const

function hookDefaults<H extends Webhook>(hook: H): H {
  const full: H = within(fill(hook, unsaid as Partial<H>), 'rules', rules => each(rules, rule => fill(rule, { scope: '*' }))) // the same for both
  return within(full, 'clientConfig', config => within(config, 'service', service => service.port === undefined ? { ...service, port: 443 } : service))
}

const versions = ['v1', 'v1beta1']
const sideEffects = ['None', 'NoneOnDryRun']

function hook(path: Path, hook: Webhook): void {
  named(path.to('name'), hook.name, text => {
    const faults = subdomain(text)
    return faults.length > 0 ? [faults.join(',')] : text.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : []
  })
  rules(path.to('rules'), hook.rules)
  oneOfIfSet(path.to('failurePolicy'), hook.failurePolicy, failurePolicy)
  oneOfIfSet(path.to('matchPolicy'), hook.matchPolicy, ['Equivalent', 'Exact'])
  const { sideEffects: effects, timeoutSeconds: timeout = 10, namespaceSelector, objectSelector, clientConfig, admissionReviewVersions: reviewed, reinvocationPolicy } = { reinvocationPolicy: undefined, ...hook }
  if (!effects) path.to('sideEffects').required(`must specify one of ${sideEffects.join(', ')}`)
  else oneOfIfSet(path.to('sideEffects'), effects, sideEffects)
  if (timeout < 1 || timeout > 30) path.to('timeoutSeconds').invalid(timeout, 'the timeout value must be between 1 and 30 seconds')
  labelSelector(path.to('namespaceSelector'), namespaceSelector)
  labelSelector(path.to('objectSelector'), objectSelector)
  oneOfIfSet(path.to('reinvocationPolicy'), reinvocationPolicy, ['IfNeeded', 'Never'])
  webhookAt(path.to('clientConfig'), clientConfig)
  matchConditions(path.to('matchConditions'), hook.matchConditions)
  const at = path.to('admissionReviewVersions')
  if (!reviewed?.length) return at.required(`must specify one of ${versions.join(', ')}`)
  const seen = seenBefore()
  reviewed.forEach((version, i) => {
    if (seen(version)) at.to(i).invalid(version, 'duplicate version')
    else fails(at.to(i), version, oldDnsLabel(version))
  })
  if (!reviewed.some(version => versions.includes(version))) at.invalid(reviewed, `must include at least one of ${versions.join(', ')}`)
}

function hooks(root: Path, { webhooks = [] }: { readonly webhooks?: readonly Webhook[] }): void {
  const seen = seenBefore()
  webhooks.forEach((its, i) => {
    const at = root.to('webhooks').to(i)
    hook(at, its)
    if (its.name && seen(its.name)) at.to('name').duplicate(its.name)
  })
}

export const validatingwebhookconfigurations: Kind<ValidatingWebhookConfiguration> = {
  defaults: object => within(object, 'webhooks', hooks => each(hooks, hookDefaults)),
  check: hooks,
}

export const mutatingwebhookconfigurations: Kind<MutatingWebhookConfiguration> = {
  defaults: object => within(object, 'webhooks', hooks => each(hooks, hook => fill(hookDefaults(hook), { reinvocationPolicy: 'Never' }))),
  check: hooks,
}

function matchDefaults(match: MatchResources): MatchResources {
  const full = fill(match, { namespaceSelector: {}, objectSelector: {}, matchPolicy: 'Equivalent' })
  return within(within(full, 'resourceRules', rules => each(rules, rule => fill(rule, { scope: '*' }))), 'excludeResourceRules', rules => each(rules, rule => fill(rule, { scope: '*' })))
}

const expression = (path: Path, text: string): void => { if (!text.trim()) path.required('expression is not specified') }
const hasLines = (text: string): boolean => /[\n\r]/.test(text.trim())

const validation: Rules<Validation> = {
  expression,
  messageExpression: given((path, text) => { if (!text.trim()) path.invalid(text, 'must be non-empty if specified') }),
  message: given((path, text) => {
    if (!text.trim()) path.invalid(text, 'message must be non-empty if specified')
    else if (hasLines(text)) path.invalid(text, 'message must not contain line breaks')
  }),
  reason: amongIfGiven('Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'),
}

const unruled = 'validations or auditAnnotations must be specified'

const policy: Rules<ValidatingAdmissionPolicySpec> = {
  failurePolicy: among(...failurePolicy),
  paramKind: given((path, { apiVersion, kind }) => {
    present(path.to('apiVersion'), apiVersion)
    named(path.to('kind'), kind, text => oldDnsLabel(text.toLowerCase()).map(fault => `may have mixed case, but should otherwise match: ${fault}`))
  }),
  matchConstraints(path, match) {
    if (!match) return path.required()
    holdTo(path, match, matchResources)
    if (!match.resourceRules?.length) path.to('resourceRules').required()
  },
  matchConditions,
  variables: forEach((path, { name: text, expression: value }) => {
    if (!text.trim()) path.to('name').required('name is not specified')
    else if (!/^[A-Za-z_]\w*$/.test(text)) path.to('name').invalid(text, 'name is not a valid CEL identifier')
    expression(path.to('expression'), value)
  }),
  validations: forEach((path, its) => { holdTo(path, its, validation) }),
}

export const validatingadmissionpolicies: Kind<ValidatingAdmissionPolicy> = {
  defaults: policy => within(policy, 'spec', spec => within(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', matchDefaults)),
  check(root, { spec }) {
    const at = root.to('spec')
    holdTo(at, spec, policy)
    if (!spec.validations?.length && !spec.auditAnnotations?.length) for (const field of ['validations', 'auditAnnotations']) at.to(field).required(unruled)
  },
}

const exclusive = 'name and selector are mutually exclusive'

function parameters(path: Path, { name: text = '', selector, parameterNotFoundAction }: ParamRef): void {
  if (text && selector) path.to('name').forbidden(exclusive)
  if (selector) labelSelector(path.to('selector'), selector)
  if (text && selector) path.to('selector').forbidden(exclusive)
  if (!text && !selector) path.required('one of name or selector must be specified')
  oneOf(path.to('parameterNotFoundAction'), parameterNotFoundAction, ['Allow', 'Deny'])
}

export const validatingadmissionpolicybindings: Kind<ValidatingAdmissionPolicyBinding> = {
  defaults: binding => within(binding, 'spec', spec => within(spec, 'matchResources', matchDefaults)),
  check(root, { spec }) {
    holdTo(root.to('spec'), spec, {
      policyName: name(subdomain),
      paramRef: given(parameters),
      matchResources: given((path, match) => { holdTo(path, match, matchResources) }),
      validationActions(path, actions) {
        const seen = seenBefore()
        actions?.forEach((action, i) => {
          oneOfIfSet(path.to(i), action, ['Audit', 'Deny', 'Warn'])
          if (seen(action)) path.to(i).duplicate(action)
        })
        if (actions?.includes('Deny') && actions.includes('Warn')) path.invalid(actions, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)')
        if (!actions?.length) path.required('at least one validation action is required')
      },
    })
  },
}
