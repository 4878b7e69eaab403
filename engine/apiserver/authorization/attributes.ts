// What is asked for when someone wants to do something: of a resource, or of a path that is none.
import type { Target, UserInfo, Verb } from '../request.ts'
import { failure, qualified, type StatusError } from '../status.ts'

export interface ResourceAttributes {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
}

export interface PathAttributes {
  readonly verb: string
  readonly path: string
}

export type Attributes = ResourceAttributes | PathAttributes

export interface Decision {
  readonly allowed: boolean
  /** Why, as SubjectAccessReviews and refusals tell it; often nothing. */
  readonly reason: string
}

/** A namespace is within itself: who may read namespaces in `dev` may read `dev`. */
export function attributesOf(verb: Verb, { group, resource, subresource, namespace, name }: Target): ResourceAttributes {
  return { verb, group, resource, subresource, namespace: group === '' && resource === 'namespaces' ? name : namespace, name }
}

/** The 403 of the real API server. */
export function forbidden(user: UserInfo, attributes: Attributes, reason: string): StatusError {
  const because = reason === '' ? '' : `: ${reason}`
  const who = `User ${JSON.stringify(user.name)} cannot ${attributes.verb}`
  if ('path' in attributes) return failure(403, 'Forbidden', `forbidden: ${who} path ${JSON.stringify(attributes.path)}${because}`)
  const { group, resource, subresource, namespace, name = '' } = attributes
  const what = JSON.stringify(subresource ? `${resource}/${subresource}` : resource)
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope'
  const subject = name === '' ? qualified(resource, group) : `${qualified(resource, group)} ${JSON.stringify(name)}`
  return failure(403, 'Forbidden', `${subject} is forbidden: ${who} resource ${what} in API group ${JSON.stringify(group)} ${where}${because}`, { ...name !== '' && { name }, ...group !== '' && { group }, kind: resource })
}
