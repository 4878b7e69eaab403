// Command lines that the lecture knows and this machine does not have: who types one is told why, and what to do instead.
const words: readonly (readonly [names: string, why: string])[] = [
  ['docker docker-compose dockerd podman nerdctl buildah', 'not on this machine yet: the chapter on Docker is to come'],
  ['helm argocd helmfile', 'not on this machine yet: the chapter on deployment tools is to come'],
  ['kind minikube microk8s k3s k3d kubeadm vagrant VBoxManage multipass', 'not on this machine: the cluster is there already (kubectl get nodes)'],
  ['aws eksctl terraform gcloud az cdk', 'not on this machine: there is no cloud behind this cluster'],
  ['apt apt-get dpkg yum dnf apk brew snap pip pip3 npm npx yarn', 'not on this machine: nothing can be installed here, what the lecture needs is there already'],
  ['node python python3 go java javac mvn gradle make gcc ruby php', 'not on this machine: programs run in containers here (kubectl run)'],
  ['kustomize', 'not on this machine: kubectl kustomize does the same'],
  ['systemctl service journalctl crictl ctr etcdctl', 'not on this machine: the components of this cluster are no services of a system'],
  ['bc', 'not on this machine: awk and $((…)) reckon'],
  ['man', 'not on this machine: try COMMAND --help'],
  ['istioctl k9s stern flux velero cilium kubeseal skaffold', 'not on this machine'],
]

const reasons: ReadonlyMap<string, string> = new Map(words.flatMap(([names, why]) => names.split(' ').map(name => [name, why] as const)))

/** What is said of a command that is not there; undefined: of this one nothing is known. */
export function whyAbsent(name: string): string | undefined {
  const why = reasons.get(name)
  return why === undefined ? undefined : `${name}: ${why}\n`
}
