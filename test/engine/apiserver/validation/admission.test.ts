// What is wrong with webhooks and policies of admission.
import { describe } from 'vitest'
import { type Case, object, texts, told } from './cases.ts'

const group = 'admissionregistration.k8s.io/v1'
const validating = (...webhooks: readonly object[]): Case[1] => object(group, 'ValidatingWebhookConfiguration', { webhooks: webhooks.map(webhook => ({ ...webhook })) })
const policy = (spec: object): Case[1] => object(group, 'ValidatingAdmissionPolicy', { spec: { ...spec } })
const binding = (spec: object): Case[1] => object(group, 'ValidatingAdmissionPolicyBinding', { spec: { ...spec } })
const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }
const hook = { name: 'a.example.com', clientConfig: { url: 'https://a' }, admissionReviewVersions: ['v1'], sideEffects: 'None', rules: [rule] }
const matchConstraints = { resourceRules: [rule] }
const at = 'webhooks[0]'

const cases: readonly Case[] = [
  ['webhooks', validating(hook), []],
  ['a webhook of which nothing is said', validating({}), [
    `${at}.name: Required value`,
    `${at}.sideEffects: Required value: must specify one of None, NoneOnDryRun`,
    `${at}.clientConfig: Required value: exactly one of url or service is required`,
    `${at}.admissionReviewVersions: Required value: must specify one of v1, v1beta1`,
  ]],
  ['a name that is too short', validating({ ...hook, name: 'a.b' }, { ...hook, name: 'A' }), [
    `${at}.name: Invalid value: "a.b": should be a domain with at least three segments separated by dots`,
    `webhooks[1].name: Invalid value: "A": ${texts.notSubdomain}`,
  ]],
  ['a name twice', validating(hook, hook), ['webhooks[1].name: Duplicate value: "a.example.com"']],
  ['rules', validating({ ...hook, rules: [{}, { operations: ['*', 'FOO'], apiGroups: ['*', 'apps'], apiVersions: ['', '*'], resources: ['', 'pods', 'pods/*', 'pods/status', '*', '*/*'], scope: 'Here' }] }), [
    ...['operations', 'apiGroups', 'apiVersions', 'resources'].map(field => `${at}.rules[0].${field}: Required value`),
    `${at}.rules[1].operations: Invalid value: ["*","FOO"]: if '*' is present, must not specify other operations`,
    `${at}.rules[1].operations[1]: Unsupported value: "FOO": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"`,
    `${at}.rules[1].apiGroups: Invalid value: ["*","apps"]: if '*' is present, must not specify other API groups`,
    `${at}.rules[1].apiVersions: Invalid value: ["","*"]: if '*' is present, must not specify other API versions`,
    `${at}.rules[1].apiVersions[0]: Required value`,
    `${at}.rules[1].resources[0]: Required value`,
    `${at}.rules[1].resources[3]: Invalid value: "pods/status": if 'pods/*' is present, must not specify pods/status`,
    `${at}.rules[1].resources: Invalid value: ["","pods","pods/*","pods/status","*","*/*"]: if '*/*' is present, must not specify other resources`,
    `${at}.rules[1].resources: Invalid value: ["","pods","pods/*","pods/status","*","*/*"]: if '*' is present, must not specify other resources without subresources`,
    `${at}.rules[1].scope: Unsupported value: "Here": supported values: "*", "Cluster", "Namespaced"`,
  ]],
  ['choices', validating({ ...hook, failurePolicy: 'Maybe', matchPolicy: 'Some', sideEffects: 'Some', timeoutSeconds: 31, admissionReviewVersions: ['v2', 'v2', 'V'], clientConfig: { url: 'http://u:p@/x?y=1#z' }, matchConditions: [{ name: '', expression: ' ' }, { name: 'a', expression: 'x' }, { name: 'a', expression: 'x' }] }), [
    `${at}.failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"`,
    `${at}.matchPolicy: Unsupported value: "Some": supported values: "Equivalent", "Exact"`,
    `${at}.sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"`,
    `${at}.timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds`,
    `${at}.clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    `${at}.clientConfig.url: Invalid value: "u:p": user information is not permitted in the URL`,
    `${at}.clientConfig.url: Invalid value: "z": fragments are not permitted in the URL`,
    `${at}.clientConfig.url: Invalid value: "y=1": query parameters are not permitted in the URL`,
    `${at}.matchConditions[0].expression: Required value`,
    `${at}.matchConditions[0].name: Required value`,
    `${at}.matchConditions[2].name: Duplicate value: "a"`,
    `${at}.admissionReviewVersions[1]: Invalid value: "v2": duplicate version`,
    `${at}.admissionReviewVersions[2]: Invalid value: "V": ${texts.notOldLabel}`,
    `${at}.admissionReviewVersions: Invalid value: ["v2","v2","V"]: must include at least one of v1, v1beta1`,
  ]],
  ['a Service', validating({ ...hook, clientConfig: { service: { name: '', namespace: '', port: 70000, path: 'x' } } }), [
    `${at}.clientConfig.service.name: Required value: service name is required`,
    `${at}.clientConfig.service.namespace: Required value: service namespace is required`,
    `${at}.clientConfig.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive`,
    `${at}.clientConfig.service.path: Invalid value: "x": must start with a '/'`,
  ]],
  ['a policy', policy({ matchConstraints, validations: [{ expression: 'true' }] }), []],
  ['a policy of which nothing is said', policy({}), [
    'spec.matchConstraints: Required value',
    'spec.validations: Required value: validations or auditAnnotations must be specified',
    'spec.auditAnnotations: Required value: validations or auditAnnotations must be specified',
  ]],
  ['what a policy asks', policy({
    failurePolicy: 'Warn', paramKind: { apiVersion: '', kind: 'A_' }, matchConstraints: {}, variables: [{ name: '', expression: '' }, { name: 'a-b', expression: 'x' }],
    validations: [{ expression: ' ', messageExpression: ' ', message: ' ', reason: 'Because' }, { expression: 'x', message: 'a\nb' }],
  }), [
    'spec.failurePolicy: Unsupported value: "Warn": supported values: "Fail", "Ignore"',
    'spec.paramKind.apiVersion: Required value',
    `spec.paramKind.kind: Invalid value: "A_": may have mixed case, but should otherwise match: ${texts.notOldLabel}`,
    'spec.matchConstraints.resourceRules: Required value',
    'spec.variables[0].name: Required value: name is not specified',
    'spec.variables[0].expression: Required value: expression is not specified',
    'spec.variables[1].name: Invalid value: "a-b": name is not a valid CEL identifier',
    'spec.validations[0].expression: Required value: expression is not specified',
    'spec.validations[0].messageExpression: Invalid value: " ": must be non-empty if specified',
    'spec.validations[0].message: Invalid value: " ": message must be non-empty if specified',
    'spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
    'spec.validations[1].message: Invalid value: "a\\nb": message must not contain line breaks',
  ]],
  ['a binding', binding({ policyName: 'p', validationActions: ['Deny', 'Audit'], paramRef: { name: 'x', parameterNotFoundAction: 'Deny' }, matchResources: { namespaceSelector: { matchLabels: { a: 'b' } } } }), []],
  ['a binding of which nothing is said', binding({}), ['spec.policyName: Required value', 'spec.validationActions: Required value: at least one validation action is required']],
  ['what a binding does', binding({ policyName: 'P', paramRef: { name: 'x', selector: {}, parameterNotFoundAction: 'Ask' }, validationActions: ['Deny', 'Warn', 'Warn', 'Shout'] }), [
    `spec.policyName: Invalid value: "P": ${texts.notSubdomain}`,
    'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
    'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
    'spec.paramRef.parameterNotFoundAction: Unsupported value: "Ask": supported values: "Allow", "Deny"',
    'spec.validationActions[2]: Duplicate value: "Warn"',
    'spec.validationActions[3]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"',
    'spec.validationActions: Invalid value: ["Deny","Warn","Warn","Shout"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
  ]],
  ['a binding to parameters that are not named', binding({ policyName: 'p', validationActions: ['Deny'], paramRef: {} }), [
    'spec.paramRef: Required value: one of name or selector must be specified',
    'spec.paramRef.parameterNotFoundAction: Required value',
  ]],
]

describe('doors in the way of requests', () => told(cases))
