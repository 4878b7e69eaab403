// A token for a service account, for a while (`kubectl create token`, and what kubelets put into pods).
import { timestamp } from '../../clock/time.ts'
import type { Action, ActionContext } from '../actions.ts'
import { conflict, invalid, notFound } from '../status.ts'
import type { BoundObjectReference, Pod, TokenRequest } from '../types.gen.ts'
import { faultsOf, type Path } from '../validation/path.ts'
import { issuer, subjectOf, type Claims, type Named } from './tokens.ts'

const usualSeconds = 3600
const leastSeconds = 600
const mostSeconds = 2 ** 32
/** What kubelets ask for; such tokens live on for a year, for clients that do not read them again. */
const kubeletSeconds = 3607
const extendedSeconds = 365 * 24 * 3600

export const requestToken: Action = ({ request, object }, context) => {
  const { namespace = '', name = '' } = request
  const account = context.lookup('serviceaccounts', namespace, name)
  if (!account) throw notFound('serviceaccounts', '', name)
  const { spec } = object as TokenRequest // an action meets only objects of its own kind
  const seconds = spec.expirationSeconds ?? usualSeconds
  const audiences = (spec.audiences ?? []).length > 0 ? spec.audiences : [issuer]
  const faults = faultsOf(root => check(root, seconds, spec.boundObjectRef))
  if (faults.length > 0) throw invalid('TokenRequest', 'authentication.k8s.io', '', faults)
  const now = Math.floor(context.unixMs / 1000)
  const bound = boundTo(spec.boundObjectRef, namespace, context)
  const isExtended = seconds === kubeletSeconds && bound.pod !== undefined && audiences.includes(issuer)
  const claims: Claims = {
    aud: audiences,
    exp: now + (isExtended ? extendedSeconds : seconds),
    iat: now,
    iss: issuer,
    jti: context.uuid(),
    'kubernetes.io': { namespace, ...bound, serviceaccount: { name, uid: account.metadata.uid }, ...isExtended && { warnafter: now + seconds } },
    nbf: now,
    sub: subjectOf(namespace, name),
  }
  return {
    ...object,
    metadata: { ...object.metadata, name, namespace, creationTimestamp: timestamp(context.unixMs) },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: { token: context.signer.sign(claims), expirationTimestamp: timestamp((now + seconds) * 1000) },
  }
}

function check(root: Path, seconds: number, bound: BoundObjectReference | undefined): void {
  const path = root.to('spec.expirationSeconds')
  if (seconds < leastSeconds) path.invalid(seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > mostSeconds) path.invalid(seconds, 'may not specify a duration larger than 2^32 seconds')
  if (!bound) return
  if (!Object.hasOwn(boundResources, bound.kind ?? '')) root.to('spec.boundObjectRef.kind').notSupported(bound.kind ?? '', Object.keys(boundResources).sort())
  if (!bound.name) root.to('spec.boundObjectRef.name').required()
}

const boundResources: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }

/** The object with which the token becomes invalid; with a pod also its node, for the record. */
function boundTo(bound: BoundObjectReference | undefined, namespace: string, { lookup }: ActionContext): { pod?: Named, secret?: Named, node?: Named } {
  if (!bound) return {}
  const { kind = '', name = '', uid = '' } = bound
  const resource = boundResources[kind] ?? ''
  const found = lookup(resource, kind === 'Node' ? undefined : namespace, name)
  if (!found) throw notFound(resource, '', name)
  if (uid !== '' && uid !== found.metadata.uid)
    throw conflict(resource, '', name, `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`)
  const named = { name, uid: found.metadata.uid }
  if (kind === 'Secret') return { secret: named }
  if (kind === 'Node') return { node: named }
  const { nodeName = '' } = (found as Pod).spec // that is what the key names
  const node = nodeName === '' ? undefined : lookup('nodes', undefined, nodeName)
  return { ...node && { node: { name: nodeName, uid: node.metadata.uid } }, pod: named }
}
