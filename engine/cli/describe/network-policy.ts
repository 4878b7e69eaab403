// The description of a network policy: in sentences, since what is left out says as much as what is there.
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../apiserver/types.gen.ts'
import { orNone, selectorText } from '../../apiserver/tables/format.ts'
import type { Describer } from './describer.ts'
import { goTimeText, type Description } from './description.ts'
import { annotationLines, labelLines } from './metadata.ts'

interface Rule { readonly ports?: readonly NetworkPolicyPort[], readonly peers?: readonly NetworkPolicyPeer[] | undefined }

export const networkPolicy: Describer<NetworkPolicy> = {
  eventless: true,
  describe({ metadata, spec }, out) {
    const { podSelector, policyTypes, ingress, egress } = spec
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Created on:\t${goTimeText(metadata.creationTimestamp)}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, 'Spec:')
    const selected = selectorText(podSelector)
    out.line(1, `PodSelector:     ${selected === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selected}`)
    direction(out, policyTypes?.includes('Ingress'), 'ingress', 'From', 'source', (ingress ?? []).map(({ from, ...rule }) => ({ ...rule, peers: from })))
    direction(out, policyTypes?.includes('Egress'), 'egress', 'To', 'destination', (egress ?? []).map(({ to, ...rule }) => ({ ...rule, peers: to })))
    out.line(1, `Policy Types: ${orNone(policyTypes?.join(', '))}`)
  },
}

function direction(out: Description, affected: boolean | undefined, name: string, preposition: string, end: string, rules: readonly Rule[]): void {
  if (!affected) {
    out.line(1, `Not affecting ${name} traffic`)
    return
  }
  out.line(1, `Allowing ${name} traffic:`)
  if (rules.length === 0) out.line(2, `<none> (Selected pods are isolated for ${name} connectivity)`)
  rules.forEach(({ ports = [], peers = [] }, i) => {
    if (i > 0) out.line(2, '----------')
    if (ports.length === 0) out.line(2, 'To Port: <any> (traffic allowed to all ports)')
    for (const { port, endPort, protocol = 'TCP' } of ports)
      out.line(2, endPort === undefined ? `To Port: ${port ?? '<nil>'}/${protocol}` : `To Port Range: ${port ?? '<nil>'}-${endPort}/${protocol}`)
    if (peers.length === 0) out.line(2, `${preposition}: <any> (traffic not restricted by ${end})`)
    for (const peer of peers) {
      out.line(2, `${preposition}:`)
      peerLines(out, peer)
    }
  })
}

function peerLines(out: Description, { namespaceSelector, podSelector, ipBlock }: NetworkPolicyPeer): void {
  if (namespaceSelector) out.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`)
  if (podSelector) out.line(3, `PodSelector: ${selectorText(podSelector)}`)
  if (namespaceSelector || podSelector || !ipBlock) return
  out.line(3, 'IPBlock:')
  out.line(4, `CIDR: ${ipBlock.cidr}`)
  out.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
}
