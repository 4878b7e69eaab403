// What is known of the built-in kinds: their names, columns and fields.
export type { PatchStrategy, Presence, Property, SchemaKind, SchemaNode } from './node.ts'
export { nodeFrom, schemaOf } from './definitions.ts'
export { columnsOf, servedResources, type ServedResource, type TableColumn } from './discovery.ts'
export { decodeBody, type DecodedBody, type FieldValidation } from './body.ts'
export { decodeFields, type DecodedFields } from './decode.ts'
export { decodeBase64, encodeBase64, utf8Bytes, utf8Text } from './base64.ts'
export { JsonError, maxDepth, readJson, readJsonValue, type ReadJson } from './json.ts'
