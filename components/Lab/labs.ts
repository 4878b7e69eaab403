// The labs of the deck, found beside their chapters. The steps of each, by name, are known at once; the lab itself and
// the engine that runs it come later, behind the first slide.
import { shallowRef } from 'vue'
import type { Run } from '../../engine/lab/run-text.ts'
import { namesLike } from './names.ts'
import type { Player } from './player.ts'

const steps = import.meta.glob<readonly string[]>('../../pages/*/labs/*.yaml', { eager: true, import: 'steps', query: '?steps' })
const sources = import.meta.glob<{ readonly document: unknown, readonly digest: string, readonly problem: string }>('../../pages/*/labs/*.yaml', { query: '?lab' })
const players = new Map<string, Promise<Player>>()

/** What is to be said about where a run came from; on the slide of its lab. */
export const notice = shallowRef('')

const pathOf = (name: string): string | undefined => Object.keys(steps).find(path => path.endsWith(`/labs/${name}.yaml`))

/** What a lab needs that is not there from the start: the engine, what surrounds it, and the labs themselves. */
export const labFiles: readonly (() => Promise<unknown>)[] = [
  () => import('../../engine/lab/index.ts'), () => import('./player.ts'), () => import('podium:version'), () => import('./attend.ts'), ...Object.values(sources),
]

export const labNames = (): readonly string[] => Object.keys(steps).map(path => path.replace(/^.*\/labs\/|\.yaml$/g, ''))

export const noSuchLab = (name: string): string => `'${name}' 실습이 없습니다. ${namesLike(name, labNames())}`

/** The names of a lab's steps, empty where one has none; undefined when there is no such lab. */
export function stepsOf(name: string): readonly string[] | undefined {
  const path = pathOf(name)
  return path === undefined ? undefined : steps[path]
}

/** The player of a lab that all live slides share; `view` tells apart stills that must not disturb it. */
export function playerOf(name: string, view = ''): Promise<Player> {
  const key = `${name} ${view}`
  let player = players.get(key)
  if (!player) {
    players.set(key, player = view === '' ? openLive(name) : open(name).then(({ player }) => player))
    player.catch(() => players.delete(key))
  }
  return player
}

async function open(name: string): Promise<{ readonly player: Player, readonly engine: string }> {
  const path = pathOf(name)
  const load = path === undefined ? undefined : sources[path]
  if (!load) throw new Error(noSuchLab(name))
  const [{ document, digest, problem }, { Session, Stage, labOf }, { Player }, { engine }] = await Promise.all([load(), import('../../engine/lab/index.ts'), import('./player.ts'), import('podium:version')]).catch(cannotLoad)
  if (problem !== '') throw new Error(problem)
  return { player: new Player(new Session(labOf(name, document)), session => new Stage(session.now.cluster)), engine: `${engine}.${digest}` }
}

function cannotLoad(cause: unknown): never {
  throw new Error('실습을 불러오지 못했습니다. 네트워크를 살핀 뒤 이 슬라이드를 다시 여세요.', { cause })
}

/** Joins the other windows; takes up what an address brings, or what was kept. */
async function openLive(name: string): Promise<Player> {
  const [{ player, engine }, { attend }] = await Promise.all([open(name), import('./attend.ts')])
  await attend(player, engine)
  return player
}

/** Goes on where the reader was, if that is where the slide is. */
export async function resume(player: Player, steps: number): Promise<void> {
  if (kept.value.has(player.lab.name)) await (await import('./attend.ts')).resume(player, steps)
}

/** Whether a kept run can be gone on with; the slide offers it. */
export const kept = shallowRef<ReadonlyMap<string, Run>>(new Map())
