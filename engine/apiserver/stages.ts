// The stages of a request in their usual form.
import type { Json, KubeObject } from './object.ts'
import { decodeBody } from './schema/index.ts'
import type { Stages } from './server.ts'
import { failure } from './status.ts'
import { kindOfSubresource } from './subresources.ts'

export const standardStages: Stages = {
  authorize: () => {},
  /** What parts of the cluster send is well-formed by its types; what comes from outside is read field by field. */
  decode: (body, definition, { encoding = 'json', fieldValidation = 'Strict', subresource }) => {
    if (encoding === 'typed') return { object: body as KubeObject, warnings: [] } // vouched for by the types of Client
    const expected = kindOfSubresource(definition, subresource)
    const { object, warnings } = decodeBody(body as Json, expected, fieldValidation) // requests from outside carry JSON
    return { object: { metadata: {}, ...object } as unknown as KubeObject, warnings } // decoded by the schema of the kind
  },
  patch: () => { throw failure(415, 'UnsupportedMediaType', 'patches are not served yet') },
  admission: [],
}
