// Who may come in: programs of this machine that hold the token. No page of a browser: such a page would name a foreign
// origin, or a host of its own that it has made to point here.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Credentials } from '../engine/apiserver/request.ts'
import { failure, type Status } from '../engine/apiserver/status.ts'

/** Let in as the administrator, or as whom the credentials prove; or refused. */
export type Verdict = { readonly credentials: Credentials | undefined } | { readonly refusal: Status }

export class Guard {
  private readonly token: Buffer
  /** Tokens that the cluster gave out through this door: their seeds can be guessed, so no others are taken. */
  private readonly issued = new Set<string>()

  constructor(token: string) { this.token = digest(token) }

  issue(token: string): void { if (token !== '') this.issued.add(token) }

  judge({ host = '', origin, authorization = '' }: IncomingHttpHeaders, port: number): Verdict {
    if (!own(host, port)) return refuse(403, 'Forbidden', `Host ${JSON.stringify(host)} is not this server's: ask for 127.0.0.1:${port}`)
    if (origin !== undefined) return refuse(403, 'Forbidden', 'pages of a browser are not served here')
    const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? []
    if (token === undefined) return unauthorized
    if (timingSafeEqual(digest(token), this.token)) return { credentials: undefined }
    return this.issued.has(token) ? { credentials: { token } } : unauthorized
  }
}

const own = (host: string, port: number): boolean => [`127.0.0.1:${port}`, `localhost:${port}`].includes(host)

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const refuse = (code: number, reason: string, message: string): Verdict => ({ refusal: failure(code, reason, message).status })

const unauthorized = refuse(401, 'Unauthorized', 'Unauthorized')
