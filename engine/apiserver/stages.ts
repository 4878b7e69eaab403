// The stages of a request in their usual form. What a lab does not turn on costs nothing.
import type { KubeObject } from './object.ts'
import type { Stages } from './server.ts'

export const standardStages: Stages = {
  authorize: () => {},
  decode: body => ({ object: body as KubeObject, warnings: [] }),
  patch: () => { throw new Error('no patches yet') },
  admission: [],
}
