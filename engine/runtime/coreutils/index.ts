// The small tools by name.
import { awk } from './awk/index.ts'
import type { Tool } from './bench.ts'
import { columnTools } from './columns.ts'
import { compareTools } from './compare.ts'
import { digests } from './digests.ts'
import { endTools } from './ends.ts'
import { factTools } from './facts.ts'
import { fileTools } from './files.ts'
import { find } from './find.ts'
import { grep } from './grep.ts'
import { jq } from './jq/index.ts'
import { sed } from './sed/index.ts'
import { sort } from './sort.ts'
import { textTools } from './text.ts'

export const coreutils: ReadonlyMap<string, Tool> = new Map(Object.entries({ ...textTools, ...endTools, ...columnTools, ...fileTools, ...factTools, ...compareTools, ...digests, awk, egrep, fgrep, find, grep, jq, sed, sort }))

/** Other names of grep say how patterns are read. */
function egrep(...[bench, args]: Parameters<Tool>): ReturnType<Tool> { return grep(bench, ['-E', ...args]) }
function fgrep(...[bench, args]: Parameters<Tool>): ReturnType<Tool> { return grep(bench, ['-F', ...args]) }
