// What becomes of a request: its shape, its word, and whose colour it takes. As for pods, colour comes last.
import type { PodState } from '../states/podState.ts'

interface Look {
  readonly word: string
  /** What the dot becomes at its end. */
  readonly end: 'dot' | 'cross' | 'fade'
  readonly tone: PodState
}

export const requestStates = {
  waiting: { word: '가는 중', end: 'dot', tone: 'pending' },
  answered: { word: '응답함', end: 'dot', tone: 'ready' },
  error: { word: '오류 응답', end: 'cross', tone: 'failing' },
  refused: { word: '거절됨', end: 'cross', tone: 'failing' },
  timeout: { word: '시간 초과', end: 'fade', tone: 'terminating' },
} as const satisfies Record<string, Look>

export type RequestState = keyof typeof requestStates

export const requestStateNames: readonly RequestState[] = ['waiting', 'answered', 'error', 'refused', 'timeout']
