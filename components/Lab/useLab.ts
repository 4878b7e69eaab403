// A slide that shows a lab: which of the lab's steps are its clicks, whether time may run on it, and where its cluster is.
import { computed, onBeforeUnmount, onMounted, shallowRef, watch, watchEffect, type ComputedRef } from 'vue'
import { useIsSlideActive, useNav, useSlideContext } from '@slidev/client'
import { noSuchLab, playerOf, resume, stepsOf } from './labs.ts'
import type { Player } from './player.ts'
import { useSight } from './sight.ts'
import { rangeOf, stillOf, type Asked, type StepRange } from './range.ts'

export interface LabProps extends Asked {
  /** The name of the lab: its file below `labs/` without `.yaml`. */
  readonly of: string
  /** The step that is shown on paper; the last one of the slide unless said otherwise. */
  readonly still?: number | string | undefined
}

/** A phone shows slides as columns (styles/phone.css), at another scale than the canvas. */
export function useStageScale(): ComputedRef<number> {
  const { $scale } = useSlideContext()
  const phone = matchMedia('(max-width: 600px) and (orientation: portrait), (max-height: 500px) and (orientation: landscape)')
  const isPhone = shallowRef(phone.matches)
  const heed = (): void => { isPhone.value = phone.matches }
  phone.addEventListener('change', heed)
  onBeforeUnmount(() => phone.removeEventListener('change', heed))
  return computed(() => isPhone.value ? 1 : $scale.value)
}

export function useLab(props: LabProps) {
  const { $clicks, $clicksContext, $page, $renderContext } = useSlideContext()
  const { isPrintMode } = useNav()
  const active = useIsSlideActive()
  const inSight = useSight()

  const names = stepsOf(props.of)
  const failure = shallowRef(names === undefined ? noSuchLab(props.of) : '')
  const range = asked()
  const id = `lab-${props.of}`
  const clicks = range && range.clicks > 0 ? $clicksContext.calculateSince('+1', range.clicks) : null
  if (clicks) $clicksContext.register(id, clicks)

  /** Where time may run and keys be typed; everywhere else the lab is a still. */
  const live = computed(() => !isPrintMode.value && ['slide', 'presenter'].includes($renderContext.value))
  /** The player that all slides of the lab share: its first branch. */
  const first = shallowRef<Player>()
  /** After how many steps the cluster is to be seen. */
  const wanted = computed(() => (range?.before ?? 0) + (clicks ? Math.max(0, Math.min(range?.clicks ?? 0, $clicks.value - clicks.start + 1)) : 0))

  onMounted(async () => {
    if (!names || !range) return
    try {
      await inSight()
      const opened = await playerOf(props.of, live.value ? '' : `${$renderContext.value} of slide ${$page.value}`)
      if (isPrintMode.value) opened.goToStill(props.still === undefined ? range.before + range.clicks : stillOf(names, props.still))
      else {
        if (live.value && active.value) opened.appear()
        if (live.value) await resume(opened, wanted.value)
        opened.openAt(wanted.value)
      }
      first.value = opened
    }
    catch (error) { failure.value = error instanceof Error ? error.message : String(error) }
  })

  /** What the author asked for, if it can be. */
  function asked(): StepRange | undefined {
    try { return names && rangeOf(names, props) }
    catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
      return undefined
    }
  }

  /** So many clicks of the slide as make so many steps; as far as they are its own. */
  function clickTo(count: number): void {
    if (clicks && range) $clicks.value = clicks.start - 1 + Math.max(0, Math.min(range.clicks, count - range.before))
  }

  /** Back to where the slide begins; its clicks go along. */
  function restart(): void {
    first.value?.restart(range?.before ?? 0)
    clickTo(range?.before ?? 0)
  }

  // Other slides may have left the same cluster at another step: who comes back finds it at his own.
  watch([wanted, active], ([count, shown], [before, wasShown]) => {
    const player = first.value
    if (!player) return
    if (!shown) {
      if (live.value) player.vanish()
      return
    }
    if (!wasShown && live.value) player.appear()
    player.goToStep(count, live.value && wasShown && count === before + 1)
  })

  // Who jumps in time, here or in another window, takes the slide's clicks along.
  watch(() => first.value?.view.value.steps, steps => { if (steps !== undefined && live.value && active.value && steps !== wanted.value) clickTo(steps) })

  watchEffect(onCleanup => {
    const player = first.value
    if (!player || !live.value || !active.value || player.playing.value) return
    let idle = 0
    const tend = (): void => { if (player.tend()) idle = later(tend) }
    idle = later(tend)
    onCleanup(() => sooner(idle))
  })

  onBeforeUnmount(() => {
    $clicksContext.unregister(id)
    if (live.value && active.value) first.value?.vanish()
  })

  return { first, failure, live, active, range, wanted, restart, clickTo }
}

const later = (act: () => void): number => 'requestIdleCallback' in window ? requestIdleCallback(act) : (globalThis.setTimeout(act, 50) as unknown as number)
const sooner = (handle: number): void => 'cancelIdleCallback' in window ? cancelIdleCallback(handle) : clearTimeout(handle)
