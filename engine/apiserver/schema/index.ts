// What is known of the built-in kinds: their names, columns and fields.
export type { PatchStrategy, Presence, Property, SchemaKind, SchemaNode } from './node.ts'
export { schemaOf } from './definitions.ts'
export { columnsOf, servedResources, type ServedResource, type TableColumn } from './discovery.ts'
