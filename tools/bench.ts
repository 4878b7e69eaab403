import { comesLater } from './lib/later.ts'

await comesLater('bench', 'Prints the numbers of the design, measured, as JSON lines.')
