// The logs of a container over HTTP: text as it is written, and on while the client follows.
import type { ServerResponse } from 'node:http'
import type { Connect } from '../engine/apiserver/connect.ts'
import type { Caller, Target } from '../engine/apiserver/request.ts'
import type { Status } from '../engine/apiserver/status.ts'
import type { Door } from '../engine/apiserver/server.ts'

/** `…/pods/web/log?container=c&follow=true`; undefined for what is no log. */
export function logAsked({ group, resource, subresource, namespace, name, ...rest }: Target, query: URLSearchParams): Connect | undefined {
  if (group !== '' || resource !== 'pods' || subresource !== 'log' || namespace === undefined || name === undefined) return undefined
  const flag = (of: string): boolean => ['1', 'true'].includes(query.get(of) ?? '')
  const number = (of: string): number | undefined => /^\d+$/.test(query.get(of) ?? '') ? Number(query.get(of)) : undefined
  const [container, sinceTime] = [query.get('container'), query.get('sinceTime')]
  const [sinceSeconds, tailLines, limitBytes] = [number('sinceSeconds'), number('tailLines'), number('limitBytes')]
  return {
    ...rest, group, verb: 'get', resource, subresource, namespace, name,
    ...container && { container },
    options: {
      ...flag('follow') && { follow: true }, ...flag('previous') && { previous: true }, ...flag('timestamps') && { timestamps: true },
      ...sinceTime && { sinceTime }, ...sinceSeconds !== undefined && { sinceSeconds }, ...tailLines !== undefined && { tailLines }, ...limitBytes !== undefined && { limitBytes },
    },
  }
}

/** Throws a StatusError when it is refused at once; `refuse` says what is refused later. */
export function sendLog(server: Door, caller: Caller, asked: Connect, response: ServerResponse, refuse: (status: Status) => void): void {
  const begin = (): void => { if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' }) }
  let hasEnded = false
  const connection = server.connect(caller, asked, message => {
    switch (message.kind) {
      case 'stdout': case 'stderr':
        begin()
        response.write(message.text)
        break
      case 'refused':
        hasEnded = true
        refuse(message.status)
        break
      case 'end':
        hasEnded = true
        begin()
        response.end()
        break
      case 'response': case 'unreached': break // of forwarded ports
    }
  })
  if (hasEnded) return
  begin()
  response.flushHeaders()
  response.once('close', () => connection.close())
}
