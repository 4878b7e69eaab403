// What surrounds the live player of a lab: other windows, an address that brings a run, the reader's device.
import { formatRun, parseRun, RunError, type Run } from '../../engine/lab/run-text.ts'
import { stepsOn } from '../../engine/lab/tape.ts'
import { Channel } from './channel.ts'
import { tellOnConsole } from './console.ts'
import { kept, labNames, notice } from './labs.ts'
import { codeIn, codeOf, runIn } from './link.ts'
import type { Player } from './player.ts'
import { forgetRun, keepRun, keptRun } from './progress.ts'
import { windowName, wireOf } from './wire.ts'

const engines = new WeakMap<Player, string>()

/** An address brings one run, to whichever of its slides comes first. */
let brought: Promise<Run | undefined> | undefined

const saveAfterMs = 400

export async function attend(player: Player, engine: string): Promise<void> {
  engines.set(player, engine)
  const isPresenter = /\/presenter\b/.test(location.pathname + location.hash)
  const channel = new Channel(player.lab.name, windowName, { wire: wireOf(engine), isPresenter })
  brought ??= bring(codeIn(location.href))
  const [run] = await Promise.all([brought, channel.join()])
  player.share(channel)
  if (run?.lab === player.lab.name) {
    brought = Promise.resolve(undefined)
    await openRun(player, run, '링크', true)
  }
  else if (channel.log.isEmpty) offer(player)
  keepAlways(player)
  tellOnConsole(player)
}

/** A run that was kept or sent is lived through in bits, so that one made to last can be broken off. */
export async function openRun(player: Player, run: Run, source: string, isLed = false): Promise<void> {
  const { name } = player.lab
  if (run.lab !== name) notice.value = `실습 '${run.lab}'의 ${source}입니다. 여기는 '${name}'입니다.`
  else if (!await player.adopt(run.tape, run.nowMs, isLed)) notice.value = `${source}: 여는 데 너무 오래 걸려 멈췄습니다.`
  else notice.value = run.engine === engineOf(player) ? '' : `다른 버전에서 만든 ${source}입니다. 여기서는 다르게 흘러갈 수 있습니다.`
}

/** The text of a file, whatever it is. */
export async function openText(player: Player, text: string): Promise<void> {
  try { await openRun(player, parseRun(text), '파일') }
  catch (error) { notice.value = `이 파일을 열 수 없습니다: ${error instanceof RunError ? error.message : String(error)}` }
}

export const engineOf = (player: Player): string => engines.get(player) ?? ''

export const textOf = (player: Player): string => formatRun({ lab: player.lab.name, engine: engineOf(player), tape: player.tape, nowMs: player.nowMs })

export const linkOf = async (player: Player): Promise<string> => codeOf(textOf(player))

async function bring(code: string | undefined): Promise<Run | undefined> {
  if (code === undefined) return undefined
  try {
    const run = await runIn(code)
    if (labNames().includes(run.lab)) return run
    notice.value = `이 덱에 없는 실습의 링크입니다: '${run.lab}'`
  }
  catch (error) { notice.value = `이 링크를 열 수 없습니다: ${error instanceof RunError ? error.message : '깨진 링크입니다.'}` }
  return undefined
}

function offer(player: Player): void {
  const run = keptRun(player.lab.name)
  if (run && run.tape.length > 0) kept.value = new Map([...kept.value, [player.lab.name, run]])
}

/** After a reload the slide is at the same step, and all is as it was. Elsewhere it is only offered to go on. */
export async function resume(player: Player, steps: number): Promise<void> {
  const run = kept.value.get(player.lab.name)
  if (!run || stepsOn(run.tape) !== steps || run.engine !== engineOf(player)) return
  kept.value = new Map([...kept.value].filter(([lab]) => lab !== player.lab.name))
  await player.adopt(run.tape, run.nowMs)
}

function keepAlways(player: Player): void {
  let timer = 0
  const save = (): void => {
    clearTimeout(timer)
    timer = 0
    keepRun(player.lab.name, textOf(player))
  }
  player.watch(() => { timer ||= window.setTimeout(save, saveAfterMs) })
  addEventListener('pagehide', () => { if (timer !== 0) save() })
}

export function forget(player: Player): void {
  forgetRun(player.lab.name)
  kept.value = new Map([...kept.value].filter(([lab]) => lab !== player.lab.name))
}
