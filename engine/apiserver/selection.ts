// Which objects a list or a watch is about: selectors, compiled once.
import type { KubeObject } from './object.ts'
import type { ListOptions } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { parseFieldSelector, parseLabelSelector } from './selectors/index.ts'

export interface Selection {
  readonly matches: (object: KubeObject) => boolean
  /** The node that the selection pins, if it does: then the watch cache need not ask every watcher. */
  readonly pinned: string | undefined
}

const everything: Selection = { matches: () => true, pinned: undefined }
