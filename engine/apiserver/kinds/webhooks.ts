// Doors of others in the way of requests. They are kept as the real server keeps them; nobody is called.
import { each, fill, within } from '../defaults/fill.ts'
import type { MutatingWebhook, MutatingWebhookConfiguration, ValidatingAdmissionPolicy, ValidatingWebhook, ValidatingWebhookConfiguration } from '../types.gen.ts'
import type { Kind } from './kind.ts'

const unsaid = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 } as const

function hookDefaults<H extends MutatingWebhook | ValidatingWebhook>(hook: H): H {
  const full: H = within(fill(hook, unsaid as Partial<H>), 'rules', rules => each(rules, rule => fill(rule, { scope: '*' }))) // the same for both
  return within(full, 'clientConfig', config => within(config, 'service', service => service.port === undefined ? { ...service, port: 443 } : service))
}

export const validatingwebhookconfigurations: Kind<ValidatingWebhookConfiguration> = {
  defaults: object => within(object, 'webhooks', hooks => each(hooks, hookDefaults)),
}

export const mutatingwebhookconfigurations: Kind<MutatingWebhookConfiguration> = {
  defaults: object => within(object, 'webhooks', hooks => each(hooks, hook => fill(hookDefaults(hook), { reinvocationPolicy: 'Never' }))),
}

export const validatingadmissionpolicies: Kind<ValidatingAdmissionPolicy> = {
  defaults: policy => within(policy, 'spec', spec => within(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', match => {
    const full = fill(match, { namespaceSelector: {}, objectSelector: {}, matchPolicy: 'Equivalent' })
    return within(within(full, 'resourceRules', rules => each(rules, rule => fill(rule, { scope: '*' }))), 'excludeResourceRules', rules => each(rules, rule => fill(rule, { scope: '*' })))
  })),
}
