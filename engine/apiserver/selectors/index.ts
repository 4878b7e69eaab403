// Label and field selectors: compiled once, then asked often.
export { compileLabelSelector, formatLabelSelector, labelSelectorMatches, parseLabelSelector, type LabelSelector, type LabelSelectorObject } from './labels.ts'
export { parseFieldSelector, type FieldSelector, type FieldTerm } from './fields.ts'
export { labelKeyFaults, labelValueFaults } from './names.ts'
export type { Labels, LabelTest, Requirement } from './requirement.ts'
