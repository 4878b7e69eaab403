// minikube, as far as the lecture calls it: its Ingress controller, and its address.
import { installed, removed } from '../addons/ingress-nginx/index.ts'
import { version } from '../addons/ingress-nginx/access.ts'
import type { Client } from '../client/client.ts'
import type { Program } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'

const lookMs = 500
const patienceMs = 360_000
const usage = 'minikube provisions and manages local Kubernetes clusters optimized for development workflows.\n\nHere: minikube addons enable ingress, minikube addons disable ingress, minikube ip\n'

export const minikube = (client: Client): Program => function* (process): Task<number> {
  const [command, verb, addon = ''] = process.args.slice(1)
  if (command === 'ip') {
    const [node] = client.list('nodes')
    process.out(`${node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''}\n`)
    return 0
  }
  if (command !== 'addons' || (verb !== 'enable' && verb !== 'disable')) {
    process.out(usage)
    return 0
  }
  if (addon !== 'ingress') {
    process.err(`\n❌  Exiting due to MK_ADDON_${verb.toUpperCase()}: ${verb} failed: ${addon} is not a valid addon\n\n`)
    return 10
  }
  if (verb === 'disable') {
    removed(client)
    process.out('🌑  "The \'ingress\' addon is disabled\n')
    return 0
  }
  process.out('💡  ingress is an addon maintained by Kubernetes. For any concerns contact minikube on GitHub.\nYou can view the list of minikube maintainers at: https://github.com/kubernetes/minikube/blob/master/OWNERS\n')
  installed(client, 'minikube')
  process.out(`    ▪ Using image registry.k8s.io/ingress-nginx/controller:v${version}\n🔎  Verifying ingress addon...\n`)
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    if (isThere(client)) {
      process.out("🌟  The 'ingress' addon is enabled\n")
      return 0
    }
    yield* process.sleep(lookMs)
    if (process.takeSignal()) return 130
  }
  process.err('\n❌  Exiting due to MK_ADDON_ENABLE: run callbacks: running callbacks: [waiting for app.kubernetes.io/name=ingress-nginx pods: context deadline exceeded]\n\n')
  return 10
}

const isThere = (client: Client): boolean => (client.find('deployments.apps', 'ingress-nginx', 'ingress-nginx-controller')?.status?.readyReplicas ?? 0) > 0
