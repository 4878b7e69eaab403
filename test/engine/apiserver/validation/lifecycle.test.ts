// What is wrong with probes, hooks and rights.
import { describe } from 'vitest'
import { type Case, container, pod, podOf, told } from './cases.ts'

const cases: readonly Case[] = [
  ['probes', podOf({ livenessProbe: { httpGet: { path: '', port: 0 }, initialDelaySeconds: -1, periodSeconds: -1, timeoutSeconds: -1, successThreshold: 3, failureThreshold: -1 }, readinessProbe: { exec: {} }, startupProbe: {} }), [
    'spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
    'spec.containers[0].livenessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.containers[0].livenessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.containers[0].livenessProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0',
    'spec.containers[0].livenessProbe.successThreshold: Invalid value: 3: must be 1',
    'spec.containers[0].readinessProbe.exec.command: Required value',
    'spec.containers[0].startupProbe: Required value: must specify a handler type',
  ]],
  ['probes2', podOf({ readinessProbe: { tcpSocket: { port: 'Way_Bad' }, exec: { command: ['a'] } }, livenessProbe: { httpGet: { port: 80, scheme: 'FTP', httpHeaders: [{ name: 'a b', value: '' }] } } }), [
    'spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
    'spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or \'-\' (e.g. \'X-Header-Name\', regex used for validation is \'[-A-Za-z0-9]+\')',
    'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
  ]],
  ['probe grace', podOf({ readinessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 3 }, livenessProbe: { grpc: { port: 70000 }, terminationGracePeriodSeconds: 0 } }), [
    'spec.containers[0].livenessProbe.grpc.port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
    'spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 3: must not be set for readinessProbes',
  ]],
  ['init probe', pod({ initContainers: [container({ name: 'i', readinessProbe: { exec: { command: ['a'] } }, lifecycle: { preStop: { exec: { command: ['a'] } } }, restartPolicy: 'Never' })] }), [
    'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
    'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
  ]],
  ['lifecycle', podOf({ lifecycle: { postStart: {}, preStop: { sleep: { seconds: 100 } } } }), [
    'spec.containers[0].lifecycle.postStart: Required value: must specify a handler type',
    'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 100: must be non-negative and less than terminationGracePeriodSeconds (30)',
  ]],
  ['lifecycle2', podOf({ lifecycle: { preStop: { exec: { command: [] }, httpGet: { port: 'x' } } } }), [
    'spec.containers[0].lifecycle.preStop.exec.command: Required value',
    'spec.containers[0].lifecycle.preStop.httpGet: Forbidden: may not specify more than 1 handler type',
  ]],
  ['security', podOf({ securityContext: { privileged: true, allowPrivilegeEscalation: false, runAsUser: -1 } }), [
    'spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    'spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
  ]],
  ['pod security', pod({ securityContext: { fsGroup: -5, runAsUser: -2, runAsGroup: -3, supplementalGroups: [-1], sysctls: [{ name: 'A' }, { name: 'net.x' }, { name: 'net.x' }], seccompProfile: { type: 'Localhost' } } }), [
    'spec.securityContext.fsGroup: Invalid value: -5: must be between 0 and 2147483647, inclusive',
    'spec.securityContext.runAsUser: Invalid value: -2: must be between 0 and 2147483647, inclusive',
    'spec.securityContext.runAsGroup: Invalid value: -3: must be between 0 and 2147483647, inclusive',
    'spec.securityContext.supplementalGroups[0]: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    'spec.securityContext.sysctls[0].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
    'spec.securityContext.sysctls[2].name: Duplicate value: "net.x"',
    'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
  ]],
]

describe('probes, hooks and rights', () => told(cases))
