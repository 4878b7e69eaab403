// What we use of '@slidev/client', and no more. The package ships its sources, which do not pass our compiler;
// tsconfig.json points its name here. Add a line when you need another function of it.
// In the unit tests test/stubs/slidev-client.ts stands behind the same names.
import type { Component, ComputedRef, Ref } from 'vue'

export interface SlideFrontmatter {
  readonly layout?: string
  readonly class?: string
  readonly clicks?: number
  readonly [key: string]: unknown
}

export interface SlideInfo {
  readonly no: number
  readonly title?: string
  readonly level?: number
  readonly noteHTML?: string
  readonly frontmatter: SlideFrontmatter
}

export interface SlideRoute {
  readonly no: number
  readonly meta: {
    readonly layout?: string
    readonly slide: SlideInfo
    /** Made when first asked for, and kept (node_modules/@slidev/client/composables/useNav.ts). */
    __clicksContext?: Pick<ClicksContext, 'isMounted'> | null
  }
  readonly component: Component
  /** Its text, as a module. */
  load?(): Promise<unknown>
}

export interface ClickRange {
  readonly start: number
  readonly end: number
  readonly max: number
  readonly delta: number
  readonly currentOffset: ComputedRef<number>
  readonly isCurrent: ComputedRef<boolean>
  readonly isActive: ComputedRef<boolean>
}

export interface ClicksContext {
  current: number
  readonly clicksStart: number
  readonly total: number
  readonly currentOffset: number
  readonly isMounted: boolean
  calculateSince(at: number | string, size?: number): ClickRange | null
  calculateRange(at: readonly [number | string, number | string]): ClickRange | null
  register(owner: unknown, click: Pick<ClickRange, 'max' | 'delta'> | null): void
  unregister(owner: unknown): void
}

export interface Nav {
  readonly slides: readonly SlideRoute[]
  readonly total: number
  readonly currentPage: number
  readonly currentSlideNo: number
  readonly currentSlideRoute: SlideRoute
  readonly currentLayout: string
  readonly clicks: number
  readonly clicksStart: number
  readonly clicksTotal: number
  readonly clicksDirection: number
  readonly navDirection: number
  readonly hasNext: boolean
  readonly hasPrev: boolean
  next(): Promise<void>
  prev(): Promise<void>
  nextSlide(lastClicks?: boolean): Promise<void>
  prevSlide(lastClicks?: boolean): Promise<void>
  go(no: number | string, clicks?: number, force?: boolean): Promise<void>
  goFirst(): Promise<void>
  goLast(): Promise<void>
}

export interface NavState {
  readonly isPrintMode: boolean
  readonly isPrintWithClicks: boolean
  readonly isEmbedded: boolean
  readonly isPlaying: boolean
  readonly isPresenter: boolean
  readonly isNotesViewer: boolean
  readonly printRange: readonly number[]
}

type Refs<Shape> = { readonly [Key in keyof Shape]: Shape[Key] extends (...args: never) => unknown ? Shape[Key] : Readonly<Ref<Shape[Key]>> }

/** The deck's own navigation; on a slide prefer `useSlideContext().$nav`, which also holds in print. */
export function useNav(): Refs<Nav & NavState>

export type RenderContext = 'none' | 'slide' | 'overview' | 'presenter' | 'previewNext'

export interface SlideContext {
  readonly $slidev: { readonly nav: Nav, readonly configs: Configs, readonly themeConfigs: Readonly<Record<string, unknown>> }
  readonly $nav: Readonly<Ref<Nav>>
  readonly $clicksContext: ClicksContext
  readonly $clicks: Ref<number>
  readonly $page: Readonly<Ref<number>>
  readonly $route: SlideRoute | undefined
  readonly $renderContext: Readonly<Ref<RenderContext>>
  readonly $frontmatter: SlideFrontmatter
  readonly $scale: Readonly<Ref<number>>
  readonly $zoom: Readonly<Ref<number>>
}

export function useSlideContext(): SlideContext
export function useIsSlideActive(): ComputedRef<boolean>
export function onSlideEnter(then: (to: number, from: number | undefined) => unknown): void
export function onSlideLeave(then: (to: number, from: number | undefined) => unknown): void

export function useDarkMode(): {
  readonly isColorSchemaConfigured: Readonly<Ref<boolean>>
  readonly isDark: Ref<boolean>
  toggleDark(): void
}

/** Keeps the deck from taking keys until the returned function is called. */
export function lockShortcuts(): () => void

export interface Configs {
  readonly title: string
  readonly canvasWidth: number
  readonly aspectRatio: number
  readonly [key: string]: unknown
}
export const configs: Configs
