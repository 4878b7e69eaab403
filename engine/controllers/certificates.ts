// Certificates: what is approved is signed; requests that are done with, or that nobody answers, are cleaned away.
import type { Part } from '../clock/part.ts'
import type { Timer } from '../clock/clock.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import { issue, readRequest, type CertificateRequest } from '../apiserver/authentication/certificates.ts'
import type { TokenSigner } from '../apiserver/authentication/tokens.ts'
import { decodeBase64, encodeBase64, utf8Bytes, utf8Text } from '../apiserver/schema/index.ts'
import type { CertificateSigningRequest } from '../apiserver/types.gen.ts'
import { isRefusal, type Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'certificatesigningrequest-signing-controller'
const key = 'certificatesigningrequests.certificates.k8s.io'
const reactionMs = 10
const backdatedMs = 300_000
const longestMs = 365 * 86_400_000
const roundMs = 3_600_000
const keptAnsweredMs = 3_600_000
const keptPendingMs = 86_400_000

interface Signer { readonly allows: readonly string[], readonly needs: string, readonly whyNot?: (request: CertificateRequest) => string | undefined }

const keyUsages = ['digital signature', 'key encipherment']
const ofNode = ({ subject }: CertificateRequest): string | undefined =>
  subject.organizations.join() !== 'system:nodes' ? 'subject organization is not system:nodes' : subject.commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with "system:node:"'

const signers: ReadonlyMap<string, Signer> = new Map([
  ['kubernetes.io/kube-apiserver-client', { allows: [...keyUsages, 'client auth'], needs: 'client auth' }],
  ['kubernetes.io/kube-apiserver-client-kubelet', { allows: [...keyUsages, 'client auth'], needs: 'client auth', whyNot: ofNode }],
  ['kubernetes.io/kubelet-serving', { allows: [...keyUsages, 'server auth'], needs: 'server auth', whyNot: ofNode }],
])

export function certificateController(client: Client, informers: InformerFactory, authority: TokenSigner): Part {
  const requests = informers.of(key)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  let round: Timer | undefined

  function sync(requestName: string): void {
    const request = requests.get(requestName)
    const signer = signers.get(request?.spec.signerName ?? '')
    if (!request || !signer || !has(request, 'Approved') || has(request, 'Failed') || request.status.certificate) return
    const asked = readRequest(utf8Text(decodeBase64(request.spec.request)))
    const { usages = [], expirationSeconds } = request.spec
    const isUsable = usages.includes(signer.needs) && usages.every(usage => signer.allows.includes(usage))
    const fault = !asked ? 'unable to parse csr' : isUsable ? signer.whyNot?.(asked) : `usages did not match [${signer.allows.join(' ')}]`
    if (!asked || fault !== undefined) return refuse(request, fault ?? '')
    const fromMs = client.unixMs - backdatedMs
    const untilMs = client.unixMs + Math.min(longestMs, (expirationSeconds ?? Infinity) * 1000)
    const certificate = encodeBase64(utf8Bytes(issue(authority, asked, usages, { fromMs, untilMs })))
    client.updateStatus(key, { ...request, status: { ...request.status, certificate } })
  }

  function refuse(request: CertificateSigningRequest, message: string): void {
    const now = timestamp(client.unixMs)
    const failed = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime: now, lastTransitionTime: now }
    client.updateStatus(key, { ...request, status: { ...request.status, conditions: [...request.status.conditions ?? [], failed] } })
  }

  function clean(): void {
    for (const request of requests.list()) if (isStale(request)) drop(request.metadata.name)
    round = client.clock.after(roundMs, `${name}: cleans up`, clean)
  }

  function isStale(request: CertificateSigningRequest): boolean {
    const answered = request.status.conditions?.map(({ lastUpdateTime }) => parseTimestamp(lastUpdateTime ?? '') ?? 0).sort((a, b) => b - a)[0]
    return answered === undefined
      ? client.unixMs - (parseTimestamp(request.metadata.creationTimestamp) ?? 0) > keptPendingMs
      : client.unixMs - answered > keptAnsweredMs
  }

  function drop(requestName: string): void {
    try { client.delete(key, undefined, requestName) }
    catch (error) { if (!isRefusal(error)) throw error } // the next round tries again
  }

  return {
    name,
    start: () => {
      requests.handle({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata }) => queue.add(metadata.name) })
      round = client.clock.after(roundMs, `${name}: cleans up`, clean)
    },
    stop: () => {
      queue.stop()
      round?.cancel()
    },
  }
}

const has = ({ status }: CertificateSigningRequest, type: string): boolean => status.conditions?.some(condition => condition.type === type && condition.status === 'True') ?? false
