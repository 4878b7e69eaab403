// What a widget inside a lab knows of it: the player of the lab, and a view of its cluster that stays up to date.
import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Views } from '../../engine/lab/index.ts'
import type { Player } from './player.ts'

export interface LabContext {
  readonly player: Readonly<Ref<Player | undefined>>
  /** Whether time may run and keys be typed here; else it is a still. */
  readonly live: ComputedRef<boolean>
  /** Whether the slide is kept, but not on screen. */
  readonly hidden?: ComputedRef<boolean>
  /** Where widgets look; `default` unless said. */
  readonly namespace?: string | undefined
  /** Whether a terminal below shows what widgets type. */
  readonly terminal?: boolean
}

export const labKey: InjectionKey<LabContext> = Symbol('lab')

/** What `look` sees; on a slide that is not on screen, what it saw last: that costs nothing, while the same lab plays elsewhere. */
export function whileShown<T>({ hidden }: Pick<LabContext, 'hidden'>, look: () => T): ComputedRef<T> {
  let last: T | undefined
  return computed(() => {
    if (last === undefined || !hidden?.value) last = look()
    return last
  })
}

/** An author may forget the lab: the slide says so, and all else on it stays. */
export const outside = '이 위젯은 <Lab> 안에 씁니다.'
const nowhere: LabContext = { player: shallowRef(undefined), live: computed(() => false) }

export interface Look<T> {
  readonly value: ComputedRef<T | undefined>
  /** Why there is nothing to see: the author wrote something that cannot be. */
  readonly failure: ComputedRef<string>
}

/** Looks at the cluster of the lab around, anew with every frame that changes it. */
export function useLook<T>(look: (views: Views) => T): Look<T> & { readonly context: LabContext } {
  const context = inject(labKey, undefined)
  if (!context) return { value: computed(() => undefined), failure: computed(() => outside), context: nowhere }
  const seen = whileShown(context, (): { readonly value?: T, readonly failure: string } | undefined => {
    const player = context.player.value
    if (!player?.view.value) return undefined
    try { return { value: look(player.views.in(context.namespace)), failure: '' } }
    catch (error) { return { failure: error instanceof Error ? error.message : String(error) } }
  })
  return { value: computed(() => seen.value?.value), failure: computed(() => seen.value?.failure ?? ''), context }
}
