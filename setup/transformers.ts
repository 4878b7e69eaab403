// What needs to know where a slide's file lies, or what the engine answers.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineTransformersSetup } from '@slidev/types'
import type { Lab } from '../engine/lab/lab.ts'
import { readLab } from '../tools/labs.ts'
import { FenceError, withOutput } from './console.ts'
import { withoutMissing } from './marp/missing.ts'

export default defineTransformersSetup(() => ({
  pre: [({ s, slide, options }) => {
    const deck = slide.source.filepath
    const folder = dirname(deck)
    const written = s.original
    const checked = withoutMissing(written, {
      file: basename(deck),
      exists: url => existsSync(url.startsWith('/') ? join(options.userRoot, 'public', url) : resolve(folder, url)),
    })
    const complete = answered(checked)
    if (complete !== written) s.overwrite(0, written.length, complete)
  }],
}))

/** A fence that cannot be filled stays as it was written: the slide never breaks. The tests tell its author. */
function answered(markdown: string): string {
  try { return withOutput(markdown, { labNamed }) }
  catch (error) {
    if (!(error instanceof FenceError)) throw error
    console.error(`console fence: ${error.message}`)
    return markdown
  }
}

const pages = join(import.meta.dirname, '..', 'pages')

function labNamed(name: string): Lab | undefined {
  const [path] = globSync(`*/labs/${name}.yaml`, { cwd: pages })
  return path === undefined ? undefined : readLab(name, readFileSync(join(pages, path), 'utf8'))
}
