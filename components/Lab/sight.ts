// The overview shows hundreds of slides at once: a lab there waits until its slide is in sight.
import { getCurrentInstance, onBeforeUnmount } from 'vue'
import { useSlideContext } from '@slidev/client'

/** For a widget's setup: what it answers waits, where that is needed, until the widget can be seen; at once elsewhere. */
export function useSight(): () => Promise<void> {
  const { $renderContext } = useSlideContext()
  const instance = getCurrentInstance()
  let observer: IntersectionObserver | undefined
  onBeforeUnmount(() => observer?.disconnect())
  return () => new Promise(resolve => {
    const element: unknown = instance?.proxy?.$el
    if ($renderContext.value !== 'overview' || !(element instanceof Element)) return resolve()
    observer = new IntersectionObserver(entries => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer?.disconnect()
      resolve()
    })
    observer.observe(element)
  })
}
