// `podium:version`: which engine this is, by its version and a digest of its sources. Runs of another engine may differ.
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import manifest from '../../package.json' with { type: 'json' }
import { projectRoot } from '../lib/project.ts'

const id = 'podium:version'

export const engineVersion = (): string => {
  const hash = createHash('sha256')
  for (const path of globSync('engine/**/*.ts', { cwd: projectRoot }).sort()) hash.update(path).update(readFileSync(join(projectRoot, path)))
  return `${manifest.version}-${hash.digest('hex').slice(0, 8)}`
}

export const version: Plugin = {
  name: 'podium-version',
  resolveId: source => source === id ? `\0${id}` : undefined,
  load: source => source === `\0${id}` ? `export const engine = ${JSON.stringify(engineVersion())}` : undefined,
}
