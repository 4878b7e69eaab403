// What a real client needs to find the door and to be let in.
import { toYaml } from '../engine/client/yaml/index.ts'

export interface Admission { readonly url: string, readonly certificate: string, readonly token: string }

export function kubeconfig({ url, certificate, token }: Admission): string {
  const name = 'podium'
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
}
