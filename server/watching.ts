// A watch over HTTP: one event a line, until the client has enough.
import type { ServerResponse } from 'node:http'
import type { KubeObject } from '../engine/apiserver/object.ts'
import { tableOfKind } from '../engine/apiserver/reader.ts'
import type { Caller, ObjectList, Watch, WatchEvent } from '../engine/apiserver/request.ts'
import { apiVersionOf } from '../engine/apiserver/resource.ts'
import { StatusError, type Status } from '../engine/apiserver/status.ts'
import type { Cluster } from '../engine/lab/cluster.ts'
import { tableAs } from './answer.ts'
import type { Opening } from './route.ts'

const bookmarkEveryMs = 60_000
const longestMs = 30 * 60_000
const latencyMs = 2

/** Throws a StatusError when it is refused; afterwards the response belongs to the watch. */
export function watching(cluster: Cluster, caller: Caller, request: Watch, opening: Opening, includeObject: string, response: ServerResponse): void {
  const { door: server } = cluster
  const definition = server.registry.byResource(request.group, request.version, request.resource)
  const start = opening.sendsInitialEvents ? listed(cluster, caller, request) : undefined
  let resourceVersion = start?.metadata.resourceVersion ?? request.resourceVersion ?? String(cluster.store.revision)
  let hasColumns = false

  const send = ({ type, object }: WatchEvent): void => {
    resourceVersion = object.metadata.resourceVersion
    const shown = opening.asTable && definition && type !== 'BOOKMARK'
      ? rowAlone(tableAs(tableOfKind(definition, [object], { resourceVersion }, cluster.unixMs), includeObject))
      : object
    response.write(`${JSON.stringify({ type, object: shown })}\n`)
  }
  /** Only the first table says what its columns are. */
  const rowAlone = (table: ReturnType<typeof tableAs>): object => {
    const shown = hasColumns ? { ...table, columnDefinitions: null } : table
    hasColumns = true
    return shown
  }
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => send({ type: 'BOOKMARK', object: {
    kind: definition?.kind ?? '', apiVersion: apiVersionOf(request.group, request.version),
    metadata: { resourceVersion, creationTimestamp: null, ...annotations && { annotations } },
  } as unknown as KubeObject }) // of a bookmark only the version counts

  const handle = server.watch(caller, { ...request, resourceVersion }, { latencyMs, what: `${caller.userAgent}: watch ${request.resource}`, deliver: events => events.forEach(send) })
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  for (const object of start?.items ?? []) send({ type: 'ADDED', object })
  resourceVersion = start?.metadata.resourceVersion ?? resourceVersion
  if (opening.marksTheirEnd) bookmark({ 'k8s.io/initial-events-end': 'true' })

  const marks = setInterval(() => { if (request.allowWatchBookmarks === true) bookmark() }, bookmarkEveryMs)
  const end = setTimeout(() => response.end(), Math.min((opening.timeoutSeconds ?? Infinity) * 1000, longestMs))
  response.once('close', () => {
    handle.stop()
    clearInterval(marks)
    clearTimeout(end)
  })
}

function listed({ door }: Cluster, caller: Caller, request: Watch): ObjectList {
  const { resourceVersion: _from, allowWatchBookmarks: _marks, ...selection } = request
  const { code, body } = door.handle(caller, { ...selection, verb: 'list' })
  if (code >= 400) throw new StatusError(body as Status) // every refusal is a Status
  return body as ObjectList // of a list without `as`
}
