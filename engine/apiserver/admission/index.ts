// The plugins that a cluster has unless told otherwise, in the order of the real server.
import type { AdmissionPlugin } from '../admission.ts'
import { privilegeEscalation } from '../authorization/escalation.ts'
import { certificateSubject } from './certificates.ts'
import { defaultTolerationSeconds } from './default-tolerations.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { defaultIngressClass, defaultStorageClass, persistentVolumeClaimResize, storageObjectInUseProtection, taintNodesByCondition } from './objects.ts'
import { podSecurity } from './pod-security.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'

export const usualAdmission: readonly AdmissionPlugin[] = [
  namespaceLifecycle, limitRanger, serviceAccount, taintNodesByCondition, podSecurity, priority, defaultTolerationSeconds,
  defaultStorageClass, storageObjectInUseProtection, persistentVolumeClaimResize, runtimeClass, certificateSubject, defaultIngressClass,
  privilegeEscalation, resourceQuota,
]
