import { resourceNamed } from '../../client/discovery.ts'
import { discover, type Program } from '../../client/program.ts'
import type { Branch } from './commands.ts'
import { UsageError, type Verb } from './verb.ts'

const metricsVerb: Verb = {
  flags: {
    'all-namespaces': { kind: 'switch', short: 'A' },
    'containers': { kind: 'switch' },
    'field-selector': { kind: 'text' },
    'no-headers': { kind: 'switch' },
    'selector': { kind: 'text', short: 'l' },
    'show-capacity': { kind: 'switch' },
    'sort-by': { kind: 'text' },
    'sum': { kind: 'switch' },
    'use-protocol-buffers': { kind: 'switch' },
  },
  run: function* (): Program<number> {
    if (!resourceNamed(yield* discover(), 'pods.metrics.k8s.io')) throw new UsageError('Metrics API not available')
    throw new UsageError('metrics not available yet')
  },
}

export const top: Branch = {
  summary: 'Display resource (CPU/memory) usage.',
  commands: {
    node: { verb: metricsVerb, aliases: ['nodes', 'no'], summary: 'Display resource (CPU/memory) usage of nodes' },
    pod: { verb: metricsVerb, aliases: ['pods', 'po'], summary: 'Display resource (CPU/memory) usage of pods' },
  },
}
