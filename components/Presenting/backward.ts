// Going back leads to the last click of the slide before. Slidev counts the clicks of a slide while it is mounted, and of one
// that was left remembers that there are none: so it is made to forget that, and counts anew as on a first visit.
import { nextTick, watch } from 'vue'
import { useNav } from '@slidev/client'

export function comeBackToTheEnd(): void {
  const { currentSlideRoute } = useNav()
  watch(currentSlideRoute, async (_, { meta }) => {
    await nextTick() // by then the slide that was left has gone
    if (meta.__clicksContext?.isMounted === false) meta.__clicksContext = null
  }, { flush: 'post' })
}
