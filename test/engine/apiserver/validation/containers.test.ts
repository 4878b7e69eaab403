// What is wrong with containers, their ports, environment and resources.
import { describe } from 'vitest'
import { type Case, container, pod, podOf, texts, told } from './cases.ts'

const cases: readonly Case[] = [
  ['no containers', pod({ containers: [] }), ['spec.containers: Required value']],
  ['name missing', pod({ containers: [{ image: 'nginx' }] }), ['spec.containers[0].name: Required value']],
  ['image missing', pod({ containers: [{ name: 'c' }] }), ['spec.containers[0].image: Required value']],
  ['name upper', podOf({ name: 'My_C' }), [`spec.containers[0].name: Invalid value: "My_C": ${texts.notLabel}`]],
  ['dup names', pod({ containers: [container(), container()] }), ['spec.containers[1].name: Duplicate value: "c"']],
  ['dup init', pod({ initContainers: [container()], }), ['spec.initContainers[0].name: Duplicate value: "c"']],
  ['image space', podOf({ image: ' nginx' }), ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace']],
  ['pull policy', podOf({ imagePullPolicy: 'Sometimes' }), ['spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"']],
  ['port range', podOf({ ports: [{ containerPort: 0 }, { containerPort: 70000 }, { containerPort: 80, protocol: 'HTTP' }, { containerPort: 81, name: 'way-too-long-name' }] }), [
    'spec.containers[0].ports[0].containerPort: Required value',
    'spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'spec.containers[0].ports[2].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    'spec.containers[0].ports[3].name: Invalid value: "way-too-long-name": must be no more than 15 characters',
  ]],
  ['port names', podOf({ ports: [{ containerPort: 80, name: 'a' }, { containerPort: 81, name: 'a' }, { containerPort: 82, name: '1' }, { containerPort: 83, name: 'A' }, { containerPort: 84, name: 'a--b' }] }), [
    'spec.containers[0].ports[1].name: Duplicate value: "a"',
    'spec.containers[0].ports[2].name: Invalid value: "1": must contain at least one letter (a-z)',
    'spec.containers[0].ports[3].name: Invalid value: "A": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'spec.containers[0].ports[3].name: Invalid value: "A": must contain at least one letter (a-z)',
    'spec.containers[0].ports[4].name: Invalid value: "a--b": must not contain consecutive hyphens',
  ]],
  ['host port', pod({ containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] }), container({ name: 'd', ports: [{ containerPort: 80, hostPort: 80 }] })] }), ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"']],
  ['host net', pod({ hostNetwork: true, containers: [container({ ports: [{ containerPort: 80, hostPort: 81 }] })] }), ['spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true']],
  ['env name', podOf({ env: [{ name: 'a=b', value: 'x' }, { value: 'x' }, { name: 'OK', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'F', valueFrom: { fieldRef: { fieldPath: 'metadata.nope' } } }, { name: 'E', valueFrom: {} }, { name: 'S', valueFrom: { secretKeyRef: { name: 's' } } }, { name: 'C', valueFrom: { configMapKeyRef: { key: 'a b' } } }, { name: 'R', valueFrom: { resourceFieldRef: { resource: 'limits.gpu' } } }] }), [
    'spec.containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    'spec.containers[0].env[1].name: Required value',
    'spec.containers[0].env[2].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    'spec.containers[0].env[3].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.nope": error converting fieldPath: field label not supported: metadata.nope',
    'spec.containers[0].env[4].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
    'spec.containers[0].env[5].valueFrom.secretKeyRef.key: Required value',
    `spec.containers[0].env[6].valueFrom.configMapKeyRef.name: Invalid value: "": ${texts.notSubdomain}`,
    'spec.containers[0].env[6].valueFrom.configMapKeyRef.key: Invalid value: "a b": a valid config key must consist of alphanumeric characters, \'-\', \'_\' or \'.\' (e.g. \'key.name\',  or \'KEY_NAME\',  or \'key-name\', regex used for validation is \'[-._a-zA-Z0-9]+\')',
    'spec.containers[0].env[7].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
  ]],
  ['envFrom', podOf({ envFrom: [{}, { configMapRef: {} }, { prefix: 'a=', secretRef: { name: 'X_' } }, { configMapRef: { name: 'a' }, secretRef: { name: 'b' } }] }), [
    'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    'spec.containers[0].envFrom[1].configMapRef.name: Required value',
    'spec.containers[0].envFrom[2].prefix: Invalid value: "a=": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    `spec.containers[0].envFrom[2].secretRef.name: Invalid value: "X_": ${texts.notSubdomain}`,
    'spec.containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time',
  ]],
  ['resources', podOf({ resources: { requests: { cpu: '2', memory: '-1', foo: '1', 'nvidia.com/gpu': '0.5' }, limits: { cpu: '1' } } }), [
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    'spec.containers[0].resources.requests[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
    'spec.containers[0].resources.requests[foo]: Invalid value: "foo": must be a standard resource for containers',
    'spec.containers[0].resources.requests[nvidia.com/gpu]: Invalid value: "500m": must be an integer',
    'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
  ]],
  ['gpu', podOf({ resources: { requests: { 'nvidia.com/gpu': 2 }, limits: { 'nvidia.com/gpu': 1 } } }), ['spec.containers[0].resources.requests: Invalid value: "2": must be equal to nvidia.com/gpu limit of 1']],
  ['gpu no limit', podOf({ resources: { requests: { 'nvidia.com/gpu': 2 } } }), ['spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources']],
  ['hugepages', podOf({ resources: { limits: { 'hugepages-2Mi': '2Mi' } } }), ['spec.containers[0].resources: Forbidden: HugePages require cpu or memory']],
  ['restart policy of container', podOf({ restartPolicy: 'Always' }), []],
  ['termination', podOf({ terminationMessagePolicy: 'X', terminationMessagePath: '/x', command: [''], workingDir: 'x', stdin: true }), ['spec.containers[0].terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"']],
  ['restart+init', pod({ initContainers: [{ name: 'i' }] }), ['spec.initContainers[0].image: Required value']],
]

describe('containers', () => told(cases))
