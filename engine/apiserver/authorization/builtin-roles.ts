// The roles that every cluster has from the start, as Kubernetes 1.36 has them.
//   name>LABEL: rule; rule      LABEL: the role that it is aggregated to; `< ` instead of rules: it collects those
//   rule  verbs resources@groups=names     verbs by their letters (as in discovery.ts), or as words
//         verbs /paths
//         events                           may write events
// A group without a dot, other than the old ones, ends in `.k8s.io`; no group is the core.

export const clusterRoles = `cluster-admin: * *@*; * *
admin: <
edit>admin: <
view>edit: <
system:aggregate-to-admin>admin: c localsubjectaccessreviews@authorization; cdDglpuw roles,rolebindings@rbac.authorization
system:aggregate-to-edit>edit: glw pods/attach,pods/proxy,pods/exec,pods/portforward,secrets,services/proxy; impersonate serviceaccounts; cdDpu pods,pods/attach,pods/proxy,pods/exec,pods/portforward; c pods/eviction; cdDpu replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/proxy,persistentvolumeclaims,configmaps,secrets,events; c serviceaccounts/token; cdDpu statefulsets,statefulsets/scale,daemonsets,deployments,deployments/scale,deployments/rollback,replicasets,replicasets/scale@apps; cdDpu horizontalpodautoscalers@autoscaling; cdDpu jobs,cronjobs@batch; cdDpu daemonsets,deployments,deployments/scale,deployments/rollback,ingresses,replicasets,replicasets/scale,replicationcontrollers/scale,networkpolicies@extensions; cdDpu poddisruptionbudgets@policy; cdDpu networkpolicies,ingresses@networking; cdDglpuw leases@coordination; cdDpu resourceclaims,resourceclaimtemplates@resource
system:aggregate-to-view>view: glw pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,configmaps; glw limitranges,resourcequotas,bindings,events,pods/status,resourcequotas/status,namespaces/status,replicationcontrollers/status,pods/log; glw namespaces; glw endpointslices@discovery; glw events@events; glw controllerrevisions,statefulsets,statefulsets/status,statefulsets/scale,daemonsets,daemonsets/status,deployments,deployments/status,deployments/scale,replicasets,replicasets/status,replicasets/scale@apps; glw horizontalpodautoscalers,horizontalpodautoscalers/status@autoscaling; glw jobs,cronjobs,cronjobs/status,jobs/status@batch; glw daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale,networkpolicies@extensions; glw poddisruptionbudgets,poddisruptionbudgets/status@policy; glw networkpolicies,ingresses,ingresses/status@networking; glw resourceclaims,resourceclaims/status,resourceclaimtemplates@resource
system:auth-delegator: c tokenreviews@authentication; c subjectaccessreviews@authorization
system:basic-user: c selfsubjectaccessreviews,selfsubjectrulesreviews@authorization; c selfsubjectreviews@authentication
system:certificates.k8s.io:certificatesigningrequests:nodeclient: c certificatesigningrequests/nodeclient@certificates
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient: c certificatesigningrequests/selfnodeclient@certificates
system:certificates.k8s.io:kube-apiserver-client-approver: approve signers@certificates=kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver: approve signers@certificates=kubernetes.io/kube-apiserver-client-kubelet
system:certificates.k8s.io:kubelet-serving-approver: approve signers@certificates=kubernetes.io/kubelet-serving
system:certificates.k8s.io:legacy-unknown-approver: approve signers@certificates=kubernetes.io/legacy-unknown
system:discovery: g /livez,/readyz,/healthz,/version,/version/,/openapi,/openapi/*,/api,/api/*,/apis,/apis/*
system:heapster: glw events,pods,nodes,namespaces; glw deployments@extensions
system:kube-aggregator: glw services,endpoints
system:kube-controller-manager: events; c leases@coordination; gu leases@coordination=kube-controller-manager; c secrets,serviceaccounts; d secrets; g namespaces,secrets,serviceaccounts,configmaps; u secrets,serviceaccounts; c tokenreviews@authentication; c subjectaccessreviews@authorization; lw *@*; c serviceaccounts/token
system:kube-dns: lw endpoints,services
system:kube-scheduler: events; c leases@coordination; gluw leases@coordination=kube-scheduler; glw nodes; dglw pods; c pods/binding,bindings; pu pods/status; glw services,replicationcontrollers; glw replicasets@apps,extensions; glw statefulsets@apps; glw poddisruptionbudgets@policy; glw persistentvolumeclaims,persistentvolumes; c tokenreviews@authentication; c subjectaccessreviews@authorization; glw csinodes@storage; glw namespaces; glw csidrivers@storage; glw csistoragecapacities@storage; glw volumeattachments@storage; glw deviceclasses@resource; glpuw resourceclaims@resource; pu resourceclaims/status@resource; glw resourceslices@resource
system:kubelet-api-admin: glw nodes; proxy nodes; * nodes/proxy,nodes/metrics,nodes/stats,nodes/log,nodes/pods,nodes/healthz,nodes/configz
system:monitoring: g /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
system:node: c tokenreviews@authentication; c subjectaccessreviews,localsubjectaccessreviews@authorization; glw services; cglw nodes; pu nodes/status; pu nodes; cpu events; glw pods; cd pods; pu pods/status; c pods/eviction; glw secrets,configmaps; g persistentvolumeclaims,persistentvolumes; g endpoints; cglw certificatesigningrequests@certificates; cdgpu leases@coordination; g volumeattachments@storage; gpu persistentvolumeclaims/status; c serviceaccounts/token; glw csidrivers@storage; cdgpu csinodes@storage; glw runtimeclasses@node; g resourceclaims@resource; Ddglw resourceslices@resource
system:node-bootstrapper: cglw certificatesigningrequests@certificates
system:node-problem-detector: g nodes; p nodes/status; events
system:node-proxier: lw services,endpoints; glw nodes; events; lw endpointslices@discovery; lw servicecidrs@networking
system:persistent-volume-provisioner: cdglw persistentvolumes; gluw persistentvolumeclaims; glw storageclasses@storage; w events; events
system:public-info-viewer: g /livez,/readyz,/healthz,/version,/version/
system:service-account-issuer-discovery: g /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/
system:volume-scheduler: glpuw persistentvolumes; glw storageclasses@storage; glpuw persistentvolumeclaims`

