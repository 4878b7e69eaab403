// What Marp's themes do to the size of things that are too wide or should be as wide as the slide.
import { onMounted, onUnmounted, type Ref } from 'vue'

/** Calls back whenever the element has got another size, also when a hidden slide is shown for the first time, and when a
    font has come and the letters are others. */
export function onResized(element: Readonly<Ref<HTMLElement | null>>, resized: (element: HTMLElement) => void): void {
  const check = () => {
    if (element.value && element.value.clientWidth > 0) resized(element.value)
  }
  const observer = new ResizeObserver(check)
  onMounted(() => {
    if (element.value) observer.observe(element.value)
    document.fonts.addEventListener('loadingdone', check)
  })
  onUnmounted(() => {
    observer.disconnect()
    document.fonts.removeEventListener('loadingdone', check)
  })
}

/** Code that is wider than its box gets smaller letters instead of a scroll bar. */
export function shrinkCode(section: Readonly<Ref<HTMLElement | null>>): void {
  onResized(section, (root) => {
    for (const pre of root.querySelectorAll('pre')) {
      pre.style.fontSize = ''
      const { fontSize, paddingLeft } = getComputedStyle(pre)
      const padding = Number.parseFloat(paddingLeft)
      const share = (pre.clientWidth - 2 * padding) / (pre.scrollWidth - padding)
      if (pre.scrollWidth > pre.clientWidth) // with a weight above Slidev's own
        pre.style.setProperty('font-size', `${Number.parseFloat(fontSize) * share}px`, 'important')
    }
  })
}
