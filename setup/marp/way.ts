// Ways through the lecture: all of it, the slides that name a way (`<!-- _way: two-hours -->`), or one chapter (`03` or
// `03-architecture`). Slidev drops what is hidden.
import { saidOf, wordsOf } from './slidev.ts'
import type { Token } from './token.ts'

const chapter = /^\d\d(-[\w-]+)?$/

/** Whether a way leads over a slide. A way that is a chapter is picked where the chapters are listed. */
export function isOnWay(tokens: readonly Token[], way: string | undefined): boolean {
  return way === undefined || chapter.test(way) || wordsOf(saidOf(tokens)['way']).includes(way)
}

/** Whether a way leads through a file of slides. */
export function leadsThrough(way: string | undefined, src: string): boolean {
  return way === undefined || !chapter.test(way) || src.split('/').some(folder => folder === way || folder.startsWith(`${way}-`))
}
