// Impersonation: asking in the name of another, for those who may (`kubectl --as`).
import type { Authorizer } from '../authorization/index.ts'
import type { Impersonation, UserInfo } from '../request.ts'
import { failure } from '../status.ts'
import { accountGroups } from './tokens.ts'

const authentication = 'authentication.k8s.io'

/** Whom a request is made as; throws the 403 when the user may not be that one. */
export function impersonated(user: UserInfo, { user: name = '', uid, groups = [], extra = {} }: Impersonation, authorizer: Authorizer): UserInfo {
  if (name === '') throw failure(500, 'InternalError', `Internal error occurred: requested ${JSON.stringify({ groups, uid, extra })} without impersonating a user name`)
  const demand = (resource: string, of: string, group = '', namespace?: string, subresource?: string): void =>
    authorizer.demand(user, { verb: 'impersonate', group, resource, name: of, namespace, subresource })
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  if (account) demand('serviceaccounts', account[2] ?? '', '', account[1])
  else demand('users', name)
  for (const group of groups) demand('groups', group)
  if (uid !== undefined) demand('uids', uid, authentication)
  for (const [key, values] of Object.entries(extra)) for (const value of values) demand('userextras', value, authentication, undefined, key)
  return {
    name,
    ...uid !== undefined && { uid },
    groups: [...new Set([...groupsOf(account?.[1], groups), name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'])],
    ...Object.keys(extra).length > 0 && { extra },
  }
}

/** A service account brings its groups, unless others are asked for. */
const groupsOf = (namespace: string | undefined, asked: readonly string[]): readonly string[] =>
  namespace !== undefined && asked.length === 0 ? accountGroups(namespace) : asked
