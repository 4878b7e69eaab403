// Where things are. Everything that a command leaves behind, but its result, lies in the cache under node_modules/.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))
export const cacheRoot = join(projectRoot, 'node_modules', '.cache')
export const slidevCli = join(projectRoot, 'node_modules', '@slidev', 'cli', 'bin', 'slidev.mjs')
export const distRoot = join(projectRoot, 'dist')
