// Only programs of this machine that hold the token come in.
import { describe, expect, it } from 'vitest'
import { Guard } from '../../server/guard.ts'

const guard = new Guard('secret')
const port = 6443
const good = { host: '127.0.0.1:6443', authorization: 'Bearer secret' }

describe('the guard', () => {
  it('lets the token in as the administrator', () => {
    expect(guard.judge(good, port)).toEqual({ credentials: undefined })
    expect(guard.judge({ ...good, host: 'localhost:6443' }, port)).toEqual({ credentials: undefined })
  })

  it.each([
    ['no token', { host: good.host }, 401],
    ['another token', { ...good, authorization: 'Bearer secreT' }, 401],
    ['a longer token', { ...good, authorization: 'Bearer secret2' }, 401],
    ['another scheme', { ...good, authorization: 'Basic secret' }, 401],
    ['an empty token, though an empty one was issued', { ...good, authorization: 'Bearer ' }, 401],
    ['a page of a browser', { ...good, origin: 'http://127.0.0.1:6443' }, 403],
    ['a page without origin', { ...good, origin: 'null' }, 403],
    ['a name that was made to point here', { ...good, host: 'attacker.example:6443' }, 403],
    ['another port', { ...good, host: '127.0.0.1:80' }, 403],
    ['no host', { authorization: good.authorization }, 403],
  ])('refuses %s', (_what, headers, code) => {
    guard.issue('')
    expect(guard.judge(headers, port)).toMatchObject({ refusal: { code } })
  })

  it('takes of the tokens of the cluster those that went out by this door', () => {
    const headers = { ...good, authorization: 'Bearer e30.e30.x' }
    expect(guard.judge(headers, port)).toMatchObject({ refusal: { code: 401 } })
    guard.issue('e30.e30.x')
    expect(guard.judge(headers, port)).toEqual({ credentials: { token: 'e30.e30.x' } })
  })
})
