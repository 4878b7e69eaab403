// Slidev hands over the lines of the entry and of every file it imports. Marp decks leave here as Slidev decks.
import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { definePreparserSetup } from '@slidev/types'
import { isMarp } from './marp/detect.ts'
import { linesOf, toSlidev } from './marp/index.ts'
import { readWidgets } from './widgets.ts'

export default definePreparserSetup(({ filepath }) => [{
  name: 'marp',
  transformRawLines(lines) {
    if (!isMarp(lines, env['PODIUM_DECK'] !== undefined)) return
    lines.splice(0, lines.length, ...toSlidev(lines, { isEntry: isText(filepath, lines), way: env['PODIUM_WAY'], widgets: readWidgets() }))
  },
}])

/** Slidev does not say which file the lines are from. */
function isText(filepath: string, lines: readonly string[]): boolean {
  try {
    return linesOf(readFileSync(filepath, 'utf8')).join('\n') === lines.join('\n')
  }
  catch {
    return false
  }
}
