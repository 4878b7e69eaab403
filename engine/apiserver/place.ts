// Where a request points: an object's place in the store, and the lens of a subresource onto it.
import type { Target } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { badRequest, failure } from './status.ts'
import type { Place } from './storage.ts'
import { lensOf, type Lens } from './subresources.ts'

export function placeOf(target: Target, definition: ResourceDefinition): Place {
  if (target.name === undefined || target.name === '') throw badRequest('name is required')
  return { definition, namespace: definition.namespaced ? target.namespace : undefined, name: target.name }
}

export function lensFor(subresource: string, definition: ResourceDefinition): Lens {
  const lens = definition.subresources.includes(subresource) ? lensOf(subresource, definition) : undefined
  if (!lens) throw failure(404, 'NotFound', 'the server could not find the requested resource')
  return lens
}
