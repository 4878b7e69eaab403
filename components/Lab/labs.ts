// The labs of the deck, found beside their chapters. The steps of each, by name, are known at once; the lab itself and
// the engine that runs it come later, behind the first slide.
import type { Player } from './player.ts'

const steps = import.meta.glob<readonly string[]>('../../pages/*/labs/*.yaml', { eager: true, import: 'steps' })
const documents = import.meta.glob<unknown>('../../pages/*/labs/*.yaml', { import: 'document' })
const players = new Map<string, Promise<Player>>()

const pathOf = (name: string): string | undefined => Object.keys(steps).find(path => path.endsWith(`/labs/${name}.yaml`))

export const labNames = (): readonly string[] => Object.keys(steps).map(path => path.replace(/^.*\/labs\/|\.yaml$/g, ''))

/** The names of a lab's steps, empty where one has none; undefined when there is no such lab. */
export function stepsOf(name: string): readonly string[] | undefined {
  const path = pathOf(name)
  return path === undefined ? undefined : steps[path]
}

/** The player of a lab; `view` tells apart stills that must not disturb what is live. */
export function playerOf(name: string, view = ''): Promise<Player> {
  const key = `${name} ${view}`
  let player = players.get(key)
  if (!player) players.set(key, player = open(name))
  return player
}

async function open(name: string): Promise<Player> {
  const path = pathOf(name)
  const load = path === undefined ? undefined : documents[path]
  if (!load) throw new Error(`'${name}' 실습이 없습니다. 있는 실습: ${labNames().join(', ')}`)
  const [document, { Session, Stage, labOf }, { Player }] = await Promise.all([load(), import('../../engine/lab/index.ts'), import('./player.ts')])
  return new Player(new Session(labOf(name, document)), session => new Stage(session.now.cluster))
}
