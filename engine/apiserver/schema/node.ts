// What is known of a field: its shape, and how lists and maps of it are merged. Validation, patches and
// server-side apply all walk the same tree. Nodes are made once and shared, so
// they may be compared by identity; the tree of a recursive type (JSONSchemaProps) has no end.

export type SchemaKind =
  | 'object' // known fields
  | 'map' // any keys, all values alike
  | 'list'
  | 'string' | 'integer' | 'number' | 'boolean'
  | 'bytes' // base64 in JSON
  | 'quantity' // resource.Quantity: a string or a number in JSON, stored canonically
  | 'intOrString'
  | 'time' // RFC 3339, whole seconds
  | 'microTime' // RFC 3339, microseconds
  | 'any' // arbitrary JSON: RawExtension, FieldsV1, the values inside a CRD's schema

export interface SchemaNode {
  readonly kind: SchemaKind
  /** As Go prints it in errors: `v1.Container`, `[]v1.Container`, `map[string]string`, `int32`, `v1.PullPolicy`. */
  readonly goType: string
  /** `object`: the field of that name. `map`: what every value looks like, whatever the name. Else undefined. */
  field(name: string): SchemaNode | undefined
  /** `object`: its fields, sorted by name. Else nothing. */
  fields(): Iterable<readonly [name: string, node: SchemaNode]>
  /** `object`: its fields with how Go prints them. Else empty. */
  readonly properties: ReadonlyMap<string, Property>
  /** The element of a `list` or the value of a `map`. */
  readonly item?: SchemaNode
  /** Names of required fields of an `object`, sorted. */
  readonly required: readonly string[]
  /** Allowed values of a `string`, sorted; none means any. */
  readonly enum?: readonly string[]
  /** Range of an `integer`. */
  readonly bits?: 32 | 64

  // Server-side apply (x-kubernetes-list-type and friends). A list without a type is atomic, a map or object
  // without a type granular.
  readonly listType?: 'atomic' | 'set' | 'map'
  readonly listMapKeys?: readonly string[]
  readonly mapType?: 'atomic' | 'granular'

  // Strategic merge patch. A list without `merge` is replaced; an object with `retainKeys` drops what the
  // patch's `$retainKeys` does not name.
  readonly patchStrategy: readonly PatchStrategy[]
  readonly patchMergeKey?: string
}

export type PatchStrategy = 'merge' | 'replace' | 'retainKeys'

export interface Property {
  readonly node: SchemaNode
  readonly required: boolean
  readonly presence: Presence
  /** Where the field sits in an embedded Go struct: its name, which is part of the path in errors. */
  readonly embedded: string
}

/** Whether a field is there after a round trip through Go. */
export type Presence =
  | 'whenSet' // left out when empty: "", 0, false, [] or {}
  | 'whenGiven' // kept as given, left out when absent
  | 'always' // "", 0, false or {} when absent
  | 'orNull' // null when absent
