// Who am I (`kubectl auth whoami`), and whose is this token.
import type { Action } from '../actions.ts'
import type { UserInfo } from '../request.ts'
import { badRequest } from '../status.ts'
import type { TokenReview, UserInfo as UserInfoField } from '../types.gen.ts'
import { authenticateToken } from './index.ts'
import { issuer } from './tokens.ts'

const shown = ({ name, uid, groups, extra }: UserInfo): UserInfoField =>
  ({ username: name, ...uid !== undefined && { uid }, groups, ...extra && { extra } })

export const reviewSelf: Action = ({ caller, object }) => ({ ...object, status: { userInfo: shown(caller.user) } })

export const reviewToken: Action = ({ object }, context) => {
  const { token = '', audiences = [] } = (object as TokenReview).spec // an action meets only objects of its own kind
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const verdict = authenticateToken(token, context.signer, context)
  if (!verdict.user) return { ...object, status: { user: {}, error: verdict.error } }
  const meant = audiences.length === 0 ? [issuer] : audiences
  const common = meant.filter(audience => verdict.audiences.includes(audience))
  if (verdict.audiences.length > 0 && common.length === 0)
    return { ...object, status: { user: {}, error: `[invalid bearer token, token audiences ${goList(verdict.audiences)} is invalid for the target audiences ${goList(meant)}]` } }
  return { ...object, status: { authenticated: true, user: shown(verdict.user), ...common.length > 0 && { audiences: common } } }
}

const goList = (texts: readonly string[]): string => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`
