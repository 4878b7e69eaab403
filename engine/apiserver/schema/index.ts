// What is known of the built-in kinds, from the recorded facts of Kubernetes 1.36.
//
//   servedResources()                 every resource and subresource with its names and verbs, as discovery lists them
//   columnsOf(group, version, plural) the columns of a resource's table
//   schemaOf(gvk)                     the fields of a kind: a tree of SchemaNodes (node.ts), made as it is walked
//   decodeBody(body, gvk, …)          the body of a request → an object, or the 400 of the real API server
//   decodeFields(node, value)         the same for any part of an object: patches, kubectl's own decoding
//   readJson(text)                    JSON with Go's errors; tells of fields given twice
//
// Decoding is a round trip through Go: unknown fields and nulls go, as do empty values that Go leaves out;
// quantities, times and base64 become canonical; and what Go always prints is there: `status: {}`,
// `resources: {}`, `replicas: 0` of a status, required strings as "". So a field that a user left out may be an
// empty object or "" here, never undefined, and what is decoded again is the very same object.
// Quantities are in quantity.ts.
export type { PatchStrategy, Presence, Property, SchemaKind, SchemaNode } from './node.ts'
export { definitionNamed, nodeFrom, schemaOf } from './definitions.ts'
export { columnsOf, servedResources, type ServedResource, type TableColumn } from './discovery.ts'
export { decodeBody, type DecodedBody, type FieldValidation } from './body.ts'
export { decodeFields, type DecodedFields, messageOf } from './decode.ts'
export { decodeBase64, encodeBase64 } from './base64.ts'
export { utf8Bytes, utf8Length, utf8Text } from './utf8.ts'
export { JsonError, losesDigits, maxDepth, readJson, readJsonValue, tooLong, type ReadJson } from './json.ts'
