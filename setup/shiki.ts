// One theme of two inks. Its colours are the tokens of styles/tokens.css, so light, dark and paper need no themes of their own.
import { defineShikiSetup } from '@slidev/types'

const keys = ['entity.name.tag', 'support.type.property-name', 'keyword', 'storage', 'entity.name.function', 'support.function']
const notes = ['comment', 'punctuation', 'meta.output']

export default defineShikiSetup(() => ({
  theme: {
    name: 'podium-code',
    type: 'light',
    fg: 'var(--code-ink)',
    bg: 'var(--code-paper)',
    settings: [
      { scope: keys, settings: { foreground: 'var(--code-key)' } },
      { scope: notes, settings: { foreground: 'var(--code-note)' } },
    ],
  },
}))
