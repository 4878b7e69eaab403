// What needs to know where a slide's file lies, or what the engine answers.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineTransformersSetup } from '@slidev/types'
import type { Lab } from '../engine/lab/lab.ts'
import { readLab } from '../tools/labs.ts'
import { FenceError, withOutput } from './console.ts'
import { withFences } from './fences/markup.ts'
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
    const complete = slide.frontmatter['layout'] === 'marp' ? checked : answered(checked) // fences of foreign decks are only shown
    if (complete !== written) s.overwrite(0, written.length, complete)
  }],
}))

/** Fences that offer to run. One that cannot stays as it was written: the slide never breaks. The tests tell its author. */
function answered(markdown: string): string {
  try { return withOutput(withFences(markdown), { labNamed }) }
  catch (error) {
    if (!(error instanceof FenceError)) throw error
    console.error(`fence: ${error.message}`)
    return markdown
  }
}

const pages = join(import.meta.dirname, '..', 'pages')

function labNamed(name: string): Lab | undefined {
  const [path] = globSync(`*/labs/${name}.yaml`, { cwd: pages })
  return path === undefined ? undefined : readLab(name, readFileSync(join(pages, path), 'utf8'))
}
