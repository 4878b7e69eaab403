/** An API object without what is volatile. */
export function stripObject(object: unknown): unknown
