// Whom `…/services/web:http/proxy/` and `…/pods/web-0:8080/proxy/` mean: `[scheme:]name[:port]`.
import type { JsonObject } from '../../apiserver/object.ts'
import { badRequest, failure, type StatusError } from '../../apiserver/status.ts'
import { demand, type Program } from '../../client/program.ts'
import { at, isList, listAt, numberAt, textAt } from './fields.ts'
import { jsonOf } from './targets.ts'

export interface Backend {
  readonly pod: { readonly namespace: string, readonly name: string }
  readonly address: string
  readonly port: number
}

interface Named { readonly resource: 'pods' | 'services', readonly namespace: string, readonly name: string }

export function* behindProxy({ resource, namespace, name: text }: Named): Program<Backend> {
  const [first = '', second, third, ...more] = text.split(':')
  const [scheme, name, port] = third === undefined ? ['', first, second ?? ''] : [first, second ?? '', third]
  if (name === '' || more.length > 0 || !['', 'http', 'https'].includes(scheme)) throw badRequest(`invalid ${resource === 'pods' ? 'pod' : 'service'} request ${JSON.stringify(text)}`)
  return resource === 'pods' ? yield* ofPod(namespace, name, port) : yield* ofService(namespace, name, port, text)
}

const usualPort = 80

function* ofPod(namespace: string, name: string, asked: string): Program<Backend> {
  const pod = yield* got('pods', namespace, name)
  const address = textAt(pod, 'status', 'podIP')
  if (address === '') throw badRequest('address not allowed')
  const declared = listAt(pod, 'spec', 'containers').map(container => numberAt(container, 'ports', 0, 'containerPort')).find(port => port !== undefined)
  return { pod: { namespace, name }, address, port: asked === '' ? declared ?? usualPort : Number(asked) }
}

/** An endpoint that is ready, at the port that the Service leads to: of several the first. */
function* ofService(namespace: string, name: string, asked: string, text: string): Program<Backend> {
  const service = yield* got('services', namespace, name)
  const isNumber = /^\d+$/.test(asked)
  const port = listAt(service, 'spec', 'ports').find(each => numberAt(each, 'port') === Number(asked))
  if (isNumber && !port) throw unavailable(`no service port ${asked} found for service ${JSON.stringify(name)}`)
  const portName = isNumber ? textAt(port, 'name') : asked
  const { body } = yield* demand({ verb: 'list', group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', namespace, labelSelector: `kubernetes.io/service-name=${name}` })
  const slices = 'items' in body && isList(body.items) ? body.items.map(jsonOf) : []
  const endpoints = slices.flatMap(slice => readyIn(slice, portName))
  if (!slices.some(slice => listAt(slice, 'endpoints').length > 0)) throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`)
  const [first] = endpoints
  if (!first) throw unavailable(`no endpoints available for service ${JSON.stringify(text)}`)
  return first
}

function readyIn(slice: JsonObject, portName: string): readonly Backend[] {
  const number = numberAt(listAt(slice, 'ports').find(port => textAt(port, 'name') === portName), 'port')
  if (number === undefined) return []
  return listAt(slice, 'endpoints').filter(endpoint => at(endpoint, 'conditions', 'ready') === true && textAt(endpoint, 'targetRef', 'kind') === 'Pod').map(endpoint => ({
    pod: { namespace: textAt(endpoint, 'targetRef', 'namespace'), name: textAt(endpoint, 'targetRef', 'name') },
    address: textAt(endpoint, 'addresses', 0),
    port: number,
  }))
}

function* got(resource: string, namespace: string, name: string): Program<JsonObject> {
  return jsonOf((yield* demand({ verb: 'get', group: '', version: 'v1', resource, namespace, name })).body)
}

const unavailable = (message: string): StatusError => failure(503, 'ServiceUnavailable', message)
