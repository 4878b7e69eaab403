// exec and attach over WebSockets, in the channels of Kubernetes: the first byte of a message names its stream.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connect, Received } from '../engine/apiserver/connect.ts'
import type { Caller, Target } from '../engine/apiserver/request.ts'
import type { Status } from '../engine/apiserver/status.ts'
import type { Cluster } from '../engine/lab/cluster.ts'
import { accept, type Socket } from './websocket.ts'

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const
export const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** `…/pods/web/exec?command=ls&stdin=true&tty=true`; undefined for what is no stream. */
export function streamAsked({ group, resource, subresource, namespace, name, ...rest }: Target, query: URLSearchParams): Connect | undefined {
  if (group !== '' || resource !== 'pods' || namespace === undefined || name === undefined) return undefined
  const flag = (of: string): boolean => ['1', 'true'].includes(query.get(of) ?? '')
  const container = query.get('container')
  const common = { ...rest, group, resource, namespace, name, verb: 'create', ...container && { container } } as const
  const options = { ...flag('stdin') && { stdin: true }, ...flag('tty') && { tty: true } }
  if (subresource === 'exec') return { ...common, subresource, options: { ...options, command: query.getAll('command') } }
  if (subresource === 'attach') return { ...common, subresource, options }
  if (subresource === 'portforward') return { ...common, subresource }
  return undefined
}

/** Throws a StatusError when it is refused before the client is let in. */
export function stream(cluster: Cluster, caller: Caller, asked: Connect, request: IncomingMessage, wire: Duplex): void {
  const early: Received[] = []
  let deliver = (message: Received): void => { early.push(message) }
  const connection = cluster.clock.input(`${asked.subresource} ${asked.name}`, () => cluster.door.connect(caller, asked, message => deliver(message)))
  const socket = accept(request, wire, protocols, {
    message: message => cluster.clock.input(`stdin of ${asked.name}`, () => {
      const [channel, closed] = message
      if (channel === channels.stdin) connection.send({ kind: 'stdin', text: message.subarray(1).toString('utf8') })
      else if (channel === channels.close && closed === channels.stdin) connection.send({ kind: 'eof' })
    }),
    closed: () => cluster.clock.input(`end of ${asked.name}`, () => connection.close()),
  })
  if (!socket) {
    connection.close()
    wire.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nSec-WebSocket-Protocol: ${protocols.join(', ')}\r\n\r\n`)
    return
  }
  deliver = message => tell(socket, message)
  early.forEach(deliver)
}

function tell(socket: Socket, message: Received): void {
  const send = (channel: number, text: string): void => socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]))
  const end = (status: Status): void => {
    send(channels.error, JSON.stringify(status))
    socket.close()
  }
  switch (message.kind) {
    case 'stdout': return send(channels.stdout, message.text)
    case 'stderr': return send(channels.stderr, message.text)
    case 'refused': case 'end': return end(message.status)
    case 'response': case 'unreached': return // of forwarded ports
  }
}
