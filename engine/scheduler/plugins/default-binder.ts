// DefaultBinder: tells the API server where the pod goes.
import type { Client } from '../../client/client.ts'
import { StatusError } from '../../apiserver/status.ts'
import { failed, type Plugin } from '../framework.ts'

export const defaultBinder = (client: Client): Plugin => ({
  name: 'DefaultBinder',
  bind: (_cycle, { pod }, node) => {
    const { namespace, name, uid } = pod.metadata
    try {
      client.post('pods', namespace, name, 'binding', {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, ...namespace !== undefined && { namespace }, uid },
        target: { kind: 'Node', name: node.name },
      })
      return undefined
    }
    catch (error) {
      if (error instanceof StatusError) return failed(error.message)
      throw error
    }
  },
})
