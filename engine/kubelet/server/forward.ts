// POST /portForward: requests to the ports of a pod, brought there by its kubelet.
import { type Connection, type Receive, type Sent } from '../../apiserver/connect.ts'
import { Running } from '../../runtime/task.ts'
import type { HttpResponse, Ports } from '../../runtime/network.ts'

/** The pod as the runtime knows it. */
export interface Sandbox { readonly id: string, readonly uid: string, readonly ports: Ports }

export function forwardPorts({ id, uid, ports }: Sandbox, receive: Receive): Connection {
  const underWay = new Set<Running<HttpResponse>>()
  const pass = ({ id: request, port, request: forwarded }: Sent & { readonly kind: 'request' }): void => {
    const listener = ports.at(port)
    if (!listener) return receive({ kind: 'unreached', id: request, error: refusal(id, uid, port) })
    const answer = listener.http?.(forwarded)
    const tell = (response: HttpResponse): void => receive({ kind: 'response', id: request, ...response })
    if (!answer) return // it takes the connection and says nothing
    if ('status' in answer) return tell(answer)
    const running: Running<HttpResponse> = new Running(answer, response => {
      underWay.delete(running)
      tell(response)
    })
    if (!running.isOver) underWay.add(running)
  }
  return {
    send: sent => { if (sent.kind === 'request') pass(sent) },
    close: () => { for (const running of underWay) running.abandon() },
  }
}

const refusal = (sandbox: string, uid: string, port: number): string =>
  `error forwarding port ${port} to pod ${sandbox}, uid ${uid}: failed to execute portforward in network namespace "/var/run/netns/cni-${sandbox.slice(0, 8)}-${sandbox.slice(8, 12)}-${sandbox.slice(12, 16)}-${sandbox.slice(16, 20)}-${sandbox.slice(20, 32)}": failed to connect to localhost:${port} inside namespace "${sandbox}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `
