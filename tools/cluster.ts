import { comesLater } from './lib/later.ts'

await comesLater('cluster', 'Serves the engine as a Kubernetes HTTP API on loopback and prints a kubeconfig.')
