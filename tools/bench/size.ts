// How much of the network something takes.
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { projectRoot } from '../lib/project.ts'

const entry = 'virtual:entry'

/** The size of modules and all they need, bundled as for the site. */
export async function gzippedKiB(modules: readonly string[]): Promise<number> {
  const built = await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' } },
    plugins: [{
      name: 'entry',
      resolveId: id => id === entry ? `\0${entry}` : undefined,
      load: id => id === `\0${entry}` ? modules.map((path, i) => `export * as part${i} from '/${path}'`).join('\n') : undefined,
    }],
  })
  const chunks = [built].flat().flatMap(result => 'output' in result ? result.output : [])
  return chunks.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? gzipSync(chunk.code, { level: 9 }).length : 0), 0) / 1024
}
