// What kubectl prints: tables, and objects in every format that `-o` knows.
export { PrintError } from './error.ts'
export { formatsOfGet, formatsOfObjects, nameLine, printerFor, type ObjectPrinter, type OutputRequest } from './output.ts'
export { sortGroups, sortObjects } from './sort.ts'
export { AlignedOutput, nothingFound, printTables, TableLines, type EventType, type GetOptions, type TableGroup, type TableOptions } from './table.ts'
export { align, descriptionTabs, escapeTerminal, tableTabs } from './tabwriter.ts'
