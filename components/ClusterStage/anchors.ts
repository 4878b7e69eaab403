// Where things stand on the stage, measured after they were drawn: by `data-anchor`, in pixels of the canvas.
import { nextTick, onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import type { Box } from './ways.ts'

/** Measures again when `signature` changes and when the stage changes its size; not while only time passes. */
export function useAnchors(root: Readonly<ShallowRef<HTMLElement | null>>, signature: () => string): ShallowRef<ReadonlyMap<string, Box>> {
  const anchors = shallowRef<ReadonlyMap<string, Box>>(new Map())
  const measure = (): void => { if (root.value) anchors.value = anchorsIn(root.value) }
  const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(measure)
  onMounted(() => { if (root.value) observer?.observe(root.value) })
  onBeforeUnmount(() => observer?.disconnect())
  watch(signature, () => nextTick(measure), { immediate: true, flush: 'post' })
  return anchors
}

function anchorsIn(root: HTMLElement): ReadonlyMap<string, Box> {
  return new Map([...root.querySelectorAll<HTMLElement>('[data-anchor]')].map(element => [element.dataset['anchor'] ?? '', boxOf(element, root)]))
}

/** By offsets, which a scaled slide does not change. */
function boxOf(element: HTMLElement, root: HTMLElement): Box {
  let [x, y] = [0, 0]
  for (let at: HTMLElement | null = element; at && at !== root; at = at.offsetParent instanceof HTMLElement ? at.offsetParent : null) {
    x += at.offsetLeft + (at === element ? 0 : at.clientLeft)
    y += at.offsetTop + (at === element ? 0 : at.clientTop)
  }
  return { x, y, width: element.offsetWidth, height: element.offsetHeight }
}