/** Of the controllers of kube-controller-manager, each bound to the service account of its name in kube-system. */
export const controllerRoles = `attachdetach-controller: lw persistentvolumes,persistentvolumeclaims; glw nodes; pu nodes/status; lw pods; events; cdglw volumeattachments@storage; glw csidrivers@storage; glw csinodes@storage
certificate-controller: dglw certificatesigningrequests@certificates; u certificatesigningrequests/status,certificatesigningrequests/approval@certificates; approve signers@certificates=kubernetes.io/kube-apiserver-client-kubelet; sign signers@certificates=kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown; c subjectaccessreviews@authorization; events
clusterrole-aggregation-controller: escalate,get,list,patch,update,watch clusterroles@rbac.authorization
cronjob-controller: gluw cronjobs@batch; cdglpuw jobs@batch; u cronjobs/status@batch; u cronjobs/finalizers@batch; dlw pods; events
daemon-set-controller: glw daemonsets@extensions,apps; u daemonsets/status@extensions,apps; u daemonsets/finalizers@extensions,apps; lw nodes; cdlpw pods; c pods/binding; cdglpuw controllerrevisions@apps; events
deployment-controller: gluw deployments@extensions,apps; u deployments/status@extensions,apps; u deployments/finalizers@extensions,apps; cdglpuw replicasets@apps,extensions; gluw pods; events
disruption-controller: glw deployments@extensions,apps; glw replicasets@apps,extensions; glw replicationcontrollers; glw poddisruptionbudgets@policy; glw statefulsets@apps; u poddisruptionbudgets/status@policy; pu pods/status; g */scale@*; events
endpoint-controller: glw services,pods; cdgluw endpoints; c endpoints/restricted; events
endpointslice-controller: glw services,pods,nodes; u services/finalizers; cdgluw endpointslices@discovery; events
endpointslicemirroring-controller: glw services,endpoints; u services/finalizers; u endpoints/finalizers; cdgluw endpointslices@discovery; events
ephemeral-volume-controller: glw pods; u pods/finalizers; cglw persistentvolumeclaims; events
expand-controller: glpuw persistentvolumes; pu persistentvolumeclaims/status; glw persistentvolumeclaims; events
generic-garbage-collector: dglpuw *@*; events
horizontal-pod-autoscaler: glw horizontalpodautoscalers@autoscaling; u horizontalpodautoscalers/status@autoscaling; gu */scale@*; lw pods; lw pods@metrics; glw *@custom.metrics; glw *@external.metrics; events
job-controller: glpuw jobs@batch; u jobs/status@batch; u jobs/finalizers@batch; cdlpw pods; events
legacy-service-account-token-cleaner: g configmaps=kube-apiserver-legacy-service-account-token-tracking; dp secrets
namespace-controller: dglw namespaces; u namespaces/finalize,namespaces/status; dDglw *@*
node-controller: dglpuw nodes; pu nodes/status; pu pods/status; dglw pods; events
persistent-volume-binder: cdgluw persistentvolumes; u persistentvolumes/status; gluw persistentvolumeclaims; u persistentvolumeclaims/status; cdglw pods; glw storageclasses@storage; lw nodes; events; w events
pod-garbage-collector: dlw pods; glw nodes; p pods/status
pv-protection-controller: gluw persistentvolumes; events
pvc-protection-controller: gluw persistentvolumeclaims; glw pods; events
replicaset-controller: gluw replicasets@apps,extensions; u replicasets/status@apps,extensions; u replicasets/finalizers@apps,extensions; cdlpw pods; events
replication-controller: gluw replicationcontrollers; u replicationcontrollers/status; u replicationcontrollers/finalizers; cdlpw pods; events
resource-claim-controller: glw pods; u pods/finalizers; cdglw resourceclaims@resource; pu resourceclaims,resourceclaims/status@resource; pu pods/status; events
resourcequota-controller: lw *@*; u resourcequotas/status; events
root-ca-cert-publisher: cu configmaps; events
route-controller: lw nodes; p nodes/status; events
selinux-warning-controller: events; glw persistentvolumes; glw persistentvolumeclaims; glw pods; glw csidrivers@storage
service-account-controller: c serviceaccounts; events
service-cidrs-controller: glpuw servicecidrs@networking; pu servicecidrs/finalizers@networking; pu servicecidrs/status@networking; glw ipaddresses@networking; events
service-controller: glw services; pu services/status; lw nodes; events
statefulset-controller: lw pods; glw statefulsets@apps; u statefulsets/status@apps; u statefulsets/finalizers@apps; cdgpu pods; cdglpuw controllerrevisions@apps; cglw persistentvolumeclaims; du persistentvolumeclaims; u pods/finalizers; events
ttl-after-finished-controller: dglw jobs@batch; events
ttl-controller: lpuw nodes; events
validatingadmissionpolicy-status-controller: glw validatingadmissionpolicies@admissionregistration; gpu validatingadmissionpolicies/status@admissionregistration; events
volumeattributesclass-protection-controller: glw persistentvolumeclaims; glw persistentvolumes; gluw volumeattributesclasses@storage; events`

