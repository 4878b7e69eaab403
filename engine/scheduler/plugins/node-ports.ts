// NodePorts: two pods cannot have the same port of the same node.
import { skip, unschedulable, type Plugin } from '../framework.ts'
import { podInfoOf } from '../pod-info.ts'

const taken = unschedulable("node(s) didn't have free ports for the requested pod ports")

export const nodePorts: Plugin = {
  name: 'NodePorts',
  preFilter: (_cycle, { hostPorts }) => hostPorts.length === 0 ? skip : undefined,
  filter: (_cycle, { hostPorts }, node) => hostPorts.some(port => node.portTaken(port)) ? taken : undefined,
  mayHelp: (event, { hostPorts }) => event.kind === 'node added'
    || (event.kind === 'assigned pod gone' && podInfoOf(event.pod).hostPorts.some(freed => hostPorts.some(({ port, protocol }) => port === freed.port && protocol === freed.protocol))),
}
