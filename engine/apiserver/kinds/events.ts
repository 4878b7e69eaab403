// What happened: events, which are found by what they are about.
import type { CoreV1Event } from '../types.gen.ts'
import type { Kind } from './kind.ts'

export const events: Kind<CoreV1Event> = {
  selectable: [
    'involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid', 'involvedObject.apiVersion',
    'involvedObject.resourceVersion', 'involvedObject.fieldPath', 'reason', 'reportingComponent', 'source', 'type',
  ],
}
