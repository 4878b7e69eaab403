// The challenges of the deck, found beside their chapters. What a slide must know at once is small; the rest comes later,
// with the engine, behind the first slide.
import type { Challenge } from '../../engine/lab/index.ts'
import { namesLike } from '../Lab/names.ts'
import type { Player } from '../Lab/player.ts'

const titles = import.meta.glob<string>('../../pages/*/challenges/*.yaml', { eager: true, import: 'title' })
const hints = import.meta.glob<number>('../../pages/*/challenges/*.yaml', { eager: true, import: 'hints' })
const documents = import.meta.glob<unknown>('../../pages/*/challenges/*.yaml', { import: 'document' })
export const challengeFiles: readonly (() => Promise<unknown>)[] = Object.values(documents)
const opened = new Map<string, Promise<Opened>>()

export interface Opened {
  readonly challenge: Challenge
  readonly player: Player
}

export interface Notice {
  readonly name: string
  readonly title: string
  readonly hints: number
}

const nameOf = (path: string): string => path.replace(/^.*\/challenges\/|\.yaml$/g, '')

export const notices: readonly Notice[] = Object.entries(titles).map(([path, title]) => ({ name: nameOf(path), title, hints: hints[path] ?? 0 }))

/** The challenge and the player of its cluster; `view` tells apart stills that must not disturb what is live. */
export function openChallenge(name: string, view: string): Promise<Opened> {
  const key = `${name} ${view}`
  let found = opened.get(key)
  if (!found) opened.set(key, found = load(name))
  return found
}

async function load(name: string): Promise<Opened> {
  const path = Object.keys(documents).find(path => nameOf(path) === name)
  const read = path === undefined ? undefined : documents[path]
  if (!read) throw new Error(noSuch(name))
  const [document, { Session, Stage, challengeOf }, { Player }] = await Promise.all([read(), import('../../engine/lab/index.ts'), import('../Lab/player.ts')])
  const challenge = challengeOf(name, document)
  const player = new Player(new Session(challenge.lab), session => new Stage(session.now.cluster))
  player.goToStep(challenge.lab.steps.length, false)
  return { challenge, player }
}

export const noSuch = (name: string): string => `'${name}' 문제가 없습니다. ${namesLike(name, notices.map(({ name }) => name))}`
