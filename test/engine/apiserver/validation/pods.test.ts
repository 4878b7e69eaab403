// What is wrong with a pod as a whole, and with its metadata.
import { describe } from 'vitest'
import { type Case, pod, texts, told } from './cases.ts'

const cases: readonly Case[] = [
  ['restart policy', pod({ restartPolicy: 'Maybe' }), ['spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"']],
  ['dns policy', pod({ dnsPolicy: 'x' }), ['spec.dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"']],
  ['dns none', pod({ dnsPolicy: 'None' }), ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None']],
  ['grace', pod({ terminationGracePeriodSeconds: -1, activeDeadlineSeconds: 0 }), ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive']],
  ['hostAliases', pod({ hostAliases: [{ ip: 'x', hostnames: ['A'] }], imagePullSecrets: [{}], readinessGates: [{ conditionType: 'a b' }], schedulingGates: [{ name: 'a' }, { name: 'a' }, { name: 'A B' }], os: { name: 'mac' } }), [
    `spec.readinessGates[0].conditionType: Invalid value: "a b": ${texts.notNamePart}`,
    'spec.schedulingGates[1]: Duplicate value: "a"',
    `spec.schedulingGates[2]: Invalid value: "A B": ${texts.notNamePart}`,
    'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    `spec.hostAliases[0].hostnames[0]: Invalid value: "A": ${texts.notSubdomain}`,
    'spec.os: Unsupported value: "mac": supported values: "linux", "windows"',
  ]],
  ['ephemeral', pod({ ephemeralContainers: [{ name: 'e', image: 'x' }] }), ['spec.ephemeralContainers: Forbidden: cannot be set on create']],
  ['labels', pod({}, { labels: { 'a b': 'c', ok: 'bad value', x: 'y'.repeat(64), ['z'.repeat(64)]: '', '/x': 'y', 'A.b/c': 'd' }, annotations: { '-x': 'y' } }), [
    `metadata.labels: Invalid value: "a b": ${texts.notNamePart}`,
    `metadata.labels: Invalid value: "bad value": ${texts.notValue}`,
    'metadata.labels: Invalid value: "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy": must be no more than 63 bytes',
    'metadata.labels: Invalid value: "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz": name part must be no more than 63 bytes',
    'metadata.labels: Invalid value: "/x": prefix part must be non-empty',
    `metadata.labels: Invalid value: "A.b/c": prefix part ${texts.notSubdomain}`,
    `metadata.annotations: Invalid value: "-x": ${texts.notNamePart}`,
  ]],
  ['names', pod({}, { name: 'My_Pod' }), [`metadata.name: Invalid value: "My_Pod": ${texts.notSubdomain}`]],
  ['names2', pod({}, { name: '-a.b-' }), [`metadata.name: Invalid value: "-a.b-": ${texts.notSubdomain}`]],
  ['no name', pod({}, { name: undefined }), ['metadata.name: Required value: name or generateName is required']],
  ['finalizers', pod({}, { finalizers: ['nope', 'a/b', 'X Y'] }), [
    `metadata.finalizers: Invalid value: "X Y": ${texts.notNamePart}`,
    'metadata.finalizers[0]: Invalid value: "nope": name is neither a standard finalizer name nor is it fully qualified',
    'metadata.finalizers[2]: Invalid value: "X Y": name is neither a standard finalizer name nor is it fully qualified',
  ]],
  ['no such account', pod({ serviceAccountName: 'X' }), ['pods "p" is forbidden: error looking up service account default/X: serviceaccount "X" not found']],
  ['unknown classes', pod({ hostname: 'A', subdomain: 'b.c', nodeName: 'N' }), [
    `spec.nodeName: Invalid value: "N": ${texts.notSubdomain}`,
    `spec.hostname: Invalid value: "A": ${texts.notLabel}`,
    'spec.subdomain: Invalid value: "b.c": must not contain dots',
  ]],
]

describe('pods', () => told(cases))
