// Writing manifests: what may stand where, what is wrong, what it would change.
export { documentsIn, entriesIn } from './outline.ts'
export { fieldOn, offerAt, valuesOn, type Field, type Offer, type Place } from './fields.ts'
export { problemsIn, type Problem } from './check.ts'
export { differenceOf, type Difference } from './live.ts'
