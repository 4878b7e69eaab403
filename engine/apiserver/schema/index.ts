// The schemas of the built-in kinds.
export type { SchemaKind, SchemaNode } from './node.ts'
