// What can be POSTed and is done instead of stored: questions about access, tokens, evictions.
import { requestToken } from './authentication/token-request.ts'
import { reviewSelf, reviewToken } from './authentication/reviews.ts'
import type { TokenSigner } from './authentication/tokens.ts'
import type { Authorizer } from './authorization/index.ts'
import { reviewAccess, reviewLocalAccess, reviewOwnAccess, reviewRules } from './authorization/reviews.ts'
import { evict } from './eviction.ts'
import type { KubeObject } from './object.ts'
import type { Caller, Create, DeleteOptions } from './request.ts'
import { resourceKey, type ResourceDefinition, type StrategyContext } from './resource.ts'
import type { Status } from './status.ts'

export interface ActionCall {
  readonly caller: Caller
  readonly request: Create
  /** What was POSTed, decoded. */
  readonly object: KubeObject
}

export interface ActionContext extends StrategyContext {
  readonly authorizer: Authorizer
  readonly signer: TokenSigner
  readonly uuid: () => string
  readonly remove: (caller: Caller, resourceKey: string, namespace: string | undefined, name: string, options: DeleteOptions) => void
}

/** Answers with what was POSTed, completed, or with a Status; throws a StatusError to refuse. */
export type Action = (call: ActionCall, context: ActionContext) => KubeObject | Status

const actions: ReadonlyMap<string, Action> = new Map(Object.entries<Action>({
  'localsubjectaccessreviews.authorization.k8s.io': reviewLocalAccess,
  'pods/eviction': evict,
  'selfsubjectaccessreviews.authorization.k8s.io': reviewOwnAccess,
  'selfsubjectreviews.authentication.k8s.io': reviewSelf,
  'selfsubjectrulesreviews.authorization.k8s.io': reviewRules,
  'serviceaccounts/token': requestToken,
  'subjectaccessreviews.authorization.k8s.io': reviewAccess,
  'tokenreviews.authentication.k8s.io': reviewToken,
}))

export function actionOf({ group, plural }: ResourceDefinition, subresource: string | undefined): Action | undefined {
  const key = resourceKey(group, plural)
  return actions.get(subresource === undefined ? key : `${key}/${subresource}`)
}
