// The small tools by name.
import { awk } from './awk/index.ts'
import type { Tool } from './bench.ts'
import { factTools } from './facts.ts'
import { fileTools } from './files.ts'
import { grep } from './grep.ts'
import { sed } from './sed.ts'
import { textTools } from './text.ts'

export const coreutils: ReadonlyMap<string, Tool> = new Map(Object.entries({ ...textTools, ...fileTools, ...factTools, awk, egrep: grep, grep, sed }))

/** How many operands come before the files that a filter reads: with fewer, it reads its input. */
export const filters: ReadonlyMap<string, number> = new Map([['base64', 0], ['cat', 0], ['cut', 0], ['head', 0], ['rev', 0], ['sort', 0], ['tac', 0], ['tail', 0], ['tee', 0], ['tr', 9], ['uniq', 0], ['wc', 0], ['awk', 1], ['grep', 1], ['egrep', 1], ['sed', 1]])
