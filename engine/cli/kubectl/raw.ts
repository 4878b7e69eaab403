// `--raw`: a path of the API server, and its answer as it is.
import { demand, discover, write, type Program } from '../../client/program.ts'
import { goJson } from '../../client/yaml/index.ts'
import { failure } from '../../apiserver/status.ts'
import { jsonOf } from './targets.ts'
import { PlainFailure } from './failure.ts'
import { serverVersion } from './version.ts'

export function* raw(path: string): Program<number> {
  const [, ...steps] = path.split('?')[0]?.split('/') ?? []
  if (path === '') throw new PlainFailure('error: --raw must be a valid URL path')
  if (path === '/healthz' || path === '/readyz' || path === '/livez') yield* write('ok')
  else if (path === '/version') yield* write(JSON.stringify(serverVersion, null, 2))
  else if (path === '/api') yield* write('{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[{"clientCIDR":"0.0.0.0/0","serverAddress":"172.18.0.100:6443"}]}\n')
  else if (steps[0] === 'apis' && steps.length <= 2) yield* write(`${yield* groups(steps[1])}\n`)
  else yield* write(`${yield* object(steps)}\n`)
  return 0
}

const unknown = (): Error => failure(404, 'NotFound', 'the server could not find the requested resource')

function* groups(name: string | undefined): Program<string> {
  const all = Map.groupBy((yield* discover()).filter(({ group }) => group !== ''), ({ group }) => group)
  const described = (group: string): object => {
    const versions = [...new Set((all.get(group) ?? []).map(({ version }) => version))].map(version => ({ groupVersion: `${group}/${version}`, version }))
    return { name: group, versions, preferredVersion: versions[0] }
  }
  if (name === undefined || name === '') return JSON.stringify({ kind: 'APIGroupList', apiVersion: 'v1', groups: [...all.keys()].map(described) })
  if (!all.has(name)) throw unknown()
  return JSON.stringify({ kind: 'APIGroup', apiVersion: 'v1', ...described(name) })
}

/** `/api/v1/namespaces/default/pods/web`, `/apis/apps/v1/deployments`. */
function* object([root, ...rest]: readonly string[]): Program<string> {
  const group = root === 'apis' ? rest.shift() ?? '' : ''
  const version = rest.shift() ?? ''
  if (root !== 'api' && root !== 'apis') throw unknown()
  const namespaced = rest[0] === 'namespaces' && rest.length > 2
  const namespace = namespaced ? rest[1] : undefined
  const [resource = '', name, subresource] = namespaced ? rest.slice(2) : rest
  const place = { group, version, resource, ...namespace !== undefined && { namespace } }
  const { body } = name === undefined
    ? yield* demand({ verb: 'list', ...place })
    : yield* demand({ verb: 'get', ...place, name, ...subresource !== undefined && { subresource } })
  return goJson(jsonOf(body))
}
