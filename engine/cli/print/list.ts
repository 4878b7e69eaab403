// Lists as printers see them.
import { isMap } from '../../apiserver/tables/jsonpath/index.ts'

/** The elements of a list, or the object itself. */
export function itemsOf(object: unknown): readonly unknown[] {
  return isMap(object) && Array.isArray(object['items']) && String(object['kind'] ?? '').endsWith('List') ? object['items'] : [object]
}
