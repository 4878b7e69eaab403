// Quantities as the server would keep them.
import { canonicalQuantity } from '../../../apiserver/schema/quantity.ts'
import { UsageError } from '../verb.ts'

/** The canonical form: `1000m` → `1`. */
export function asQuantity(text: string): string {
  try { return canonicalQuantity(text) }
  catch (error) { throw new UsageError(error instanceof Error ? error.message : String(error)) }
}
