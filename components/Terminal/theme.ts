// The colours of a terminal are those of the house it stands in: dark by day and by night; whoever asks for more contrast
// gets it.
import type { ITheme } from '@xterm/xterm'

export interface Look { readonly theme: ITheme, readonly contrast: number }

const readable = 4.5
const high = 7
const moreContrast = '(prefers-contrast: more)'

export function themeOf(element: Element): Look {
  const style = getComputedStyle(element)
  const [background, foreground] = [style.getPropertyValue('--terminal-paper').trim(), style.getPropertyValue('--terminal-ink').trim()]
  const wantsMore = matchMedia(moreContrast).matches
  return {
    theme: wantsMore ? { background: '#000000', foreground: '#ffffff', cursor: '#ffffff', selectionBackground: '#ffffff', selectionForeground: '#000000' } : { background, foreground, cursor: foreground, selectionBackground: '#4a6fb5', selectionForeground: '#ffffff' },
    contrast: wantsMore ? high : readable,
  }
}

/** Calls back when the house changes; answers how to stop. */
export function watchTheme(changed: () => void): () => void {
  const asked = matchMedia(moreContrast)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  asked.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    asked.removeEventListener('change', changed)
  }
}
