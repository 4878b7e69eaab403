// The one palette of pod states. Colour is the third carrier, after glyph and word; on paper only the first two remain.
// styles/tokens.css mirrors the colours as --state-<name>; a test holds the two together.

interface Look {
  readonly glyph: string
  readonly word: string
  readonly english: string
  readonly light: string
  readonly dark: string
  readonly print: 'solid' | 'half' | 'dotted' | 'crossed' | 'hatched' | 'outline'
}

export const podStates = {
  ready: { glyph: '●', word: '준비됨', english: 'Running, ready', light: '#0b7a5b', dark: '#3ecf9c', print: 'solid' },
  unready: { glyph: '◐', word: '준비 안 됨', english: 'Running, not ready', light: '#8a5a00', dark: '#f0b429', print: 'half' },
  pending: { glyph: '◌', word: '대기', english: 'Pending', light: '#8a5a00', dark: '#f0b429', print: 'dotted' },
  failing: { glyph: '✕', word: '실패', english: 'Failing, back-off', light: '#b3321e', dark: '#ff8a70', print: 'crossed' },
  terminating: { glyph: '▽', word: '종료 중', english: 'Terminating', light: '#5f6379', dark: '#a9aec4', print: 'hatched' },
  succeeded: { glyph: '✓', word: '완료', english: 'Succeeded', light: '#1f5fbf', dark: '#7fb3ff', print: 'outline' },
} as const satisfies Record<string, Look>

export type PodState = keyof typeof podStates

export const podStateNames: readonly PodState[] = ['ready', 'unready', 'pending', 'failing', 'terminating', 'succeeded']
