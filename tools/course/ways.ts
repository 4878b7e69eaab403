// The ways through the lecture besides all of it. A chapter is a way, too: `03`, or the name of its folder.
import { globSync } from 'node:fs'
import { projectRoot } from '../lib/project.ts'

/** Slides say on which of them they lie: `<!-- _way: two-hours -->`. */
export const ways: readonly string[] = ['two-hours']

export const chapters = (): readonly string[] => globSync('pages/*/slides.md', { cwd: projectRoot }).map(path => path.split(/[/\\]/)[1] ?? '').sort()

export const isWay = (name: string): boolean =>
  ways.includes(name) || /^\d\d/.test(name) && chapters().some(chapter => chapter === name || chapter.startsWith(`${name}-`))
