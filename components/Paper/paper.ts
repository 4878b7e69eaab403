// What a sheet of the handout learns from the slide above: which labs it shows, and where their strips go.
import type { InjectionKey, ShallowRef } from 'vue'

export interface LabOnPaper {
  readonly of: string
  /** Which of the lab's steps are the slide's: so many after the first `before`. */
  readonly before: number
  readonly count: number
  /** The step whose picture is shown. */
  readonly still: number
}

export interface Paper {
  addLab(lab: LabOnPaper): void
  readonly strips: Readonly<ShallowRef<HTMLElement | null>>
}

export const paperKey: InjectionKey<Paper> = Symbol('paper')
