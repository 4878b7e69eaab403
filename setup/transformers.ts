// What needs to know where a slide's file lies.
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineTransformersSetup } from '@slidev/types'
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
    if (checked !== written) s.overwrite(0, written.length, checked)
  }],
}))
