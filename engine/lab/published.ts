// What can be had from the web by its address: the manifests that everyone applies from there.
import { ingressNginxObjects } from '../addons/ingress-nginx/index.ts'
import type { Provider } from '../addons/ingress-nginx/manifests.ts'

const ofMakers = /^https:\/\/raw\.githubusercontent\.com\/kubernetes\/ingress-nginx\/(?:controller-v[\d.]+|main)\/deploy\/static\/provider\/(baremetal|cloud|kind)\/deploy\.yaml$/
const ofKind = 'https://kind.sigs.k8s.io/examples/ingress/deploy-ingress-nginx.yaml'

export function publishedAt(url: string): string | undefined {
  const provider = url === ofKind ? 'kind' : ofMakers.exec(url)?.[1] as Provider | undefined // one of those in the pattern
  return provider && ingressNginxObjects(provider).map(({ object }) => JSON.stringify(object, undefined, 2)).join('\n---\n')
}
