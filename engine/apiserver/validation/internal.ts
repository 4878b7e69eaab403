// Objects as the real server holds them inside, which is how its errors show them: fields in the order and under
// the names of its Go structs, and nothing left out.
import type { Json, JsonObject } from '../object.ts'
import type { PodSpec, PodTemplateSpec } from '../types.gen.ts'

// A field is its name and what it is: `"` a text, `0` a number, `!` a boolean, which are there even if empty;
// `=X` a struct X, `*X` a pointer to one, `[X` a list of them; with nothing, anything that may be null.
const structs: Readonly<Record<string, string>> = {
  PodSpec: 'Volumes[Volume InitContainers[Container Containers[Container EphemeralContainers[Ephemeral RestartPolicy" TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy" NodeSelector ServiceAccountName" AutomountServiceAccountToken NodeName" SecurityContext*PodSecurity ImagePullSecrets[LocalRef Hostname" Subdomain" SetHostnameAsFQDN Affinity*Affinity SchedulerName" Tolerations[Toleration HostAliases[HostAlias PriorityClassName" Priority PreemptionPolicy DNSConfig*DNSConfig ReadinessGates[ReadinessGate RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints[Spread OS*LocalRef SchedulingGates[LocalRef ResourceClaims[ResourceClaim Resources*Resources HostnameOverride SchedulingGroup',
  Container: 'Name" Image" Command Args WorkingDir" Ports[ContainerPort EnvFrom[EnvFrom Env[Env Resources=Resources ResizePolicy[ResizePolicy RestartPolicy RestartPolicyRules VolumeMounts[Mount VolumeDevices[Device LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe Lifecycle*Lifecycle TerminationMessagePath" TerminationMessagePolicy" ImagePullPolicy" SecurityContext*Security Stdin! StdinOnce! TTY!',
  ContainerPort: 'Name" HostPort0 ContainerPort0 Protocol" HostIP"',
  EnvFrom: 'Prefix" ConfigMapRef*OptionalRef SecretRef*OptionalRef',
  Env: 'Name" Value" ValueFrom*EnvSource',
  EnvSource: 'FieldRef*FieldRef ResourceFieldRef*ResourceRef ConfigMapKeyRef*KeyRef SecretKeyRef*KeyRef FileKeyRef',
  FieldRef: 'APIVersion" FieldPath"',
  ResourceRef: 'ContainerName" Resource" Divisor"',
  KeyRef: 'Name" Key" Optional',
  OptionalRef: 'Name" Optional',
  LocalRef: 'Name"',
  Resources: 'Limits Requests Claims[ResourceClaimName',
  ResourceClaimName: 'Name" Request"',
  ResizePolicy: 'ResourceName" RestartPolicy"',
  Mount: 'Name" ReadOnly! RecursiveReadOnly MountPath" SubPath" MountPropagation SubPathExpr"',
  Device: 'Name" DevicePath"',
  Probe: 'Exec*Exec HTTPGet*HTTPGet TCPSocket*TCPSocket GRPC*GRPC InitialDelaySeconds0 TimeoutSeconds0 PeriodSeconds0 SuccessThreshold0 FailureThreshold0 TerminationGracePeriodSeconds',
  Lifecycle: 'PostStart*Handler PreStop*Handler StopSignal',
  Handler: 'Exec*Exec HTTPGet*HTTPGet TCPSocket*TCPSocket Sleep*Sleep',
  Exec: 'Command',
  HTTPGet: 'Path" Port0 Host" Scheme" HTTPHeaders[Header',
  Header: 'Name" Value"',
  TCPSocket: 'Port0 Host"',
  GRPC: 'Port0 Service',
  Sleep: 'Seconds0',
  Security: 'Capabilities*Capabilities Privileged SELinuxOptions*SELinux WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile*Profile AppArmorProfile*Profile',
  PodSecurity: 'HostNetwork! HostPID! HostIPC! ShareProcessNamespace HostUsers SELinuxOptions*SELinux WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls[Header SeccompProfile*Profile AppArmorProfile*Profile SELinuxChangePolicy',
  Capabilities: 'Add Drop',
  SELinux: 'User" Role" Type" Level"',
  Profile: 'Type" LocalhostProfile',
  Affinity: 'NodeAffinity*NodeAffinity PodAffinity*PodAffinity PodAntiAffinity*PodAffinity',
  NodeAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution[NodePreference',
  NodeSelector: 'NodeSelectorTerms[NodeTerm',
  NodePreference: 'Weight0 Preference=NodeTerm',
  NodeTerm: 'MatchExpressions[NodeExpression MatchFields[NodeExpression',
  NodeExpression: 'Key" Operator" Values',
  PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution[PodTerm PreferredDuringSchedulingIgnoredDuringExecution[PodPreference',
  PodPreference: 'Weight0 PodAffinityTerm=PodTerm',
  PodTerm: 'LabelSelector Namespaces TopologyKey" NamespaceSelector MatchLabelKeys MismatchLabelKeys',
  Toleration: 'Key" Operator" Value" Effect" TolerationSeconds',
  Taint: 'Key" Value" Effect" TimeAdded',
  HostAlias: 'IP" Hostnames',
  DNSConfig: 'Nameservers Searches Options[DNSOption',
  DNSOption: 'Name" Value',
  ReadinessGate: 'ConditionType"',
  Spread: 'MaxSkew0 TopologyKey" WhenUnsatisfiable" LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys',
  ResourceClaim: 'Name" ResourceClaimName ResourceClaimTemplateName',
  Volume: 'Name" HostPath*HostPath EmptyDir*EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret*SecretFiles NFS*NFS ISCSI Glusterfs PersistentVolumeClaim*Claim RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI*Downward FC AzureFile ConfigMap*ConfigFiles VsphereVolume AzureDisk PhotonPersistentDisk Projected*Projected PortworxVolume ScaleIO StorageOS CSI Ephemeral Image*ImageSource',
  HostPath: 'Path" Type',
  EmptyDir: 'Medium" SizeLimit',
  SecretFiles: 'SecretName" Items[KeyToPath DefaultMode Optional',
  ConfigFiles: 'Name" Items[KeyToPath DefaultMode Optional',
  KeyToPath: 'Key" Path" Mode',
  NFS: 'Server" Path" ReadOnly!',
  Claim: 'ClaimName" ReadOnly!',
  Downward: 'Items[DownwardFile DefaultMode',
  DownwardFile: 'Path" FieldRef*FieldRef ResourceFieldRef*ResourceRef Mode',
  Projected: 'Sources[Projection DefaultMode',
  Projection: 'Secret*ProjectedFiles DownwardAPI*ProjectedDownward ConfigMap*ProjectedFiles ServiceAccountToken*Token ClusterTrustBundle PodCertificate',
  ProjectedFiles: 'Name" Items[KeyToPath Optional',
  ProjectedDownward: 'Items[DownwardFile',
  Token: 'Audience" ExpirationSeconds0 Path"',
  ImageSource: 'Reference" PullPolicy"',
  ClaimSpec: 'AccessModes Selector Resources=ClaimResources VolumeName" StorageClassName VolumeMode DataSource DataSourceRef VolumeAttributesClassName',
  ClaimResources: 'Limits Requests',
  ServicePort: 'Name" Protocol" AppProtocol Port0 TargetPort0 NodePort0',
  SetStrategy: 'Type" RollingUpdate*SetRolling',
  SetRolling: 'Partition0 MaxUnavailable',
  RoleRef: 'APIGroup" Kind" Name"',
}

const empty: Readonly<Record<string, Json>> = { '"': '', '0': 0, '!': false }

/** `HTTPGet` in JSON: `httpGet`. */
const jsonName = (name: string): string => name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, capitals => capitals.toLowerCase())

function internal(struct: string, given: JsonObject | undefined): Json {
  if (struct === 'Ephemeral') return { ...internalObject('Container', given ?? {}), TargetContainerName: given?.['targetContainerName'] ?? '' }
  return given === undefined ? null : internalObject(struct, given)
}

function internalObject(struct: string, given: JsonObject): JsonObject {
  const fields = new Map(Object.entries(given))
  return Object.fromEntries((structs[struct] ?? '').split(' ').map(notation => {
    const [, name = '', mark = '', type = ''] = /^(\w+?)(["0!]?|[=*[](\w+))$/.exec(notation) ?? []
    const value = fields.get(jsonName(name))
    if (type === '') return [name, value === undefined ? empty[mark] ?? null : inOrder(value)]
    if (mark.startsWith('[')) return [name, isList(value) ? value.map(item => internal(type, asObject(item))) : null]
    return [name, internal(type, mark.startsWith('=') ? asObject(value) ?? {} : asObject(value))]
  }))
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const asObject = (value: Json | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !isList(value) ? value : undefined

/** A map, as Go prints it: by its keys. */
function inOrder(value: Json): Json {
  const map = asObject(value)
  return map && !('matchLabels' in map) ? Object.fromEntries(Object.entries(map).sort(([a], [b]) => a < b ? -1 : 1)) : value
}

export type InternalStruct = 'ClaimSpec' | 'RoleRef' | 'Security' | 'ServicePort' | 'SetStrategy' | 'Taint'

// Typed objects are plain JSON at run time; only their types do not say so.
const jsonOf = (value: object): JsonObject => value as unknown as JsonObject

export const internalStruct = (struct: InternalStruct, value: object): JsonObject => internalObject(struct, jsonOf(value))

export function internalPodSpec(spec: PodSpec): JsonObject {
  const { hostNetwork = false, hostPID = false, hostIPC = false, shareProcessNamespace, hostUsers } = spec
  const securityContext = {
    ...spec.securityContext, hostNetwork, hostPID, hostIPC,
    ...shareProcessNamespace !== undefined && { shareProcessNamespace }, ...hostUsers !== undefined && { hostUsers },
  }
  return internalObject('PodSpec', jsonOf({ ...spec, securityContext }))
}

export function internalTemplate({ metadata, spec }: PodTemplateSpec): JsonObject {
  const { labels, annotations } = metadata
  return {
    ...labels && { labels: inOrder(jsonOf(labels)) },
    ...annotations && { annotations: inOrder(jsonOf(annotations)) },
    Spec: internalPodSpec(spec),
  }
}

const escaped = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const compactJson = (value: Json): string => escaped(JSON.stringify(value))
export const indentedJson = (value: Json): string => escaped(JSON.stringify(value, null, 1))
