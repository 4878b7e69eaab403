// `--raw`: a path of the API server, and its answer as it is.
import { targetOf } from '../../apiserver/discovery/index.ts'
import { failure, StatusError } from '../../apiserver/status.ts'
import { demand, readDocument, write, type Program } from '../../client/program.ts'
import { goJson } from '../../client/yaml/index.ts'
import { UsageError } from './failure.ts'
import { jsonOf } from './targets.ts'
import type { Call } from './verb.ts'

/** A body for a path is not offered: nothing that was meant for another place is sent here. */
export function refuseRaw({ flags }: Call): void {
  if (flags.has('raw')) throw new UsageError('--raw with a body is not offered in this cluster; leave it out, and the object says where it goes')
}

export function* raw(url: string, verb: 'get' | 'delete' = 'get'): Program<number> {
  const [path = ''] = url.split('?')
  if (!path.startsWith('/')) throw new UsageError(`--raw must be a valid URL path: parse ${JSON.stringify(url)}: invalid URI for request`)
  const target = targetOf(path)
  if (verb === 'delete' && target?.name === undefined) throw new StatusError(failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource').status)
  if (!target || target.subresource?.startsWith('proxy')) {
    yield* write(yield* readDocument(path))
    return 0
  }
  const { name, ...place } = target
  const { body } = name === undefined ? yield* demand({ verb: 'list', ...place }) : yield* demand({ verb, ...place, name })
  yield* write(`${goJson(jsonOf(body))}\n`)
  return 0
}