/** Roles of a namespace: `namespace/name: rules`. */
export const roles = `kube-public/system:controller:bootstrap-signer: glw configmaps; u configmaps=cluster-info; events
kube-system/extension-apiserver-authentication-reader: glw configmaps=extension-apiserver-authentication
kube-system/system:controller:bootstrap-signer: glw secrets
kube-system/system:controller:cloud-provider: cglw configmaps
kube-system/system:controller:token-cleaner: dglw secrets; events
kube-system/system::leader-locking-kube-controller-manager: w configmaps; gu configmaps=kube-controller-manager; cgluw leases@coordination
kube-system/system::leader-locking-kube-scheduler: w configmaps; gu configmaps=kube-scheduler`

/** `binding subject …`, or `binding=role subject …`; a subject is `u`, `g` or `s` (of kube-system) and a name. */
export const clusterRoleBindings = `cluster-admin g:system:masters
system:basic-user g:system:authenticated
system:discovery g:system:authenticated
system:kube-controller-manager u:system:kube-controller-manager
system:kube-dns s:kube-dns
system:kube-scheduler u:system:kube-scheduler
system:monitoring g:system:monitoring
system:node
system:node-proxier u:system:kube-proxy
system:public-info-viewer g:system:authenticated g:system:unauthenticated
system:service-account-issuer-discovery g:system:serviceaccounts
system:volume-scheduler u:system:kube-scheduler`

export const roleBindings = `kube-public/system:controller:bootstrap-signer s:bootstrap-signer
kube-system/system::extension-apiserver-authentication-reader=extension-apiserver-authentication-reader u:system:kube-controller-manager u:system:kube-scheduler
kube-system/system::leader-locking-kube-controller-manager u:system:kube-controller-manager s:kube-controller-manager s:leader-election-controller
kube-system/system::leader-locking-kube-scheduler u:system:kube-scheduler s:kube-scheduler
kube-system/system:controller:bootstrap-signer s:bootstrap-signer
kube-system/system:controller:cloud-provider s:cloud-provider
kube-system/system:controller:token-cleaner s:token-cleaner`
